"""What the ranks of a ranking are worth when its weights were chosen a little differently."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.rankings.rules.entries import Entry, NotAssessed
from coordination.rankings.rules.scoring import score
from coordination.rankings.rules.stability import spearman, stability
from coordination.schemes.rules.scheme import Better, Item, Method, Scheme


def scheme(*items: Item) -> Scheme:
    return Scheme("示例", items)


def item(code: str, weight: str, method: Method = Method.MINMAX, **rest: object) -> Item:
    return Item(code, code, Decimal(weight), method, **rest)


def units(*values: dict[str, object], cohort: str = "镇") -> list[Entry]:
    return [Entry(f"u{n}", cohort, n, known) for n, known in enumerate(values)]


D = Decimal


def test_one_item_alone_cannot_move_anybody():
    (found,) = stability(scheme(item("a", "100")), units(*({"a": D(n)} for n in range(6))), seed=1)
    assert [(one.best, one.worst) for one in found.standings] == [(rank, rank) for rank in range(1, 7)]
    assert (found.spearman, found.unstable) == (1.0, False)


def test_units_that_are_good_at_different_things_change_places():
    two = scheme(item("a", "50"), item("b", "50"))
    values = [{"a": D(10), "b": D(0)}, {"a": D(0), "b": D(10)}, {"a": D(5), "b": D(5)}]
    (found,) = stability(two, units(*values), seed=1)
    assert {(one.best, one.worst, one.unstable) for one in found.standings} >= {(1, 3, True)}


def test_the_same_seed_gives_the_same_answer():
    two = scheme(item("a", "60"), item("b", "40", Method.RANK))
    known = units(*({"a": D(n), "b": D(-n * n % 7)} for n in range(8)))
    assert stability(two, known, seed="9f") == stability(two, known, seed="9f")
    assert stability(two, known, seed="9f") != stability(two, known, seed="a0")


def test_without_variation_every_draw_is_the_official_ranking():
    mixed = scheme(
        item("a", "40", Method.TARGET, target=D(90)),
        item("b", "40", Method.STEPS, steps=((D(9), D(1)), (D(5), D("0.6")))),
        item("c", "20", Method.DEDUCT, direction=Better.LOWER, per_event=D(3), max_deduction=D(10)),
    )
    known = units(
        {"a": D(80), "b": D(9), "c": D(1)},
        {"a": D(95), "b": D(6), "c": D(9)},
        {"a": D(70), "b": NotAssessed("无"), "c": D(0)},
        {"a": None, "b": D(2), "c": D(2)},
    )
    (found,) = stability(mixed, known, seed=1, draws=3, spread=0.0)
    official = {line.unit: line.rank for line in score(mixed, known)}
    assert {one.unit: (one.best, one.worst) for one in found.standings} == {
        unit: (rank, rank) for unit, rank in official.items()
    }


def test_a_cohort_that_is_not_ranked_has_no_stability():
    assert stability(scheme(item("a", "100")), units({"a": D(1)}, {"a": D(2)}), seed=1) == []


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, 3], [1, 1, 3], 1.0),
        ([1, 1], [1, 2], 0.0),
    ],
)
def test_spearman(first, second, expected):
    assert spearman(first, second) == pytest.approx(expected)


@given(st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=3, max_size=8))
def test_the_official_rank_lies_within_its_range_or_was_never_drawn(rows):
    three = scheme(item("a", "50"), item("b", "30", Method.RANK), item("c", "20"))
    known = units(*({"a": D(a), "b": D(b), "c": D(c)} for a, b, c in rows))
    (found,) = stability(three, known, seed=7, draws=50)
    for one in found.standings:
        assert 1 <= one.best <= one.middle <= one.worst <= len(rows)
        assert one.best <= one.rank <= one.worst or one.kept == 0
    assert -1 <= found.least_spearman <= found.spearman + 1e-9 <= 1 + 1e-9


def test_all_draws_of_a_county_are_counted():
    """40 units × 12 items × 1,000 draws; how long that takes stands in benchmarks/stability.py."""
    twelve = scheme(*(item(f"i{n}", str(D(100) / 12), Method.MINMAX) for n in range(12)))
    known = units(*({f"i{k}": D(n * (k + 3) % 41) for k in range(12)} for n in range(40)))
    (found,) = stability(twelve, known, seed=1)
    assert len(found.standings) == 40
