"""Facts, the skeleton around them, and the annexes; no database."""

from dataclasses import dataclass
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.circulars import annexes, composing
from coordination.circulars.binding import (
    headings,
    names_in,
    pieces,
    problems,
    rendered,
    without_ordinal,
)
from coordination.circulars.facts import Drawn, Ledger, Place
from coordination.circulars.standings import Standing
from coordination.document_templates.patterns import pattern_of
from coordination.document_templates.rules import read
from coordination.document_templates.rules.ordinals import chinese
from coordination.kernel.period import Period
from coordination.reporting.rules import Timeliness

MONTH = Period.parse("2026-10")
PLACES = tuple(Place(number, f"第{number}镇") for number in range(1, 9))


def monthly(found):
    """The body of a monthly circular as the shared pattern makes it."""
    blocks = read(pattern_of("monthly").body)
    return [one.block for one in composing.compose(blocks, found, composing.words(MONTH, "全区"))]


@dataclass(frozen=True)
class Filed:
    indicator_code: str
    subject_id: int | None
    value: D
    period: str = "2026-10"
    form_code: str = "police-township"
    report_id: int = 1
    revision: int = 1
    reporter_unit: str = "公安局"
    reporter: str = "甲"
    reviewer: str = "乙"


def drawn(*figures, places=PLACES, standings=(), units=None) -> Drawn:
    return composing.draw(Ledger.of(MONTH, places, figures), standings, units or {})


def cases(*values, **more):
    return [
        Filed("case.filed", place.unit_id, D(v), **more) for place, v in zip(PLACES, values, strict=False)
    ]


def test_a_total_row_counts_before_the_sum_of_the_rows():
    assert drawn(Filed("case.filed", None, D(31)), *cases(20, 5)).facts["立案数"].text == "31起"
    assert drawn(*cases(20, 5)).facts["立案数"].text == "25起"


def test_reports_of_several_units_are_added_and_all_named_as_sources():
    fact = drawn(
        Filed("pub.events", 1, D(3), form_code="township", report_id=7, reporter_unit="甲镇"),
        Filed("pub.events", 9, D(4), form_code="bank", report_id=8, reporter_unit="某银行"),
    ).facts["宣传活动场次"]
    assert fact.text == "7场"
    assert fact.formula == "2份已审核报表相加：3场 + 4场 = 7场"
    assert [(source.report_id, source.unit) for source in fact.sources] == [(7, "甲镇"), (8, "某银行")]


def test_a_figure_filed_by_two_kinds_of_units_is_counted_once():
    fact = drawn(
        Filed("warn.dissuaded", 1, D(3), form_code="township", report_id=7),
        Filed("warn.dissuaded", 1, D(5), report_id=8),
    ).facts["成功劝阻数"]
    assert (fact.value, [source.report_id for source in fact.sources]) == (D(3), [7])


@pytest.mark.parametrize(
    ("now", "before", "text"),
    [
        (31, 21, "环比上升47.62%"),
        (31, 42, "环比下降26.19%"),
        (5, 5, "环比持平"),
        (3, 0, "上期为0，不作环比"),
        (2, 1, "环比由1起增至2起"),
    ],
)
def test_the_direction_comes_from_the_figures(now, before, text):
    fact = drawn(*cases(now), *cases(before, period="2026-09", report_id=2)).facts["立案数环比"]
    assert fact.text == text
    assert {source.report_id for source in fact.sources} == {1, 2}


def test_what_was_never_filed_has_no_fact_and_no_clause():
    found = drawn(*cases(31))
    assert "立案数环比" not in found.facts
    text = "".join(block["text"] for block in monthly(found))
    assert "共立电信网络诈骗案件【立案数】。" in text
    assert "环比" not in text


def test_the_year_so_far_needs_every_month():
    filed = [
        figure for number in range(1, 11) for figure in cases(1, period=f"2026-{number:02}", report_id=number)
    ]
    assert drawn(*filed).facts["累计立案数"].text == "10起"
    assert "累计立案数" not in drawn(*filed[1:]).facts


