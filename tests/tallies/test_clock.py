"""The clock of days without a case, against an evaluator that walks day by day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import Kind, Period
from coordination.tallies.rules.clock import (
    NO_CLOCK,
    Clock,
    Kept,
    Spell,
    clock,
    is_late,
    possible_on,
    setbacks,
)

START = date(2024, 1, 1)
DAY = timedelta(days=1)


@st.composite
def spells(draw: st.DrawFn) -> list[Spell]:
    """Months and days, some missing, some with cases; they never overlap."""
    found: list[Spell] = []
    month = Period.containing(START + draw(st.integers(0, 40)) * DAY, Kind.MONTH)
    for _number in range(draw(st.integers(0, 6))):
        how = draw(st.sampled_from(["month", "days", "nothing"]))
        days = [month.start + number * DAY for number in range((month.end - month.start).days)]
        if how == "month":
            cases = draw(st.integers(0, 2))
            told = draw(st.one_of(st.none(), st.sampled_from(days))) if cases else None
            found.append(Spell(days[0], days[-1], cases, told))
        elif how == "days":
            kept = draw(st.lists(st.sampled_from(days), unique=True))
            found += [Spell(day, day, draw(st.integers(0, 1))) for day in kept]
        month = month.next()
    return draw(st.permutations(found))


def walked(found: Sequence[Spell], as_of: date) -> tuple[int, date | None]:
    """Days back from the last day known, until a day that is not known or on which a case may lie."""
    known = {
        day: spell
        for spell in found
        for day in (spell.first_on + n * DAY for n in range((spell.last_on - spell.first_on).days + 1))
        if day <= as_of
    }
    if not known:
        return 0, None
    until = day = max(known)
    while day in known:
        spell = known[day]
        last = (spell.last_case_on or spell.last_on) if spell.cases else None
        if last is not None and day <= min(last, until):
            break
        day -= DAY
    return (until - day).days, until


@given(spells(), st.integers(0, 260))
def test_the_clock_agrees_with_a_walk_day_by_day(found: list[Spell], ahead: int) -> None:
    as_of = START + ahead * DAY
    counted = clock(found, as_of)
    assert (counted.days, counted.covered_until) == walked(found, as_of)


@given(spells(), st.integers(0, 260), st.integers(1, 120))
def test_a_window_is_met_exactly_when_the_clock_reaches_it(found: list[Spell], ahead: int, days: int) -> None:
    """domain, section 6: a row lying partly in a window counts wholly unless its last case is before it."""
    counted = clock(found, START + ahead * DAY)
    until = counted.covered_until
    if until is None:
        return
    first = until - (days - 1) * DAY
    rows = [one for one in found if one.first_on <= until and one.last_on >= first]
    covered = sum((min(one.last_on, until) - max(one.first_on, first)).days + 1 for one in rows)
    broken = any(one.cases and (one.last_case_on or one.last_on) >= first for one in rows)
    assert (counted.days >= days) == (covered == days and not broken)


@given(spells(), st.integers(0, 260), st.integers(1, 120))
def test_a_title_is_possible_when_nothing_happens_until_then(
    found: list[Spell], ahead: int, days: int
) -> None:
    counted = clock(found, START + ahead * DAY)
    on, until = possible_on(counted, days), counted.covered_until
    if until is None or on is None:
        assert (on, until) == (None, None)
        return
    if on <= until:
        assert counted.days >= days
        return
    assert counted.days + (on - until).days == days


@given(spells(), st.integers(0, 259))
def test_one_more_quiet_day_is_one_more_day(found: list[Spell], ahead: int) -> None:
    as_of = START + ahead * DAY
    earlier = [one for one in found if one.last_on <= as_of]
    before = clock(earlier, as_of)
    if before.covered_until is None:
        return
    day = before.covered_until + DAY
    assert clock([*earlier, Spell(day, day, 0)], day).days == before.days + 1
    assert clock([*earlier, Spell(day, day, 1)], day).days == 0


def test_without_a_tally_there_is_no_clock() -> None:
    assert clock([], START) == NO_CLOCK
    assert clock([Spell(START + DAY, START + DAY, 0)], START) == NO_CLOCK
    assert possible_on(NO_CLOCK, 100) is None


def test_a_gap_is_told_and_a_case_before_it_is_remembered() -> None:
    found = clock(
        [
            Spell(date(2026, 7, 1), date(2026, 7, 31), 1, date(2026, 7, 8)),
            Spell(date(2026, 9, 1), date(2026, 9, 30), 0),
        ],
        date(2026, 10, 5),
    )
    assert found == Clock(
        days=30,
        since=date(2026, 9, 1),
        covered_until=date(2026, 9, 30),
        last_case_on=date(2026, 7, 8),
        gap_on=date(2026, 8, 31),
    )


def test_without_the_day_of_the_last_case_the_month_counts_to_its_end() -> None:
    month = Spell(date(2026, 10, 1), date(2026, 10, 31), 1)
    assert clock([month], date(2026, 10, 31)).days == 0
    told = Spell(date(2026, 10, 1), date(2026, 10, 31), 1, date(2026, 10, 9))
    assert clock([told], date(2026, 10, 31)).days == 22


@pytest.mark.parametrize(("day", "late"), [(7, False), (8, True)])
def test_a_row_is_late_after_seven_days(day: int, late: bool) -> None:
    assert is_late(date(2026, 10, 31), datetime(2026, 11, day, 3, tzinfo=UTC)) is late


def test_midnight_is_that_of_china() -> None:
    assert is_late(date(2026, 10, 31), datetime(2026, 11, 7, 16, tzinfo=UTC))


def at(day: int, hour: int = 2) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_a_correction_upwards_moves_the_clock_back_and_says_when() -> None:
    rows = [
        Kept(date(2026, 9, 1), date(2026, 9, 30), 0, None, at(1), None, 1),
        Kept(date(2026, 10, 1), date(2026, 10, 31), 0, None, at(2), at(9), 1),
        Kept(date(2026, 10, 1), date(2026, 10, 31), 1, date(2026, 10, 20), at(9), None, 2),
    ]
    (back,) = setbacks(rows)
    assert (back.reported_at, back.case_on, back.before, back.after) == (at(9), date(2026, 10, 20), 61, 11)


def test_a_late_month_with_a_case_moves_the_clock_back() -> None:
    rows = [
        Kept(date(2026, 8, 1), date(2026, 8, 31), 0, None, at(1), None, 1),
        Kept(date(2026, 9, 1), date(2026, 9, 30), 1, date(2026, 9, 25), at(3), None, 1),
    ]
    (back,) = setbacks(rows)
    assert (back.case_on, back.before, back.after) == (date(2026, 9, 25), 31, 5)


def test_a_case_reported_in_time_and_a_correction_downwards_are_no_setbacks() -> None:
    rows = [
        Kept(date(2026, 9, 1), date(2026, 9, 30), 0, None, at(1), None, 1),
        Kept(date(2026, 10, 1), date(2026, 10, 31), 2, date(2026, 10, 20), at(2), at(9), 1),
        Kept(date(2026, 10, 1), date(2026, 10, 31), 1, date(2026, 10, 5), at(9), None, 2),
    ]
    assert setbacks(rows) == []
