"""What stands against enacting a form."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.report_forms.checking import sum_circle
from coordination.report_forms.fitness import Around, limit_faults, obstacles
from coordination.report_forms.outline import CheckOutline, FieldOutline, Limits, Outline
from coordination.report_forms.rules import Bound, CheckKind, Shape

NOW = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
AROUND = Around(("bank", "township"), due_at=NOW + timedelta(days=30))
A, B, C = (FieldOutline(code, name) for code, name in (("a", "甲数"), ("b", "乙数"), ("c", "丙数")))
FORM = Outline("银行月报", Shape.SELF, None, False, ("bank",), "month", 5, 17, 0, "2026-11", fields=(A, B, C))
TABLE = replace(FORM, shape=Shape.SUBJECTS, subject_kind="township", with_total=True)


def told(form, around=AROUND):
    return [(one.place, str(one.sentence)) for one in obstacles(form, around, NOW)]


def limited(**limits):
    return replace(FORM, fields=(replace(A, limits=Limits(**limits)),))


def test_nothing_stands_against_a_good_form():
    good = (
        CheckOutline(CheckKind.NOT_ABOVE, "b", "c"),
        CheckOutline(CheckKind.SUM, "a", None, ("b", "c")),
        CheckOutline(CheckKind.TOTAL, "a"),
    )
    assert told(replace(FORM, checks=good[:2])) == []
    assert told(replace(TABLE, checks=good)) == []


@pytest.mark.parametrize(
    ("form", "place", "words"),
    [
        (replace(FORM, name=" "), "head", "报表还没有名称。"),
        (replace(FORM, unit_kinds=()), "head", "还没有选由哪些类别的单位填报。"),
        (replace(FORM, unit_kinds=("bank", "moon")), "head", "单位类别里没有“moon”。"),
        (replace(TABLE, subject_kind=None), "head", "按对象分行的报表要选对象是哪一类单位。"),
        (replace(FORM, with_total=True), "head", "填本单位情况的报表没有对象，也没有合计行。"),
        (replace(FORM, due_workday=0), "head", "截止要在期满后第1到第30个工作日。"),
        (replace(FORM, due_hour=24), "head", "截止钟点要在0到23之间。"),
        (replace(FORM, grace_days=11), "head", "宽限最多10个工作日，不宽限就填0。"),
        (
            replace(FORM, first_period="2026-Q4"),
            "head",
            "开始的报告期和报告周期不一致，2026年第四季度不是这个周期的。",
        ),
        (replace(FORM, fields=()), "fields", "报表还没有指标，至少加一项。"),
        (
            replace(FORM, fields=(replace(A, type="ratio"),)),
            "field a",
            "甲数是比率，由系统算出，不用填报，请移出。",
        ),
        (replace(FORM, fields=(replace(A, closed=True),)), "field a", "甲数已在指标目录停用，请移出。"),
        (
            limited(bound=Bound.HOUSEHOLDS),
            "field a",
            "甲数要和总户数比，只有乡镇街道有总户数，请去掉这一限制。",
        ),
        (limited(minimum=D(5), maximum=D(4)), "field a", "甲数的上限不能小于下限。"),
        (limited(maximum=D(9), soft_high=D(10)), "field a", "甲数平常的上限要在硬性上下限之内。"),
        (limited(swing_percent=0), "field a", "变化幅度要在1%到1000%之间。"),
    ],
)
def test_what_is_to_be_mended_is_said_where(form, place, words):
    assert told(form) == [(place, words)]


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (CheckOutline(CheckKind.NOT_ABOVE, "a", "x"), "校验用到的“x”不在这张报表上。"),
        (CheckOutline(CheckKind.EQUAL, "a", "a"), "一项不能和自己比。"),
        (CheckOutline(CheckKind.BOTH, "a"), "要选和哪一项比。"),
        (CheckOutline(CheckKind.SUM, "a", None, ("b", "b")), "分项至少选两项。"),
        (CheckOutline(CheckKind.SUM, "a", None, ("a", "b")), "总数不能又是自己的分项。"),
        (CheckOutline(CheckKind.SUM, "a", None, ("b", "c"), D(-1)), "允许误差不能是负数。"),
        (CheckOutline(CheckKind.TOTAL, "a"), "这张报表没有合计行，不能核对合计。"),
    ],
)
def test_a_check_must_be_one_that_can_be_applied(check, words):
    assert told(replace(FORM, checks=(check,))) == [("check 0", words)]


def test_what_does_not_add_up_over_divisions_has_no_total():
    form = replace(TABLE, fields=(replace(A, adds_up=False),), checks=(CheckOutline(CheckKind.TOTAL, "a"),))
    assert told(form) == [("check 0", "甲数不能把各行相加，请去掉合计校验。")]


def test_a_check_stands_once():
    one = CheckOutline(CheckKind.NOT_ABOVE, "a", "b")
    assert told(replace(FORM, checks=(one, one))) == [("check 1", "这一条校验已经有了。")]


@pytest.mark.parametrize("kind", [CheckKind.EQUAL, CheckKind.BOTH])
def test_a_pair_that_is_turned_round_says_the_same(kind):
    pair = CheckOutline(kind, "a", "b"), CheckOutline(kind, "b", "a")
    assert told(replace(FORM, checks=pair)) == [("check 1", "这一条校验已经有了。")]


def test_parts_have_no_order():
    one, two = (CheckOutline(CheckKind.SUM, "a", parts=parts) for parts in (("b", "c"), ("c", "b")))
    assert one.says_the_same(two)


def test_sums_go_round_in_no_circle():
    checks = (
        CheckOutline(CheckKind.SUM, "a", None, ("b", "c")),
        CheckOutline(CheckKind.SUM, "b", None, ("a", "c")),
    )
    assert told(replace(FORM, checks=checks)) == [("checks", "分项之和绕成了圈：甲数 → 乙数 → 甲数。")]


@given(st.lists(st.tuples(st.integers(0, 6), st.sets(st.integers(0, 6), min_size=1, max_size=3)), max_size=7))
def test_a_circle_is_found_exactly_when_there_is_one(sums):
    checks = [
        CheckOutline(CheckKind.SUM, str(total), None, tuple(str(part) for part in parts))
        for total, parts in sums
        if total not in parts
    ]
    left = {(check.left, part) for check in checks for part in check.parts}
    while True:  # strike out what leads nowhere; what then remains goes round
        heads = {total for total, _part in left}
        fewer = {(total, part) for total, part in left if part in heads}
        if fewer == left:
            break
        left = fewer
    circle = sum_circle(checks)
    assert bool(circle) is bool(left)
    if circle:
        edges = {(check.left, part) for check in checks for part in check.parts}
        assert circle[0] == circle[-1]
        assert all(step in edges for step in pairwise(circle))


def test_a_period_that_was_opened_keeps_its_form():
    assert told(FORM, replace(AROUND, latest_opened="2026-10")) == []
    assert told(FORM, replace(AROUND, latest_opened="2026-11")) == [
        ("head", "2026年11月已经开始报送，已开的填报不变；请从2026年12月或以后开始。")
    ]


def test_a_form_does_not_begin_with_a_deadline_that_has_passed():
    found = told(replace(FORM, first_period="2026-09"), replace(AROUND, due_at=NOW))
    assert found == [("head", "2026年9月的截止时间已经过了，一启用就全部逾期；请从以后的报告期开始。")]


numbers = st.one_of(st.none(), st.integers(-3, 3).map(D))


@given(numbers, numbers, numbers, numbers)
def test_limits_are_right_exactly_when_they_stand_in_order(minimum, soft_low, soft_high, maximum):
    found = limit_faults(Limits(minimum, maximum, None, soft_low, soft_high), "甲数")
    written = [one for one in (minimum, soft_low, soft_high, maximum) if one is not None]
    assert bool(found) is (written != sorted(written))
