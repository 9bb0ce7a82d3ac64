"""When the task of a period opens, is due and is owed; how articles are written. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.clock import ZONE, local
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period, deadline, workdays
from coordination.responsibilities.rules import (
    Rhythm,
    article_name,
    citation,
    coming,
    opens_at,
    owed,
    place_in_order,
    read_first_period,
    read_number,
    short_law,
)
from coordination.sample.reference import exceptions

#: The holidays and working Saturdays of 2026 as announced, and the New Year's day after them.
CHINA = workdays({day: workday for day, workday, _name in exceptions(2025, 2026)} | {date(2027, 1, 1): False})
PLAIN = workdays({})


def at(written):
    return datetime.fromisoformat(written).replace(tzinfo=ZONE)


def periods(*written):
    return tuple(Period.parse(one) for one in written)


def rhythm(first, workday=5, hour=17):
    return Rhythm(Period.parse(first), workday, hour)


@pytest.mark.parametrize(
    ("period", "opens", "due"),
    [
        # 1 November is a Sunday
        ("2026-11", "2026-11-02T08:00", "2026-12-07T17:00"),
        # the National Day week: 8 October is the first working day, 10 October a working Saturday
        ("2026-10", "2026-10-08T08:00", "2026-11-06T17:00"),
        ("2026-09", "2026-09-01T08:00", "2026-10-13T17:00"),
        # over the year's end: 1 January 2027 is off, 2 and 3 January a weekend
        ("2026-12", "2026-12-01T08:00", "2027-01-08T17:00"),
        ("2026-Q4", "2026-10-08T08:00", "2027-01-08T17:00"),
        ("2026-H2", "2026-07-01T08:00", "2027-01-08T17:00"),
        ("2026", "2026-01-04T08:00", "2027-01-08T17:00"),
        ("2026-W40", "2026-09-28T08:00", "2026-10-13T17:00"),
        # the week of the Spring Festival has no working day: it opens on the next one, and
        # Saturday 28 February, a working day, is the fifth after it
        ("2026-W08", "2026-02-24T08:00", "2026-02-28T17:00"),
    ],
)
def test_a_period_opens_on_its_first_working_day_and_is_due_after_its_end(period, opens, due):
    assert opens_at(Period.parse(period), CHINA) == at(opens)
    assert deadline(Period.parse(period), 5, 17, CHINA) == at(due)


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ("2026-10-31T12:00", ("2026-10",)),
        ("2026-11-01T12:00", ("2026-10",)),  # a Sunday: November has not opened
        ("2026-11-02T07:59", ("2026-10",)),
        ("2026-11-02T08:00", ("2026-10", "2026-11")),
        ("2026-11-06T16:59", ("2026-10", "2026-11")),
        ("2026-11-06T17:00", ("2026-11",)),
        ("2026-12-31T23:59", ("2026-12",)),
        ("2027-01-01T09:00", ("2026-12",)),
        ("2027-01-04T09:00", ("2026-12", "2027-01")),
    ],
)
def test_a_month_is_owed_from_its_first_working_day_until_its_deadline(now, found):
    assert owed(rhythm("2026-09"), at(now), CHINA) == periods(*found)


def test_nothing_is_owed_before_the_first_period():
    assert owed(rhythm("2026-12"), at("2026-11-30T12:00"), CHINA) == ()
    assert owed(rhythm("2026-11"), at("2026-11-03T12:00"), CHINA) == periods("2026-11")


def test_short_periods_with_late_deadlines_overlap_and_stand_in_order():
    found = owed(rhythm("2026-W40", workday=10), at("2026-11-06T12:00"), CHINA)
    assert found == periods("2026-W43", "2026-W44", "2026-W45")


def test_the_next_period_is_the_one_that_opens_next():
    assert coming(rhythm("2026-09"), at("2026-11-01T12:00"), CHINA) == Period.parse("2026-11")
    assert coming(rhythm("2026-09"), at("2026-11-02T08:00"), CHINA) == Period.parse("2026-12")
    assert coming(rhythm("2027-06"), at("2026-11-02T08:00"), CHINA) == Period.parse("2027-06")
    assert coming(rhythm("2025-H1"), at("2026-12-31T23:00"), CHINA) == Period.parse("2027-H1")


@given(
    kind=st.sampled_from(Kind),
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    hours=st.integers(1, 24 * 40),
    workday=st.integers(1, 30),
)
def test_no_period_is_skipped_and_none_comes_back(kind, day, hours, workday):
    """Whoever looks often enough finds each period, in order, and never one again after its deadline."""
    beat = Rhythm(Period.containing(day, kind), workday, 17)
    now = datetime.combine(day, datetime.min.time(), UTC)
    later = now + timedelta(hours=hours)
    before, after = owed(beat, now, PLAIN), owed(beat, later, PLAIN)
    assert list(after) == sorted(after, key=lambda one: one.start)
    assert all(deadline(one, workday, 17, PLAIN) > now >= opens_at(one, PLAIN) for one in before)
    gone = set(before) - set(after)
    assert all(deadline(one, workday, 17, PLAIN) <= later for one in gone)
    current = Period.containing(local(now).date(), kind)
    assert all(one <= current for one in before)


def first(typed, kind=Kind.MONTH, now="2026-11-06T10:00"):
    return read_first_period(typed, kind, at(now), workday=5, hour=17, is_workday=CHINA)


def test_the_first_period_is_the_present_one_unless_another_is_named():
    assert first("") == Period.parse("2026-11")
    assert first(" 2026-q4 ", Kind.QUARTER) == Period.parse("2026-Q4")
    assert first("2026-10") == Period.parse("2026-10")  # due at 17:00 today


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("十一月", "报告期要写成"),
        ("2026-13", "没有这个报告期"),
        ("2026-Q4", "每月的起始期要写成 2026-11 的样子"),
        ("2026-09", "2026年9月的截止时间已过"),
    ],
)
def test_a_first_period_that_cannot_be_is_refused_at_its_field(typed, said):
    with pytest.raises(Invalid, match=said) as refused:
        first(typed)
    assert refused.value.field == "first_period"


@pytest.mark.parametrize(
    ("typed", "number", "name"),
    [
        ("6(2)", "6(2)", "第6条第2款"),
        ("６（２）", "6(2)", "第6条第2款"),
        (" 08 ( 1 )", "8(1)", "第8条第1款"),
        ("15", "15", "第15条"),
        ("287-2", "287-2", "第287条之2"),
        ("287-2（1）", "287-2(1)", "第287条之2第1款"),
    ],
)
def test_the_number_of_an_article_has_one_spelling_and_a_name(typed, number, name):
    assert read_number(typed) == number
    assert str(article_name(number)) == name


@pytest.mark.parametrize("typed", ["", "第六条", "6(", "0", "6(2)(3)", "六", "6.2", "1" * 300])
def test_what_is_no_number_of_an_article_is_refused(typed):
    with pytest.raises(Invalid, match="条款编号要写成"):
        read_number(typed)


def test_articles_stand_in_the_order_of_the_law():
    numbers = ["10", "6(10)", "287-1", "6", "287", "6(2)", "9"]
    assert sorted(numbers, key=place_in_order) == ["6", "6(2)", "6(10)", "9", "10", "287", "287-1"]


def test_a_law_is_cited_by_its_short_name():
    law = "中华人民共和国反电信网络诈骗法"
    assert short_law(law) == "反电信网络诈骗法"
    assert str(citation(law, "6(2)")) == "《反电信网络诈骗法》第6条第2款"
