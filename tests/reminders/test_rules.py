"""The ladder, day by day."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import workdays
from coordination.reminders.rules import Climbed, Rung, chased_lately, rungs, unreceived

WEEK = workdays({})
#: Friday, 6 November 2026, 17:00 in China.
FRIDAY = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)


def climb(due_at, first, last, is_workday=WEEK):
    """The whole ladder from `first` to `last`, as the schedule would climb it."""
    daily, others, seen = 0, set(), []
    day = first
    while day <= last:
        for rung in rungs(due_at, day, Climbed(daily, frozenset(others)), is_workday):
            seen.append((day.day, rung))
            if rung in (Rung.ORDER, Rung.LETTER):
                others.add(rung)
            else:
                daily += 1
        day += timedelta(days=1)
    return seen


def test_the_ladder_of_a_friday_deadline():
    assert climb(FRIDAY, date(2026, 10, 30), date(2026, 11, 16)) == [
        (3, Rung.THREE_BEFORE),
        (5, Rung.ONE_BEFORE),
        (6, Rung.DUE),
        (9, Rung.ORDER),
        (10, Rung.OVERDUE),
        (11, Rung.OVERDUE),
        (12, Rung.OVERDUE),
        (13, Rung.OVERDUE),
        (13, Rung.LETTER),
        (16, Rung.OVERDUE),
    ]


def test_working_days_follow_the_holiday_table():
    calendar = workdays({date(2026, 11, 5): False, date(2026, 11, 7): True})
    assert climb(FRIDAY, date(2026, 10, 30), date(2026, 11, 8), calendar) == [
        (2, Rung.THREE_BEFORE),
        (4, Rung.ONE_BEFORE),
        (6, Rung.DUE),
        (7, Rung.ORDER),
    ]


def test_an_item_handed_out_late_starts_where_the_ladder_stands():
    assert rungs(FRIDAY, date(2026, 11, 9), Climbed(), WEEK) == (Rung.OVERDUE,)


def test_the_day_is_the_one_in_china():
    midnight = datetime(2026, 11, 5, 16, 30, tzinfo=UTC)  # 00:30 on the 6th in China
    assert rungs(midnight, date(2026, 11, 6), Climbed(), WEEK) == (Rung.DUE,)


@given(
    due=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    offset=st.integers(-40, 40),
    daily=st.integers(0, 50),
    others=st.frozensets(st.sampled_from([Rung.ORDER, Rung.LETTER])),
)
def test_never_twice_and_never_on_a_day_off(due, offset, daily, others):
    today = due.date() + timedelta(days=offset)
    found = rungs(due, today, Climbed(daily, others), WEEK)
    assert len(set(found)) == len(found) <= 2
    assert not others & set(found)
    assert not found or WEEK(today)


def test_nobody_took_note_for_a_day():
    assert not unreceived(FRIDAY, FRIDAY + timedelta(hours=23, minutes=59))
    assert unreceived(FRIDAY, FRIDAY + timedelta(hours=24))


def test_chased_within_a_day():
    assert not chased_lately(None, FRIDAY)
    assert chased_lately(FRIDAY, FRIDAY + timedelta(hours=23))
    assert not chased_lately(FRIDAY, FRIDAY + timedelta(hours=24))
