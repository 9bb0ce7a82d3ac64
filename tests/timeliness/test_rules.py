"""Rates: what each divides by what, how a cell looks, what a run says. No database."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.completion.rules import Standing
from coordination.kernel.period import Period
from coordination.timeliness.rules import NOTHING, Rate, Tally, finding, from_worst, together

OCTOBER = Period.parse("2026-10")
TEN = Tally(on_time=5, late=2, missing=1, pending=2, complete=6, redone=3)
counts = st.integers(0, 50)
tallies = st.builds(Tally, counts, counts, counts, counts, counts, counts)


@pytest.mark.parametrize(
    ("rate", "part", "whole", "value"),
    [
        (Rate.ON_TIME, 5, 8, "62.50"),
        (Rate.FILED, 7, 10, "70.00"),
        (Rate.COMPLETE, 6, 8, "75.00"),
        (Rate.REDONE, 3, 7, "42.86"),
    ],
)
def test_each_rate_has_its_part_and_its_whole(rate, part, whole, value):
    assert (TEN.part(rate), TEN.whole(rate), TEN.rate(rate)) == (part, whole, D(value))


@pytest.mark.parametrize("rate", Rate)
def test_nothing_expected_is_no_rate_and_not_zero(rate):
    assert NOTHING.rate(rate) is None
    assert NOTHING.standing(rate) is Standing.NOTHING


def test_what_is_not_due_yet_counts_neither_way():
    waiting = Tally(pending=3)
    assert waiting.rate(Rate.ON_TIME) is None
    assert waiting.standing(Rate.ON_TIME) is Standing.PENDING
    assert waiting.rate(Rate.FILED) == D("0.00")


@pytest.mark.parametrize(
    ("tally", "rate", "stands"),
    [
        (Tally(on_time=3), Rate.ON_TIME, Standing.FULL),
        (Tally(on_time=99_999, late=1), Rate.ON_TIME, Standing.HIGH),
        (Tally(on_time=4, late=1), Rate.ON_TIME, Standing.HIGH),
        (Tally(on_time=3, late=2), Rate.ON_TIME, Standing.FAIR),
        (Tally(on_time=1, late=2), Rate.ON_TIME, Standing.LOW),
        (Tally(late=2), Rate.ON_TIME, Standing.ZERO),
        (Tally(on_time=2), Rate.REDONE, Standing.FULL),
        (Tally(on_time=2, redone=2), Rate.REDONE, Standing.ZERO),
    ],
)
def test_how_a_cell_looks_follows_from_the_exact_counts(tally, rate, stands):
    assert tally.standing(rate) is stands


@given(st.lists(tallies, max_size=6))
def test_rates_of_many_are_never_averaged(several):
    whole = together(several)
    assert whole.expected == sum(one.expected for one in several)
    for rate in Rate:
        assert whole.part(rate) == sum(one.part(rate) for one in several)
        assert whole.whole(rate) == sum(one.whole(rate) for one in several)


def test_the_worst_comes_first_and_who_owed_nothing_last():
    good, bad, worse, none = Tally(on_time=9), Tally(late=1), Tally(late=3), NOTHING
    in_order = sorted([none, good, bad, worse], key=lambda one: from_worst(one, Rate.ON_TIME))
    assert in_order == [worse, bad, good, none]
    clean, redone = Tally(on_time=4), Tally(on_time=4, redone=4)
    assert sorted([clean, redone], key=lambda one: from_worst(one, Rate.REDONE)) == [redone, clean]


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (NOTHING, NOTHING, "2026年10月没有应报的填报"),
        (NOTHING, Tally(pending=3), "2026年10月应报3份，都还没到期"),
        (NOTHING, Tally(on_time=3, late=1), "2026年10月4份里按时3份"),
        (Tally(on_time=1), Tally(on_time=4, late=1), "2026年10月及时率80.00%（4/5）"),
        (
            Tally(on_time=8),
            Tally(on_time=4, late=1),
            "2026年10月及时率80.00%（4/5），比上期下降20.00个百分点",
        ),
        (Tally(late=8), Tally(on_time=4, late=1), "2026年10月及时率80.00%（4/5），比上期上升80.00个百分点"),
        (Tally(on_time=8), Tally(on_time=5), "2026年10月及时率100.00%（5/5），与上期持平"),
    ],
)
def test_a_run_is_told_by_its_last_two_periods(before, now, words):
    assert str(finding(Rate.ON_TIME, OCTOBER, [before, now])) == words
