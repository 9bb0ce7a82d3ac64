"""Checks that compare what cannot be compared, or that cannot stand together."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.report_forms.checking import check_doubts, check_faults
from coordination.report_forms.outline import CheckOutline, FieldOutline, Limits, Outline
from coordination.report_forms.rules import CheckKind, Shape

CASES, LOSS, SOLVED = (
    FieldOutline(code, name, unit=unit)
    for code, name, unit in (
        ("cases", "立案数", "起"),
        ("loss", "涉案金额", "元"),
        ("solved", "破案数", "起"),
    )
)
PEOPLE, VISITS = FieldOutline("people", "覆盖人数", unit="人"), FieldOutline("visits", "人次", unit="人次")
FORM = Outline(
    *("公安月报", Shape.SELF, None, False, ("police",), "month", 5, 17, 0, "2026-11"),
    fields=(CASES, LOSS, SOLVED, PEOPLE, VISITS),
)


def at_most(left, right):
    return CheckOutline(CheckKind.NOT_ABOVE, left, right)


def equal(left, right):
    return CheckOutline(CheckKind.EQUAL, left, right)


def adds(left, *parts, tolerance="0"):
    return CheckOutline(CheckKind.SUM, left, parts=parts, tolerance=D(tolerance))


def told(*checks, form=FORM):
    return [(place, str(sentence)) for place, sentence in check_faults(replace(form, checks=checks))]


def letters(**limits):
    fields = (FieldOutline(code, code.upper(), limits=limits.get(code, Limits())) for code in "abcd")
    return replace(FORM, fields=tuple(fields))


@pytest.mark.parametrize(
    "check", [at_most("loss", "cases"), equal("cases", "loss"), adds("cases", "solved", "loss")]
)
def test_an_amount_is_not_compared_with_a_count(check):
    ((place, words),) = told(check)
    assert place == "check 0"
    assert "计量单位不同，不能比较。" in words
    assert "涉案金额（元）" in words
    assert "立案数（起）" in words


def test_a_count_and_its_amount_may_be_both_or_neither():
    assert told(CheckOutline(CheckKind.BOTH, "cases", "loss")) == []


def test_counts_of_different_things_are_asked_about_and_not_refused():
    form = replace(FORM, checks=(at_most("solved", "cases"), at_most("people", "visits")))
    assert told(*form.checks) == []
    assert [(place, str(words)) for place, words in check_doubts(form)] == [
        ("check 1", "覆盖人数（人）和人次（人次）的计量单位不同，请确认可以比较。")
    ]


@pytest.mark.parametrize(
    ("checks", "words"),
    [
        (
            (at_most("a", "b"), at_most("b", "a")),
            "和“A ≤ B”合起来只能相等，请只留一条；要两项相等，就用“两项相等”。",
        ),
        (
            (at_most("a", "b"), at_most("b", "c"), at_most("c", "a")),
            "和“A ≤ B”合起来只能相等，请只留一条；要两项相等，就用“两项相等”。",
        ),
        (
            (at_most("a", "b"), equal("b", "a")),
            "和“A ≤ B”合起来只能相等，请只留一条；要两项相等，就用“两项相等”。",
        ),
        ((equal("a", "b"), at_most("b", "a")), "已有“A = B”，不用再比大小。"),
        ((adds("a", "b", "c"), at_most("a", "b")), "和“A = B + C”合起来，其余分项只能是0，请核对。"),
        ((equal("a", "b"), adds("a", "b", "c")), "和“A = B”合起来，其余分项只能是0，请核对。"),
        ((adds("a", "b", "c"), adds("a", "b", "c", "d")), "和“A = B + C”合起来，D只能是0，请核对。"),
        (
            (adds("a", "b", "c"), adds("a", "c", "b", tolerance="1")),
            "已有“A = B + C”，请先去掉那一条，或不加这一条。",
        ),
    ],
)
def test_what_contradicts_an_earlier_check_is_said(checks, words):
    assert told(*checks, form=letters()) == [(f"check {len(checks) - 1}", words)]


@pytest.mark.parametrize(
    "checks",
    [
        (at_most("a", "b"), at_most("a", "c"), at_most("b", "d"), at_most("c", "d")),
        (adds("a", "b", "c"), at_most("b", "a"), at_most("b", "c")),
        (adds("a", "b", "c"), adds("a", "b", "d")),
        (equal("a", "b"), at_most("b", "c")),
    ],
)
def test_what_agrees_may_stand(checks):
    assert told(*checks, form=letters()) == []


def test_parts_that_may_be_negative_say_nothing_of_their_total():
    form = letters(c=Limits(minimum=None))
    assert told(adds("a", "b", "c"), at_most("a", "b"), form=form) == []


@pytest.mark.parametrize(
    ("check", "limits"),
    [
        (at_most("a", "b"), {"a": Limits(minimum=D(5)), "b": Limits(maximum=D(4))}),
        (equal("a", "b"), {"a": Limits(maximum=D(4)), "b": Limits(minimum=D(5))}),
        (
            adds("a", "b", "c"),
            {"a": Limits(maximum=D(9)), "b": Limits(minimum=D(5)), "c": Limits(minimum=D(5))},
        ),
    ],
)
def test_a_check_that_the_limits_never_allow_is_said(check, limits):
    assert told(check, form=letters(**limits)) == [
        ("check 0", "按各项的上下限，这一条怎么填都对不上，请核对上下限。")
    ]
    wide = {code: Limits() for code in limits}
    assert told(check, form=letters(**wide)) == []


def test_a_tolerance_reaches_beyond_the_limits():
    limits = {"a": Limits(maximum=D(9)), "b": Limits(minimum=D(5)), "c": Limits(minimum=D(5))}
    assert told(adds("a", "b", "c", tolerance="1"), form=letters(**limits)) == []


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), max_size=8, unique=True))
def test_comparisons_are_refused_exactly_when_they_go_round(pairs):
    """Without a fault the figures can be put in an order in which each check is strict, and the other way."""
    pairs = [(low, high) for low, high in pairs if low != high]
    left = set(pairs)
    while True:  # strike out what nothing stands below; what then remains goes round
        reached = {high for _low, high in left}
        fewer = {(low, high) for low, high in left if low in reached}
        if fewer == left:
            break
        left = fewer
    found = told(*(at_most(low, high) for low, high in pairs), form=letters())
    assert bool(found) is bool(left)