@given(st.lists(st.integers(0, 300), min_size=8, max_size=8).filter(any))
def test_shares_in_the_text_add_up_to_a_hundred(values):
    found = drawn(*cases(*values))
    shares = [found.facts[f"{place.name}立案数占比"].value for place in PLACES]
    assert sum(shares) == D("100.00")
    named = [found.facts[f"{name}立案数占比"].value for name in found.lists["立案数"]]
    rest = found.facts.get("其余乡镇立案数占比")
    assert sum(named) + (rest.value if rest else D(0)) == D("100.00")


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((9, 8, 7, 6, 5, 4, 3, 2), 5),
        ((9, 8, 7, 6, 5, 5, 3, 2), 6),  # the sixth has as many as the fifth
        ((9, 8, 5, 5, 5, 5, 5, 2), 8),  # one would be left: named too
        ((9, 5, 5, 5, 5, 5, 5, 5), 8),
        ((5, 5, 5, 5, 5, 5, 5, 5), 8),
    ],
)
def test_equal_ones_stand_on_one_side_of_the_cut(values, named):
    assert len(drawn(*cases(*values)).lists["立案数"]) == named


def test_too_many_equal_ones_stand_behind_the_cut():
    places = tuple(Place(number, f"第{number}镇") for number in range(1, 13))
    figures = [
        Filed("case.filed", place.unit_id, D(v)) for place, v in zip(places, [9, 8, *[3] * 10], strict=True)
    ]
    found = drawn(*figures, places=places)
    assert found.lists["立案数"] == ("第1镇", "第2镇")
    assert found.facts["其余乡镇立案数"].text == "30起"


def test_each_source_says_which_township_it_is_about():
    rest = drawn(*cases(9, 8, 7, 6, 5, 2, 2, 1)).facts["其余乡镇立案数"]
    assert [(source.place, source.value) for source in rest.sources] == [
        ("第6镇", "2起"),
        ("第7镇", "2起"),
        ("第8镇", "1起"),
    ]


def test_of_an_incomplete_table_each_share_is_of_the_total_row():
    found = drawn(Filed("case.filed", None, D(31)), *cases(20))
    assert found.facts["第1镇立案数占比"].text == "64.52%"
    assert found.facts["立案数最多乡镇"].text == "第1镇"


def test_nobody_stands_first_while_a_township_could_be_ahead():
    assert "立案数最多乡镇" not in drawn(Filed("case.filed", None, D(31)), *cases(10)).facts


def test_only_a_filed_zero_is_a_township_without_fraud():
    found = drawn(*cases(3, 0, 0))
    assert found.facts["无诈乡镇数"].text == "2个"
    assert found.facts["无诈乡镇名单"].text == "第2镇、第3镇"


def standing(number, rank, previous, total):
    return Standing(number, "乡镇组", f"第{number}镇", rank, previous, D(total))


def test_ties_share_a_rank_and_say_so():
    found = drawn(standings=[standing(1, 1, 3, "90"), standing(2, 1, 1, "90"), standing(3, 3, 2, "70")])
    assert found.facts["第1镇名次"].text == "并列第1名"
    assert found.facts["第3镇名次"].text == "第3名"
    assert found.facts["乡镇组上升最多"].text == "第1镇"
    assert found.facts["乡镇组上升位数"].text == "2位"
    assert found.facts["乡镇组第1位得分"].sources[0].line_id == 1


def test_who_is_late_and_who_is_silent():
    units = {"甲局": Timeliness(on_time=2), "乙局": Timeliness(late=1, missing=1)}
    found = drawn(units=units)
    assert found.facts["应报份数"].text == "4份"
    assert found.facts["按时报送率"].text == "50.00%"
    assert found.facts["未报单位"].text == "乙局"


