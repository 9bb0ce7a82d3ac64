from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.rankings.rules import (
    Better,
    Entry,
    Item,
    Method,
    NotAssessed,
    Scheme,
    explanation,
    losses,
    median_total,
    next_rank,
    rank_changes,
    rounding_difference,
    score,
)
from coordination.rankings.rules.explaining import in_scheme_order

SCHEME = Scheme(
    "乡镇月度考核（示例）",
    (
        Item("warn", "劝阻成功率", D(40), Method.TARGET, target=D(95)),
        Item("late", "迟报", D(30), Method.DEDUCT, Better.LOWER, per_event=D(2)),
        Item("visit", "入户率", D(30), Method.TARGET, target=D(100)),
    ),
)


def entry(unit, warn, late, visit, order=1, **more):
    return Entry(unit, "乡镇", order, {"warn": warn, "late": late, "visit": visit}, **more)


ROWS = [
    entry("甲", D(95), D(0), D(100), 1),  # 100.00
    entry("乙", D("47.5"), D(5), D(50), 2),  # 55.00
    entry("丙", D(0), D(0), D(50), 3),  # 45.00
    entry("丁", D(0), D(0), D(50), 4),  # 45.00
    entry("戊", None, None, None, 5),  # 0.00
]


def line_of(unit, rows=ROWS):
    return next(line for line in score(SCHEME, rows) if line.unit == unit)


def test_the_items_that_lost_most_come_first_and_ties_keep_the_order_of_the_scheme():
    assert [(loss.item.code, loss.points) for loss in losses(SCHEME, line_of("乙"))] == [
        ("warn", 20),
        ("visit", 15),
        ("late", 10),
    ]
    assert [loss.item.code for loss in losses(SCHEME, line_of("戊"), most=2)] == ["warn", "late"]
    assert losses(SCHEME, line_of("甲")) == []


def test_the_distance_to_the_next_rank_names_all_who_hold_it():
    lines = score(SCHEME, ROWS)
    found = next_rank(lines, line_of("戊"))
    assert found is not None
    assert (found.rank, found.units, found.total, found.gap) == (3, ("丙", "丁"), D("45.00"), D("45.00"))
    assert next_rank(lines, line_of("丁")).gap == 10
    assert next_rank(lines, line_of("甲")) is None


def test_units_without_a_rank_have_no_next_rank():
    rows = [*ROWS, entry("己", D(1), D(1), D(1), 6, veto="瞒报")]
    assert next_rank(score(SCHEME, rows), line_of("己", rows)) is None


def test_a_change_of_rank_is_positive_when_places_were_gained():
    earlier = score(SCHEME, [replace(row, values=ROWS[-1 - n].values) for n, row in enumerate(ROWS)])
    now = score(SCHEME, [*ROWS, entry("新", D(1), D(1), D(1), 9)])
    assert rank_changes(now, earlier) == {"甲": 4, "乙": 1, "丙": 0, "丁": -1, "戊": -5, "新": None}


def test_a_unit_that_moved_to_another_cohort_is_not_compared():
    earlier = score(SCHEME, [replace(row, cohort="街道") for row in ROWS])
    assert set(rank_changes(score(SCHEME, ROWS), earlier).values()) == {None}


def test_the_median_of_a_cohort():
    assert median_total(score(SCHEME, ROWS), "乡镇") == D("45.00")
    assert median_total(score(SCHEME, ROWS[:4]), "乡镇") == D("50.00")
    assert median_total(score(SCHEME, ROWS), "银行") is None


@given(st.lists(st.decimals(0, 95, places=1), min_size=3, max_size=3))
def test_printed_points_and_the_rounding_difference_give_the_printed_total(values):
    rows = [
        entry(name, value, None, value, n)
        for n, (name, value) in enumerate(zip("甲乙丙", values, strict=True))
    ]
    for line in score(SCHEME, rows):
        shown = [D(f"{found.points + D('0.0000001'):.2f}") for found in line.items.values()]
        assert abs(rounding_difference(line)) <= D("0.02")
        assert sum(shown) + rounding_difference(line) == line.total


def test_a_rounding_difference_is_seen():
    thirds = Scheme("试", tuple(Item(c, c, D(1), Method.TARGET, target=D(3)) for c in "abc"), min_cohort=1)
    (line,) = score(thirds, [Entry("甲", "乡镇", 1, dict.fromkeys("abc", D(1)))])
    assert (line.total, rounding_difference(line)) == (D("1.00"), D("0.01"))


def item(method, direction=Better.HIGHER, **parameters):
    return Item("a", "项", D(30), method, direction, **parameters)


@pytest.mark.parametrize(
    ("the_item", "value", "words"),
    [
        (item(Method.TARGET, target=D(40)), D(20), "30 × 20 ÷ 目标40，比例限于0到1，得15分"),
        (
            item(Method.TARGET, Better.LOWER, target=D(10), limit=D(30)),
            D(20),
            "30 ×（限值30 − 20）÷（30 − 目标10），比例限于0到1，得15分",
        ),
        (item(Method.RANK), D(20), "本组有数据的3家中列第1：30 ×（3 − 1 + 1）÷ 3，得30分"),
        (item(Method.RANK, Better.LOWER), D(20), "本组有数据的3家中列第3：30 ×（3 − 3 + 1）÷ 3，得10分"),
        (item(Method.MINMAX), D(20), "本组最低5、最高20，20按区间折算30分，得30分"),
        (item(Method.STEPS, steps=((D(20), D("0.5")),)), D(20), "20，不低于20，30 × 0.5，得15分"),
        (item(Method.STEPS, Better.LOWER, steps=((D(25), D(1)),)), D(20), "20，不高于25，30 × 1，得30分"),
        (item(Method.STEPS, steps=((D(21), D(1)),)), D(20), "20，未达到任何一档，30 × 0，得0分"),
        (item(Method.DEDUCT, per_event=D("0.5")), D(20), "20 × 每起扣0.5分，满分30，得20分"),
        (
            item(Method.DEDUCT, per_event=D(1), max_deduction=D(15)),
            D(20),
            "20 × 每起扣1分（最多扣15分），满分30，得15分",
        ),
        (item(Method.MINMAX), None, "未报，得0分"),
        (item(Method.MINMAX), NotAssessed("人口数未知"), "不考核（人口数未知），权重分摊到其他项"),
        (item(Method.MINMAX), NotAssessed(), "不考核（未说明原因），权重分摊到其他项"),
    ],
)
def test_points_are_explained_with_the_numbers_in_the_formula(the_item, value, words):
    values = [D(5), D(10), value]
    rows = [Entry(f"单位{n}", "乡镇", n, {"a": v}) for n, v in enumerate(values)]
    line = next(line for line in score(Scheme("试", (the_item,)), rows) if line.unit == "单位2")
    assert str(explanation(the_item, line.items["a"])) == words
    assert in_scheme_order(Scheme("试", (the_item,)), line) == [(the_item, line.items["a"])]
