"""The measure of completion: pure values, no database."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.completion.rules import (
    NOTHING,
    Outcome,
    Share,
    Standing,
    edges,
    expected,
    instants,
    measured,
    outcome,
    run_up,
    together,
)
from coordination.kernel.period import Kind, Period
from coordination.tasks.rules import DROPPED, FULFILLED, OPEN, AssignmentState

NOW = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DUE = NOW - HOUR
OCTOBER = Period.parse("2026-10")

WEIGHTS = st.decimals(min_value=D("0.01"), max_value=D("9999.99"), places=2)
ASSIGNMENTS = st.lists(st.tuples(st.sampled_from([None, *Outcome]), WEIGHTS), max_size=30)


@pytest.mark.parametrize(
    ("state", "submitted", "due", "stands"),
    [
        (AssignmentState.ISSUED, None, NOW + HOUR, Outcome.UNDER_WAY),
        (AssignmentState.ISSUED, None, NOW, Outcome.UNDER_WAY),
        (AssignmentState.ISSUED, None, DUE, Outcome.OVERDUE),
        (AssignmentState.WORKING, None, DUE, Outcome.OVERDUE),
        (AssignmentState.RETURNED, DUE - HOUR, DUE, Outcome.OVERDUE),
        (AssignmentState.RETURNED, NOW - HOUR, NOW + HOUR, Outcome.UNDER_WAY),
        (AssignmentState.SUBMITTED, DUE, DUE, Outcome.WAITING),
        (AssignmentState.SUBMITTED, DUE + HOUR, DUE, Outcome.LATE),
        (AssignmentState.DONE, DUE, DUE, Outcome.ON_TIME),
        (AssignmentState.CLOSED, DUE - HOUR, DUE, Outcome.ON_TIME),
        (AssignmentState.CLOSED, DUE + HOUR, DUE, Outcome.LATE),
        (AssignmentState.DONE, NOW - HOUR, NOW + HOUR, Outcome.ON_TIME),
        (AssignmentState.WITHDRAWN, None, DUE, None),
        (AssignmentState.TERMINATED, DUE, DUE, None),
        (AssignmentState.TRANSFERRED, None, DUE, None),
    ],
)
def test_how_an_assignment_stands(state, submitted, due, stands):
    assert outcome(state, submitted, due, NOW) is stands


@given(st.sampled_from(AssignmentState), st.integers(-5, 5), st.integers(-5, 5))
def test_every_assignment_stands_somewhere_unless_it_was_dropped(state, submitted, due):
    stands = outcome(state, NOW + submitted * HOUR, NOW + due * HOUR, NOW)
    assert (stands is None) is (state in DROPPED)
    assert (stands in (Outcome.OVERDUE, Outcome.UNDER_WAY)) is (state in OPEN)
    if state in FULFILLED:
        assert stands is (Outcome.ON_TIME if submitted <= due else Outcome.LATE)


def test_nothing_asked_is_not_zero():
    assert NOTHING.rate is None
    assert NOTHING.standing is Standing.NOTHING
    zero = measured([(Outcome.OVERDUE, D(1))])
    assert zero.rate == D("0.00")
    assert zero.standing is Standing.ZERO


def test_what_is_not_decided_yet_stands_apart_from_the_rate():
    pending = measured([(Outcome.UNDER_WAY, D(5)), (Outcome.WAITING, D(3))])
    assert pending.rate is None
    assert pending.standing is Standing.PENDING
    assert (pending.asked, pending.decided) == (2, 0)
    assert (pending + measured([(Outcome.ON_TIME, D(1))])).rate == D("100.00")


def test_heavier_duties_count_for_more():
    share = measured([(Outcome.ON_TIME, D(2)), (Outcome.LATE, D("0.5")), (Outcome.OVERDUE, D("0.5"))])
    assert share.rate == D("66.67")
    assert (share.on_time, share.late, share.overdue) == (1, 1, 1)


@pytest.mark.parametrize(
    ("done", "standing"),
    [
        ("1000000", Standing.FULL),
        ("999999.99", Standing.HIGH),
        ("800000", Standing.HIGH),
        ("799999.99", Standing.FAIR),
        ("600000", Standing.FAIR),
        ("599999.99", Standing.LOW),
        ("0.01", Standing.LOW),
        ("0", Standing.ZERO),
    ],
)
def test_a_cell_is_judged_by_the_exact_weights(done, standing):
    assert Share(D(done), D(1_000_000), on_time=1, late=1).standing is standing


@given(ASSIGNMENTS)
def test_a_rate_lies_between_nothing_and_all_and_exists_only_where_something_was_due(made):
    share = measured(made)
    assert (share.rate is None) is (share.decided == 0)
    if share.rate is not None:
        assert 0 <= share.rate <= 100
        assert (share.standing is Standing.FULL) is (share.on_time == share.decided)
        assert (share.standing is Standing.ZERO) is (share.on_time == 0)
    assert share.asked == sum(1 for one, _weight in made if one is not None)
    assert share.asked == sum(share.count(one) for one in Outcome)


@given(st.lists(ASSIGNMENTS, max_size=6))
def test_totals_are_the_share_of_all_assignments_not_a_mean_of_rates(cells):
    every = [one for cell in cells for one in cell]
    assert together(measured(cell) for cell in cells) == measured(every)


@given(ASSIGNMENTS, WEIGHTS)
def test_one_more_done_on_time_never_lowers_and_one_more_late_never_raises_the_rate(made, weight):
    before = measured(made)
    if before.rate is not None:
        assert (before + measured([(Outcome.ON_TIME, weight)])).rate >= before.rate
        assert (before + measured([(Outcome.OVERDUE, weight)])).rate <= before.rate


def test_a_period_begins_and_ends_at_midnight_in_china():
    first, end = instants(OCTOBER)
    assert first == datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
    assert end == datetime(2026, 10, 31, 16, 0, tzinfo=UTC)


@given(st.sampled_from(Kind), st.integers(1990, 2100), st.integers(1, 24))
def test_the_periods_before_touch_each_other(kind, year, count):
    period = Period(kind, year, 1)
    before = run_up(period, count)
    assert len(before) == count
    assert before[-1] == period
    marks = edges(before)
    assert [(marks[n], marks[n + 1]) for n in range(count)] == [instants(one) for one in before]


@pytest.mark.parametrize(
    ("recurrence", "first", "period", "is_expected"),
    [
        (None, None, "2026-10", True),
        ("month", "2026-08", "2026-10", True),
        ("month", "2026-09", "2026-10", True),
        ("month", "2026-10", "2026-10", False),
        ("month", "2026-10", "2026-11", True),
        ("month", "2026-10", "2026", True),
        ("week", "2026-W40", "2026-10", True),
        ("quarter", "2026-Q1", "2026-10", False),
        ("quarter", "2026-Q1", "2026-Q4", True),
        ("half", "2026-H1", "2026-Q4", False),
        ("year", "2025", "2026", True),
        ("year", "2026", "2026", False),
    ],
)
def test_a_duty_is_missed_only_when_its_rhythm_came_round(recurrence, first, period, is_expected):
    assert expected(recurrence, first, Period.parse(period)) is is_expected
