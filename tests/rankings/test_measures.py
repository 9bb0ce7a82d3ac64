from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.period import Period
from coordination.rankings.rules import Better, Item, Method, NotAssessed, Source
from coordination.rankings.rules.measures import (
    Book,
    Figure,
    Known,
    Measure,
    figures_of,
    measured,
    periods_of,
)
from coordination.rankings.rules.wording import change_words, finding
from coordination.schemes.rules.wording import method_formula, method_words

OCTOBER = Period.parse("2026-10")
CASES = Figure("case.filed", counted=True)
LOSS = Figure("case.loss")
PER_10K = Figure("case.per_10k", numerator="case.filed", denominator="population", factor=10_000)
RATE = Figure("warn.rate", numerator="warn.dissuaded", denominator="warn.issued")


def book(population=None, expected=0, on_time=0, **figures):
    """figures: case_filed_2026_10=4 stands for case.filed of 2026-10."""
    found = {}
    for name, value in figures.items():
        slice_, indicator, year, month = name.split("_")
        code, period = f"{slice_}.{indicator}", f"{year}-{month}"
        found[code, period] = Known(D(value), Source("1", 1, "甲", "乙", code, code, period, str(value)))
    people = {} if population is None else {"population": Known(D(population), Source("", 0, "年鉴", ""))}
    return Book(found, people, expected, on_time)


def value(measure, figure, given_book):
    return measured(measure, figure, given_book, OCTOBER).value


def test_a_value_is_that_of_the_period():
    found = measured(Measure.VALUE, CASES, book(case_filed_2026_10=4, case_filed_2026_09=9), OCTOBER)
    assert found.value == 4
    assert [source.period for source in found.sources] == ["2026-10"]


def test_what_was_not_filed_has_no_value_and_zero_is_one():
    assert value(Measure.VALUE, CASES, book()) is None
    assert value(Measure.VALUE, CASES, book(case_filed_2026_10=0)) == 0


def test_the_year_to_date_adds_what_was_filed_and_needs_the_period_itself():
    months = {"case_filed_2026_01": 3, "case_filed_2026_09": 2, "case_filed_2025_12": 50}
    assert value(Measure.YTD, CASES, book(**months)) is None
    found = measured(Measure.YTD, CASES, book(**months, case_filed_2026_10=1), OCTOBER)
    assert found.value == 6
    assert [source.period for source in found.sources] == ["2026-01", "2026-09", "2026-10"]


def test_the_year_to_date_of_a_stock_is_its_last_value():
    stock = Figure("pub.known", over_time="last")
    assert value(Measure.YTD, stock, book(pub_known_2026_09=70, pub_known_2026_10=65)) == 65


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (6, 8, D("-25.00")),
        (8, 6, D("33.33")),
        (6, 6, D("0.00")),
        (0, 0, D("0.00")),
        (None, 6, None),
        (6, 0, "上期为0，不作环比"),
        (6, None, "上期未报，不作环比"),
        (6, 4, "上期基数不足5，不作环比"),
    ],
)
def test_a_change_needs_a_base(now, before, expected):
    figures = {"case_filed_2026_10": now, "case_filed_2026_09": before}
    found = value(Measure.MOM, CASES, book(**{k: v for k, v in figures.items() if v is not None}))
    assert found == (NotAssessed(expected) if isinstance(expected, str) else expected)


def test_a_change_to_last_year_and_of_money():
    assert value(Measure.YOY, CASES, book(case_filed_2026_10=6, case_filed_2025_10=5)) == 20
    assert value(Measure.YOY, CASES, book(case_filed_2026_10=6)) == NotAssessed("上年同期未报，不作同比")
    assert value(Measure.MOM, LOSS, book(case_loss_2026_10=3, case_loss_2026_09=2)) == 50


def test_a_rate_per_population():
    assert value(Measure.VALUE, PER_10K, book(61_200, case_filed_2026_10=4)) == D("0.65")
    assert value(Measure.YTD, PER_10K, book(10_000, case_filed_2026_10=4, case_filed_2026_09=3)) == 7
    for unknown in (None, 0):
        found = value(Measure.VALUE, PER_10K, book(unknown, case_filed_2026_10=4))
        assert found == NotAssessed("人口数未知，不考核")
    assert value(Measure.VALUE, PER_10K, book(61_200)) is None