def test_every_bracket_of_a_draft_is_a_fact_and_no_digit_is_typed():
    figures = [*cases(9, 4, 0, 3, 2, 1, 5, 6), *cases(8, 4, 1, 3, 2, 1, 5, 6, period="2026-09", report_id=2)]
    found = drawn(*figures, standings=[standing(n, n, 9 - n, 100 - n) for n in range(1, 9)])
    body = monthly(found)
    stored = found.stored()
    for block in body:
        assert not problems(block["text"], stored)
        assert "【" not in rendered(block["text"], stored)
    assert [block["text"] for block in body if block["kind"] == "heading"] == [
        "总体情况",
        "分乡镇情况",
        "零发案乡镇",
        "排名情况",
        "存在问题",
        "下步工作",
    ]


@pytest.mark.parametrize(
    ("names", "others", "line"),
    [
        (["甲镇", "乙乡", "丙街道"], True, "各乡镇人民政府、各街道办事处，联席会议各成员单位"),
        (["甲镇"], False, "各镇人民政府"),
        (["丙街道"], True, "各街道办事处，联席会议各成员单位"),
        ([], True, "联席会议各成员单位"),
    ],
)
def test_the_addressees_follow_from_the_units(names, others, line):
    assert composing.addressees(names, others) == line


def test_the_annex_distinguishes_not_filed_from_zero():
    found = drawn(*cases(3, 0))
    table = annexes.annexes(found, PLACES[:3], [], "")["parts"][0]["tables"][0]
    assert [row[1] if isinstance(row[1], str) else row[1]["text"] for row in table["rows"]] == [
        "3起",
        "0起",
        "未报",
    ]


def test_without_a_ranking_there_is_no_ranking_annex():
    titles = [part["title"] for part in annexes.annexes(drawn(*cases(1)), PLACES, [], "")["parts"]]
    assert titles == ["各乡镇（街道）立案和损失情况表"]


FACTS = {"立案数": {"text": "31起"}}


def test_a_text_is_cut_into_what_was_written_and_what_is_bound():
    assert [(piece.text, piece.fact) for piece in pieces("共【立案数】。", FACTS)] == [
        ("共", None),
        ("31起", "立案数"),
        ("。", None),
    ]


@given(st.text(alphabet="共立【】案数 起。", max_size=30))
def test_cutting_a_text_loses_nothing_but_known_facts(text):
    back = "".join(f"【{p.fact}】" if p.fact else p.text for p in pieces(text, FACTS))
    assert back == text


@pytest.mark.parametrize(
    "text", ["共【立案书】", "共【立案数", "立案数】", "【立 案数】", "【】", "【【立案数】"]
)
def test_a_broken_or_unknown_bracket_is_a_problem(text):
    assert problems(text, FACTS)


def test_a_whole_bracket_is_no_problem():
    assert problems("共【立案数】", FACTS) == []
    assert names_in("共【立案数】【损失金额】") == ["立案数", "损失金额"]


def test_headings_count_by_themselves():
    body = [
        {"kind": "heading", "level": level, "text": ""} if level else {"kind": "paragraph", "text": ""}
        for level in (1, 0, 2, 3, 4, 4, 2, 1, 2)
    ]
    assert list(headings(body)) == ["一、", "", "（一）", "1.", "（1）", "（2）", "（二）", "二、", "（一）"]


@pytest.mark.parametrize(
    ("count", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")]
)
def test_ordinals_in_chinese(count, words):
    assert chinese(count) == words


@pytest.mark.parametrize(
    "typed", ["一、总体情况", "（二）总体情况", "3.总体情况", "（4）总体情况", "总体情况"]
)
def test_a_typed_ordinal_is_dropped(typed):
    assert without_ordinal(typed) == "总体情况"


@pytest.mark.parametrize(
    ("earlier", "said"),
    [
        ((), "“未报”不等于零。"),
        (("2026-09",), "环比以上期为基数；“未报”不等于零。"),
        (("2026-09", "2025-10"), "环比、同比分别以上期、上年同期为基数；“未报”不等于零。"),
    ],
)
def test_the_annex_speaks_only_of_changes_that_it_has(earlier, said):
    filed = [
        figure
        for number, period in enumerate(earlier, start=2)
        for figure in cases(1, 1, period=period, report_id=number)
    ]
    [part] = annexes.annexes(drawn(*cases(2, 1), *filed), PLACES, (), "")["parts"]
    assert part["tables"][0]["note"] == said
