from decimal import Decimal as D

import pytest

from coordination.rankings.rules.heat import Got, step, weakest


@pytest.mark.parametrize(
    ("points", "expected"),
    [(0, 1), (D("3.999999"), 1), (4, 2), (D("11.99"), 3), (12, 4), (16, 5), (20, 5)],
)
def test_the_step_is_the_share_of_the_weight(points, expected):
    assert step(Got("a", D(points), D(20))) == expected


def test_what_is_not_assessed_has_no_step():
    assert step(Got("a", D(0), D(0), assessed=False)) is None


def test_the_weakest_item_is_where_most_lose_more_than_half():
    rows = [[Got("a", D(9), D(20)), Got("b", D(5), D(10))], [Got("a", D(10), D(20)), Got("b", D(1), D(10))]]
    assert "“劝阻”：2家中有1家" in str(weakest({"b": "劝阻", "a": "发案"}, rows))
    rows.append([Got("a", D(1), D(20)), Got("b", D(0), D(0), assessed=False)])
    assert "“发案”：3家中有2家" in str(weakest({"b": "劝阻", "a": "发案"}, rows))


def test_where_nobody_loses_half_nothing_is_weak():
    assert "没有一项" in str(weakest({"a": "发案"}, [[Got("a", D(10), D(20))]]))
    assert "没有一项" in str(weakest({}, []))