def test_a_rate_of_two_filed_figures():
    assert value(Measure.VALUE, RATE, book(warn_dissuaded_2026_10=2, warn_issued_2026_10=3)) == D("66.67")
    assert value(Measure.VALUE, RATE, book(warn_dissuaded_2026_10=2)) is None
    none_issued = book(warn_dissuaded_2026_10=0, warn_issued_2026_10=0)
    assert value(Measure.VALUE, RATE, none_issued) == NotAssessed("分母为0，不考核")
    assert value(Measure.MOM, RATE, none_issued) == NotAssessed("分母为0，不考核")


def test_reports_on_time_in_percent():
    found = measured(Measure.ON_TIME, None, book(expected=3, on_time=2), OCTOBER)
    assert found.value == D("66.67")
    assert [(source.title, source.value) for source in found.sources] == [
        ("应报报表", "3"),
        ("按时上报", "2"),
    ]
    assert value(Measure.ON_TIME, None, book()) == NotAssessed("本期没有应报的报表，不考核")


def test_which_periods_and_figures_are_read():
    assert [str(p) for p in periods_of(Measure.MOM, OCTOBER)] == ["2026-09", "2026-10"]
    assert [str(p) for p in periods_of(Measure.YOY, OCTOBER)] == ["2025-10", "2026-10"]
    assert [str(p) for p in periods_of(Measure.VALUE, OCTOBER)] == ["2026-10"]
    assert len(periods_of(Measure.YTD, OCTOBER)) == 10
    assert figures_of(PER_10K) == ("case.filed",)
    assert figures_of(RATE) == ("warn.dissuaded", "warn.issued")


@given(st.lists(st.integers(0, 10**9), min_size=10, max_size=10))
def test_the_year_to_date_is_the_sum_of_its_months(months):
    figures = {f"case_filed_2026_{n:02}": months[n - 1] for n in range(1, 11)}
    assert value(Measure.YTD, CASES, book(**figures)) == sum(months)


def test_methods_in_words_and_as_formulas():
    higher = Item("a", "甲", D(20), Method.TARGET, target=D(95))
    assert str(method_words(higher)) == "达到95得满分，不到的按比例得分"
    assert str(method_formula(higher)) == "20 × 数值 ÷ 95"
    lower = Item("b", "乙", D(10), Method.TARGET, Better.LOWER, target=D(-20), limit=D(60))
    assert str(method_words(lower)) == "不高于-20得满分，达到60得0分，中间按比例得分"
    assert str(method_formula(lower)) == "10 ×（60 − 数值）÷（60 − （-20））"
    capped = Item("c", "丙", D(10), Method.DEDUCT, Better.LOWER, per_event=D(5), max_deduction=D(8))
    assert str(method_words(capped, "起")) == "从满分起，每1起扣5分（最多扣8分），扣完为止"


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("better", Better)
def test_every_method_has_words_and_a_formula(method, better):
    item = Item("a", "甲", D(10), method, better, D(1), D(2), ((D(1), D("0.5")),), D(1), None)
    assert str(method_words(item, "起"))
    assert "10" in str(method_formula(item))


def test_the_finding_names_the_first_and_who_rose_most():
    rows = [("甲", D(90), 1, 0), ("乙", D(80), 2, 3), ("丙", D(70), 3, -3)]
    assert str(finding("乡镇", rows)) == "乡镇组第1名是甲，90.00分；前进最多的是乙，上升3位。"
    tied = [("甲", D(90), 1, None), ("乙", D(90), 1, None)]
    assert str(finding("乡镇", tied)) == "乡镇组第1名是甲、乙，90.00分；没有上期名次可比。"
    falling = [("甲", D(90), 1, 0), ("乙", D(80), 2, -1)]
    assert str(finding("乡镇", falling)) == "乡镇组第1名是甲，90.00分；与上期相比没有单位前进。"
    assert str(finding("乡镇", [("甲", D(90), None, None)])) == "乡镇组只列分数，不排名次。"
    assert str(finding("乡镇", [])) == "乡镇组只列分数，不排名次。"


def test_changes_of_rank_in_words():
    words = [str(change_words(n)) for n in (2, -1, 0, None)]
    assert words == [
        "上升2位",
        "下降1位",
        "名次不变",
        "无上期名次",
    ]
