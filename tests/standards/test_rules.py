"""Windows at the ends of months, verdicts with alternatives, what is wrong with a criterion."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import Kind
from coordination.standards.rules import (
    Base,
    CriterionKind,
    Line,
    Listed,
    Span,
    Standing,
    WindowKind,
    base_span,
    clear_on,
    overall,
    periods_in,
    span,
)
from coordination.standards.rules.drafts import Draft, Known, Reported, flaws, settled
from coordination.standards.rules.fitness import Head, doubts, head_flaws, obstacles

DAYS, MONTHS, HALF, YEAR = WindowKind.DAYS, WindowKind.MONTHS, WindowKind.HALF_YEAR, WindowKind.YEAR


@pytest.mark.parametrize(
    ("kind", "size", "day", "first", "last"),
    [
        (DAYS, 100, date(2026, 4, 10), date(2026, 1, 1), date(2026, 4, 10)),
        (DAYS, 1, date(2024, 2, 29), date(2024, 2, 29), date(2024, 2, 29)),
        (MONTHS, 1, date(2024, 2, 28), date(2024, 1, 1), date(2024, 1, 31)),
        (MONTHS, 1, date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
        (MONTHS, 3, date(2026, 1, 31), date(2025, 11, 1), date(2026, 1, 31)),
        (HALF, None, date(2026, 6, 29), date(2025, 7, 1), date(2025, 12, 31)),
        (HALF, None, date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        (YEAR, None, date(2026, 12, 30), date(2025, 1, 1), date(2025, 12, 31)),
        (YEAR, None, date(2026, 12, 31), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_counts_once_it_has_ended(kind, size, day, first, last):
    assert span(kind, size, day) == Span(first, last)


@pytest.mark.parametrize(
    ("kind", "size", "day", "base", "first", "last"),
    [
        (DAYS, 30, date(2026, 3, 30), Base.PREVIOUS, date(2026, 1, 30), date(2026, 2, 28)),
        (DAYS, 60, date(2024, 2, 29), Base.LAST_YEAR, date(2023, 1, 1), date(2023, 2, 28)),
        (MONTHS, 3, date(2026, 3, 31), Base.PREVIOUS, date(2025, 10, 1), date(2025, 12, 31)),
        (MONTHS, 1, date(2025, 2, 28), Base.LAST_YEAR, date(2024, 2, 1), date(2024, 2, 29)),
        (HALF, None, date(2026, 6, 30), Base.PREVIOUS, date(2025, 7, 1), date(2025, 12, 31)),
        (HALF, None, date(2026, 6, 30), Base.LAST_YEAR, date(2025, 1, 1), date(2025, 6, 30)),
        (YEAR, None, date(2026, 6, 30), Base.PREVIOUS, date(2024, 1, 1), date(2024, 12, 31)),
    ],
)
def test_what_a_window_is_compared_with(kind, size, day, base, first, last):
    assert base_span(kind, size, day, base) == Span(first, last)


@given(
    st.sampled_from((DAYS, MONTHS, HALF, YEAR)),
    st.integers(1, 40),
    st.dates(date(2001, 1, 1), date(2040, 12, 31)),
    st.integers(-400, 400),
)
def test_the_day_on_which_something_has_left_the_window_is_the_first_one(kind, size, happened, shift):
    day = date.fromordinal(happened.toordinal() + shift)
    clear = clear_on(kind, size, happened, day)
    assert clear >= day
    assert span(kind, size, clear).first > happened
    if clear > day:
        assert span(kind, size, date.fromordinal(clear.toordinal() - 1)).first <= happened


def test_reporting_periods_lie_wholly_in_the_window():
    half = span(HALF, None, date(2026, 6, 30))
    assert [str(one) for one in periods_in(half, Kind.QUARTER)] == ["2026-Q1", "2026-Q2"]
    assert periods_in(half, Kind.YEAR) == []
    weeks = periods_in(half, Kind.WEEK)
    assert (str(weeks[0]), str(weeks[-1]), len(weeks)) == ("2026-W02", "2026-W26", 25)


MET, UNMET, UNKNOWN, CHECK, NONE = Standing


@pytest.mark.parametrize(
    ("lines", "met", "confirmed"),
    [
        ([("", MET), ("", MET)], True, True),
        ([("", MET), ("", UNMET)], False, False),
        ([("", UNKNOWN), ("", UNMET)], False, False),
        ([("", UNKNOWN), ("", MET)], None, None),
        ([("", CHECK), ("", MET)], None, True),
        ([("甲", UNMET), ("甲", MET)], True, True),
        ([("甲", UNMET), ("甲", UNMET), ("", MET)], False, False),
        ([("甲", UNMET), ("甲", UNKNOWN)], None, None),
        ([("甲", UNMET), ("乙", MET)], False, False),
        ([("甲", UNMET), ("甲", NONE)], False, False),
        ([("", NONE), ("", MET)], True, True),
        ([("甲", UNMET), ("甲", CHECK)], None, True),
        ([], None, None),
    ],
)
def test_alternatives_need_one_of_them_and_what_does_not_apply_asks_nothing(lines, met, confirmed):
    found = [Line(*line) for line in lines]
    assert overall(found) is met
    assert overall(found, confirmed=True) is confirmed


ZERO = Draft(text="连续100天零发案", kind=CriterionKind.ZERO_CASES, window_kind=DAYS, window_size=100)
DROP = Draft(
    text="半年下降五成",
    kind=CriterionKind.CASES_DROP,
    window_kind=HALF,
    base=Base.LAST_YEAR,
    threshold=D(50),
)
LOSS = Draft(text="单笔", kind=CriterionKind.LARGEST_LOSS, window_kind=HALF, threshold=D(500_000))
VISITS = Draft(text="宣传", kind=CriterionKind.INDICATOR, window_kind=HALF, threshold=D(10), indicator_id=1)
CHECKED = Draft(text="核查", kind=CriterionKind.CHECK, confirmer_kind="police")
KNOWN = Known(
    indicators={
        1: Reported("宣传场次", "场", (Kind.MONTH,)),
        2: Reported("劝阻成功率", "%", (Kind.QUARTER,)),
        3: Reported("开户数", "户", ()),
    },
    parties={1},
    kinds={"police": ("公安", True), "carrier": ("运营商", False)},
    units={7},
)


@pytest.mark.parametrize("good", [ZERO, DROP, LOSS, VISITS, CHECKED])
def test_a_sound_criterion_has_no_flaw(good):
    assert flaws(settled(good), KNOWN) == {}


@pytest.mark.parametrize(
    ("draft", "field", "words"),
    [
        (replace(ZERO, text=" "), "text", "请写出这一条的原文"),
        (replace(ZERO, text="长" * 501), "text", "最多500个字，现在是501个字"),
        (replace(ZERO, window_kind=None), "window_kind", "请选看哪一段时间"),
        (replace(ZERO, window_size=None), "window_size", "请填多少天"),
        (replace(ZERO, window_size=0), "window_size", "天数要在1到1100之间"),
        (replace(ZERO, window_kind=MONTHS, window_size=99), "window_size", "月数要在1到36之间"),
        (replace(ZERO, window_kind=YEAR), "window_size", "整半年、整年的长度是固定的"),
        (replace(DROP, base=None), "base", "请选和哪一段时间比"),
        (replace(DROP, window_kind=MONTHS, window_size=13), "window_size", "和上年同期重叠"),
        (replace(DROP, window_kind=DAYS, window_size=366), "window_size", "和上年同期重叠"),
        (replace(DROP, threshold=None), "threshold", "请填至少下降百分之几"),
        (replace(DROP, threshold=D("100.01")), "threshold", "百分比要大于0、不超过100"),
        (replace(DROP, threshold=D(0)), "threshold", "百分比要大于0"),
        (replace(LOSS, threshold=D(-1)), "threshold", "金额要大于0"),
        (replace(VISITS, window_kind=DAYS, window_size=30), "window_kind", "不能按天往前数"),
        (replace(VISITS, indicator_id=None), "indicator_id", "请选一个指标"),
        (replace(VISITS, indicator_id=3), "indicator_id", "不在这类创建对象所属单位的任何报表上"),
        (replace(VISITS, indicator_id=2, threshold=D(101)), "threshold", "不会超过100"),
        (
            replace(VISITS, indicator_id=2, window_kind=MONTHS, window_size=1),
            "window_kind",
            "每季度报一次",
        ),
        (replace(CHECKED, confirmer_kind=None), "confirmer", "要指定由哪一类单位或哪个单位核查"),
        (replace(ZERO, confirmer_kind="carrier"), "confirmer", "没有“运营商”类的单位"),
        (replace(ZERO, confirmer_kind="nobody"), "confirmer", "请从列表里选"),
        (replace(ZERO, confirmer_id=8), "confirmer", "已停用或不属于本联席办"),
        (
            Draft(text="责任", kind=CriterionKind.DUTIES, window_kind=HALF, threshold=D(90)),
            "party_id",
            "哪一方",
        ),
        (Draft(text="三无", kind=CriterionKind.NONE_LISTED, window_kind=HALF), "listed", "请选涉诈人员"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(draft, field, words):
    assert words in str(flaws(settled(draft), KNOWN)[field])


def test_what_does_not_belong_to_the_kind_falls_away():
    odd = replace(CHECKED, window_kind=DAYS, window_size=3, base=Base.PREVIOUS, threshold=D(1), party_id=1)
    assert settled(odd) == CHECKED
    assert settled(replace(ZERO, confirmer_kind="police", confirmer_id=7)).confirmer_kind is None
    listed = replace(ZERO, listed=Listed.DENS)
    assert settled(listed) == ZERO


HEAD = Head(title_name="无诈社区")


@pytest.mark.parametrize(
    ("head", "field"),
    [
        (replace(HEAD, review_days=0), "review_days"),
        (replace(HEAD, notice_days=None), "notice_days"),
        (replace(HEAD, suspension_days=91), "suspension_days"),
        (replace(HEAD, valid_months=1, renewal_days=28), "renewal_days"),
        (replace(HEAD, inspection_months=0), "inspection_months"),
        (replace(HEAD, note="长" * 1001), "note"),
    ],
)
def test_settings_out_of_range(head, field):
    assert list(head_flaws(head)) == [field]
    assert head_flaws(HEAD) == {}


def sentences(found):
    return [(one.place, str(one.sentence)) for one in found]


def test_a_standard_without_criteria_cannot_be_enacted():
    ((place, words),) = sentences(obstacles(HEAD, [], KNOWN))
    assert place is None
    assert "还没有条款" in words


def test_criteria_that_contradict_or_repeat_one_another():
    assert sentences(obstacles(HEAD, [ZERO, DROP], KNOWN)) == []
    assert (
        "和第1条量的是同一件事"
        in sentences(obstacles(HEAD, [ZERO, replace(ZERO, text="又一条")], KNOWN))[0][1]
    )
    assert "组里只有这一条" in sentences(obstacles(HEAD, [replace(ZERO, either="甲")], KNOWN))[0][1]
    closed = replace(HEAD, joint_review=False)
    assert "没有人核查这一条" in sentences(obstacles(closed, [ZERO, CHECKED], KNOWN))[0][1]
    assert [
        place for place, _words in sentences(obstacles(HEAD, [ZERO, replace(DROP, base=None)], KNOWN))
    ] == [1]


def test_doubts_need_not_be_mended():
    said = sentences(doubts(HEAD, [ZERO, DROP, replace(LOSS, window_kind=DAYS, window_size=100)]))
    assert [place for place, _words in said] == [None, 1, 2]
    assert "申报会直接通过联审" in said[0][1]
    assert "二选一" in said[1][1]
    assert "不起作用" in said[2][1]
    closed = replace(HEAD, joint_review=False)
    assert "确认单位用不上" in sentences(doubts(closed, [replace(ZERO, confirmer_kind="police")]))[0][1]
