"""Small places: how much of their distance from the mean is more than chance."""

from decimal import Decimal

import pytest

from coordination.rankings.rules.shrinkage import Counted, shrink


def counted(*rows: tuple[str, int, int]) -> list[Counted]:
    return [Counted(unit, Decimal(events), Decimal(base)) for unit, events, base in rows]


def test_marshall_by_hand():
    """m = 30/3,000 = 0.01; s² = (1,000·0² + 1,000·0.02² + 1,000·0.02²)/3,000 … worked out with 10, 30, −."""
    found = shrink(counted(("a", 10, 1000), ("b", 40, 1000), ("c", 10, 1000)), per=1000)
    mean, apart = Decimal("0.02"), (Decimal("0.01") ** 2 * 2 + Decimal("0.02") ** 2) / 3
    spread = apart - mean / 1000
    kept = spread / (spread + mean / 1000)
    assert found["b"].kept == round(kept, 4)
    assert abs(found["b"].value - (20 + kept * 20)) < Decimal("0.000001")
    assert found["b"].raw == 40


def test_a_small_place_is_drawn_nearer_to_the_mean_than_a_large_one():
    found = shrink(
        counted(("small", 2, 100), ("large", 200, 10_000), ("other", 50, 10_000), ("more", 20, 9_000))
    )
    assert found["small"].raw == found["large"].raw
    assert found["small"].value < found["large"].value
    assert found["small"].kept < found["large"].kept


def test_where_chance_explains_all_everybody_gets_the_mean():
    found = shrink(counted(("a", 9, 1000), ("b", 10, 1000), ("c", 11, 1000)), per=1000)
    assert {one.value for one in found.values()} == {Decimal("10.000000")}


def test_one_alone_and_nothing_at_all_stay_as_they_are():
    assert shrink(counted(("a", 5, 1000)), per=1000)["a"].value == 5
    assert shrink(counted(("a", 0, 1000), ("b", 0, 500)), per=1000)["b"].value == 0
    assert shrink([]) == {}


@pytest.mark.parametrize("row", [("a", 1, 0), ("a", -1, 10)])
def test_a_rate_needs_a_base_and_no_negative_events(row):
    with pytest.raises(ValueError, match="base above 0"):
        shrink(counted(row))
