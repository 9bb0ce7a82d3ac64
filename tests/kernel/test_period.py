from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period, add_working_days, workdays, working_days_between

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))
KINDS = st.sampled_from(Kind)
PERIODS = st.builds(Period.containing, DAYS, KINDS)

# 2026年国庆节: 1–7 October off; 10 October (a Saturday) worked instead.
NATIONAL_DAY = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 10, 10): True}


@pytest.mark.parametrize(
    ("written", "start", "end", "label"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1), "2026年10月"),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1), "2026年12月"),
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 12), "2026年第41周"),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 4), "2026年第53周"),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1), "2026年第四季度"),
        ("2026-H1", date(2026, 1, 1), date(2026, 7, 1), "2026年上半年"),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1), "2026年下半年"),
        ("2026", date(2026, 1, 1), date(2027, 1, 1), "2026年"),
    ],
)
def test_a_period_has_a_name_a_label_and_a_half_open_interval(written, start, end, label):
    period = Period.parse(written)
    assert (str(period), period.start, period.end, str(period.label())) == (written, start, end, label)
    assert start in period
    assert end not in period
    assert period.last_day == end - timedelta(days=1)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "2026-13",
        "2026-00",
        "2026-1",
        "2025-W53",
        "2026-W00",
        "2026-W1",
        "2026-w41",
        "2026-Q0",
        "2026-Q5",
        "2026-H3",
        "2026-10 ",
        "２０２６-10",
        "2026-10\n",
        "26-10",
        "0000",
        "2026/10",
        "九月",
    ],
)
def test_what_is_no_period_is_refused(written):
    with pytest.raises(Invalid):
        Period.parse(written)


@given(PERIODS)
def test_writing_and_reading_a_period_are_inverse(period):
    assert Period.parse(str(period)) == period


@given(DAYS, KINDS)
def test_every_day_lies_in_exactly_one_period_of_a_kind(day, kind):
    period = Period.containing(day, kind)
    assert day in period
    assert day not in period.previous()
    assert day not in period.next()


@given(PERIODS)
def test_periods_follow_each_other_without_gap(period):
    assert period.previous().end == period.start
    assert period.next().start == period.end
    assert period.previous().next() == period == period.next().previous()
    assert period.previous() < period < period.next()
    assert period.previous() <= period <= period
    assert period >= period > period.previous()


@given(PERIODS)
def test_the_year_to_date_covers_the_year_up_to_the_period(period):
    members = period.year_to_date()
    assert members[-1] == period
    assert members[0].number == 1
    assert [a.end for a in members[:-1]] == [b.start for b in members[1:]]
    assert {m.year for m in members} == {period.year}


def test_the_same_period_last_year():
    assert Period.parse("2026-10").same_last_year() == Period.parse("2025-10")
    assert Period.parse("2026-W41").same_last_year() == Period.parse("2025-W41")
    assert Period.parse("2026").same_last_year() == Period.parse("2025")


def test_week_53_has_no_counterpart_in_a_year_of_52_weeks():
    assert Period.parse("2026-W53").same_last_year() is None


def test_the_days_around_new_year_belong_to_iso_years():
    assert str(Period.containing(date(2027, 1, 1), Kind.WEEK)) == "2026-W53"
    assert str(Period.containing(date(2024, 12, 30), Kind.WEEK)) == "2025-W01"


def test_periods_of_different_kinds_have_no_order():
    with pytest.raises(TypeError):
        assert Period.parse("2026-10") < Period.parse("2026")
    assert Period.parse("2026-Q1") != Period.parse("2026-H1")


def test_years_out_of_reach_are_refused():
    with pytest.raises(Invalid):
        Period(Kind.YEAR, 1900, 1).previous()


def test_working_days_follow_the_holiday_table():
    is_workday = workdays(NATIONAL_DAY)
    assert add_working_days(date(2026, 9, 30), 1, is_workday) == date(2026, 10, 8)
    assert add_working_days(date(2026, 9, 30), 3, is_workday) == date(2026, 10, 10)
    assert add_working_days(date(2026, 9, 30), 4, is_workday) == date(2026, 10, 12)
    assert add_working_days(date(2026, 10, 8), -1, is_workday) == date(2026, 9, 30)
    assert add_working_days(date(2026, 10, 3), 0, is_workday) == date(2026, 10, 3)


@given(DAYS, st.integers(1, 40))
def test_counting_working_days_undoes_adding_them(day, count):
    is_workday = workdays(NATIONAL_DAY)
    reached = add_working_days(day, count, is_workday)
    tomorrow = day + timedelta(days=1)
    assert is_workday(reached)
    assert working_days_between(tomorrow, reached + timedelta(days=1), is_workday) == count
    assert working_days_between(reached + timedelta(days=1), tomorrow, is_workday) == -count


def test_a_table_without_working_days_is_reported_as_wrong():
    with pytest.raises(ValueError, match="no working day"):
        add_working_days(date(2026, 10, 1), 1, lambda day: False)
