from decimal import Decimal as D

import pytest

from coordination.rankings.rules.shrinkage import Counted
from coordination.rankings.rules.smallness import finding, settle


def counted(**cases):
    return [Counted(unit, D(events), D(base)) for unit, (events, base) in cases.items()]


def test_the_smallest_place_is_drawn_most_and_may_lose_its_rank():
    found = settle(
        counted(大=(20, 20_000), 中=(33, 30_000), 小=(0, 900), 远=(60, 25_000)),
        per=10_000,
        higher_is_better=False,
    )
    by_unit = {one.counted.unit: one for one in found}
    assert [one.counted.unit for one in found] == ["大", "中", "小", "远"]
    assert by_unit["小"].raw_rank == 1
    assert by_unit["小"].rate.kept < by_unit["大"].rate.kept
    assert by_unit["小"].rate.value > by_unit["小"].rate.raw == 0
    assert by_unit["远"].raw_rank == by_unit["远"].shrunk_rank == 4
    assert by_unit["小"].few
    assert not by_unit["远"].few


def test_equal_rates_share_a_rank_and_higher_may_be_better():
    found = settle(counted(甲=(5, 100), 乙=(10, 200), 丙=(1, 100)), per=100, higher_is_better=True)
    assert [one.raw_rank for one in found] == [1, 1, 3]


def test_moved_counts_the_places_gained():
    for one in settle(counted(甲=(0, 10), 乙=(1, 1000), 丙=(50, 1000)), per=100, higher_is_better=False):
        assert one.moved == one.raw_rank - one.shrunk_rank


def test_nobody_is_an_empty_list():
    assert settle([], per=100, higher_is_better=True) == []


def test_a_base_of_zero_is_refused():
    with pytest.raises(ValueError, match="base above 0"):
        settle(counted(甲=(1, 0)), per=100, higher_is_better=True)


def test_the_finding_says_when_chance_alone_explains_the_ranks():
    alike = settle(
        counted(甲=(4, 64_300), 乙=(5, 61_200), 丙=(8, 69_800)), per=10_000, higher_is_better=False
    )
    assert "分不出先后" in str(finding(alike))
    apart = settle(
        counted(甲=(10, 10_000), 乙=(100, 10_000), 丙=(300, 10_000)), per=100, higher_is_better=False
    )
    assert str(finding(apart)) == "收缩以后名次不变。"
    crossed = settle(
        counted(小=(0, 900), 大=(20, 90_000), 远=(60, 25_000)), per=10_000, higher_is_better=False
    )
    assert str(finding(crossed)) == "收缩以后2家的名次不同。"
