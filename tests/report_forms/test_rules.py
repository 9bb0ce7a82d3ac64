"""How a form stands, how its fields are ordered, what it asks, what a revision changes."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import Kind
from coordination.report_forms.changes import changes, check_words, joined, limit_words
from coordination.report_forms.outline import CheckOutline, FieldOutline, Limits, Outline
from coordination.report_forms.rules import (
    Bound,
    CheckKind,
    FormState,
    Shape,
    items_a_month,
    moved,
    placed,
    renamed,
    state_of,
)

NOW = datetime(2026, 11, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instants", "state"),
    [
        ((None, None, None), FormState.DRAFT),
        ((NOW, None, None), FormState.IN_FORCE),
        ((NOW, "2026-10", None), FormState.SUPERSEDED),
        ((NOW, "2026-10", NOW), FormState.CLOSED),
        ((NOW, None, NOW), FormState.CLOSED),
    ],
)
def test_the_state_of_a_form_is_told_by_its_instants(instants, state):
    assert state_of(*instants) is state


@pytest.mark.parametrize(
    ("kind", "items"),
    [
        (Kind.WEEK, "43.3"),
        (Kind.MONTH, "10.0"),
        (Kind.QUARTER, "3.3"),
        (Kind.HALF, "1.7"),
        (Kind.YEAR, "0.8"),
    ],
)
def test_what_a_form_asks_is_counted_by_the_month(kind, items):
    assert items_a_month(5, 2, kind) == D(items)


ORDER = [(1, "案件"), (2, "案件"), (3, "宣传"), (4, "宣传")]


@pytest.mark.parametrize(
    ("number", "up", "order"),
    [
        (2, True, [(2, "案件"), (1, "案件"), (3, "宣传"), (4, "宣传")]),
        (3, True, [(1, "案件"), (2, "案件"), (3, "案件"), (4, "宣传")]),
        (2, False, [(1, "案件"), (2, "宣传"), (3, "宣传"), (4, "宣传")]),
        (1, True, ORDER),
        (4, False, ORDER),
    ],
)
def test_a_field_moves_within_its_section_and_then_into_the_next(number, up, order):
    assert moved(ORDER, number, up=up) == order


def test_a_field_comes_last_in_the_section_it_is_put_into():
    assert placed(ORDER, 1, "宣传") == [(2, "案件"), (3, "宣传"), (4, "宣传"), (1, "宣传")]
    assert placed(ORDER, 4, "案件") == [(1, "案件"), (2, "案件"), (4, "案件"), (3, "宣传")]
    assert placed(ORDER, 2, "资金")[-1] == (2, "资金")


def test_a_section_keeps_its_place_under_another_name_and_joins_one_of_the_same():
    assert renamed(ORDER, "案件", "打击") == [(1, "打击"), (2, "打击"), (3, "宣传"), (4, "宣传")]
    assert renamed(ORDER, "案件", "宣传") == [(3, "宣传"), (4, "宣传"), (1, "宣传"), (2, "宣传")]
    assert renamed(ORDER, "案件", "案件") == ORDER
    assert renamed(ORDER, "无", "打击") == ORDER


def sections_in_one_piece(order):
    seen = [section for _number, section in order]
    return all(
        seen.index(name) + seen.count(name) - 1 == len(seen) - 1 - seen[::-1].index(name) for name in seen
    )


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["up", "down", "甲", "乙", "丙"])), max_size=25))
def test_no_moving_about_loses_a_field_or_tears_a_section(steps):
    order = []
    for number in range(10):
        order = placed(order, number, "甲" if number < 5 else "乙")
    for number, step in steps:
        if step in ("up", "down"):
            order = moved(order, number, up=step == "up")
        else:
            order = placed(order, number, step)
        assert sorted(one for one, _section in order) == list(range(10))
        assert sections_in_one_piece(order)


FILED, SOLVED = FieldOutline("case.filed", "立案数"), FieldOutline("case.solved", "破案数")
FORM = Outline(
    "月报", Shape.SELF, None, False, ("bank",), "month", 5, 17, 0, "2026-11", fields=(FILED, SOLVED)
)
NOT_ABOVE = CheckOutline(CheckKind.NOT_ABOVE, "case.solved", "case.filed")


def told(**new):
    return [str(one) for one in changes(FORM, replace(FORM, **new))]


def test_a_revision_that_changes_nothing_says_nothing():
    assert told(first_period="2027-01") == []


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ({"name": "季报"}, "名称由“月报”改为“季报”"),
        (
            {"shape": Shape.SUBJECTS, "subject_kind": "township"},
            "填法由“填本单位情况”改为“按对象分行填（一行一个单位）”",
        ),
        ({"with_total": True}, "增加合计行"),
        ({"unit_kinds": ("bank", "carrier")}, "填报单位类别有增减"),
        ({"guidance": "按月末数填"}, "修改了填报说明"),
        ({"period_kind": "quarter"}, "报告周期由“每月”改为“每季度”"),
        ({"due_workday": 3}, "截止由期满后第5个工作日17:00改为期满后第3个工作日17:00"),
        ({"grace_days": 2}, "宽限由0个工作日改为2个工作日"),
        ({"fields": (FILED,)}, "减少1项：破案数"),
        ({"fields": (FILED, SOLVED, FieldOutline("x", "走访数"))}, "增加1项：走访数"),
        ({"fields": (SOLVED, FILED)}, "调整了指标的顺序"),
        ({"fields": (FILED, replace(SOLVED, section="打击"))}, "破案数移到“打击”"),
        ({"fields": (FILED, replace(SOLVED, required=False))}, "破案数改为选填"),
        ({"fields": (FILED, replace(SOLVED, caliber="含积案"))}, "修改了破案数的口径"),
        ({"checks": (NOT_ABOVE,)}, "增加校验：破案数 ≤ 立案数"),
    ],
)
def test_what_a_revision_changes_is_told_in_words(new, said):
    assert told(**new) == [said]


def test_a_check_that_is_dropped_is_named_by_the_old_form():
    old = replace(FORM, checks=(NOT_ABOVE,))
    assert [str(one) for one in changes(old, replace(old, checks=(), fields=(FILED,)))] == [
        "减少1项：破案数",
        "去掉校验：破案数 ≤ 立案数",
    ]


def test_limits_and_checks_read_as_people_say_them():
    limits = Limits(D(1), D(1000), Bound.HOUSEHOLDS, D(2), D(500), 30)
    assert str(joined(limit_words(limits))) == (
        "不小于1，不大于1,000，不大于本地总户数，低于2要说明，高于500要说明，变化30%以上要说明"
    )
    assert str(joined(limit_words(Limits()))) == "没有特别限制"
    assert [str(one) for one in limit_words(Limits(minimum=None))] == ["可以是负数"]
    total = CheckOutline(CheckKind.SUM, "a", None, ("b", "c"), D("0.5"))
    assert str(check_words(total, {"a": "总数", "b": "甲", "c": "乙"})) == "总数 = 甲 + 乙，允许相差0.5"
