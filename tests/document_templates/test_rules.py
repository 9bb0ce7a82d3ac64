"""The shape of templates, the text they are written in, what they make of figures; no database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.circulars.states import KIND_LABELS, Kind
from coordination.document_templates.certificate import KIND, LABEL
from coordination.document_templates.patterns import patterns
from coordination.document_templates.rules import (
    Attendance,
    Case,
    Chart,
    Heading,
    Paragraph,
    Sentence,
    Table,
    body_of,
    compared,
    make,
    problems,
    read,
    stored,
    written,
)
from coordination.document_templates.rules.filling import parted

WORDS = {"月份": "10月", "地区": "全区", "月数": "10"}
PLAIN = st.text("立案数起全区共，", min_size=1, max_size=12).map(lambda text: f"甲{text}乙")
FIELD = st.sampled_from(["【立案数】", "【立案数环比】", "【{名称}立案数】"])
CLAUSE = st.tuples(PLAIN, FIELD, st.sampled_from(["", "（占比）"])).map("".join)
SENTENCES = st.builds(
    Sentence,
    st.lists(CLAUSE, min_size=1, max_size=3).map(tuple),
    start=st.sampled_from(["", "其中，"]),
    join=st.sampled_from(["，", "、", "；"]),
    end=st.sampled_from(["。", "！", "："]),
    each=st.sampled_from(["", "立案数", "{组}第"]),
    needs=st.lists(st.sampled_from(["立案数", "损失金额"]), max_size=2, unique=True).map(tuple),
)
BLOCKS = st.lists(
    st.one_of(
        st.builds(Heading, st.integers(1, 4), PLAIN),
        st.builds(Paragraph, st.lists(SENTENCES, min_size=1, max_size=3).map(tuple), st.booleans()),
        st.builds(Table, st.just("top"), st.integers(1, 20), PLAIN),
        st.builds(Table, st.sampled_from(["full", "tiers"]), st.just(0), PLAIN),
        st.builds(Chart, PLAIN),
        st.builds(Case, PLAIN),
        st.builds(Attendance, st.sampled_from(["present", "absent", "observing"]), PLAIN),
    ),
    max_size=8,
)


def made(text, fields=(), lists=None):
    return [one.block for one in make(read(body_of(text)), set(fields), lists or {}, WORDS)]


def texts(text, fields=(), lists=None):
    return [block["text"] for block in made(text, fields, lists)]


@given(BLOCKS)
def test_what_is_written_is_read_back_from_the_text_and_from_json(blocks):
    assert read(body_of(written(blocks))) == tuple(blocks)
    assert read(stored(blocks)) == tuple(blocks)


def test_every_kind_has_a_pattern_without_problems_under_the_name_on_screen():
    assert [one.kind for one in patterns()] == [*Kind, KIND]
    names = KIND_LABELS | {KIND: LABEL}
    for one in patterns():
        assert problems(one.title, written(read(one.body))) == {}, one.kind
        assert one.name == str(names[one.kind])


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"立案数", "立案数环比"}, ["10月，全区立案【立案数】，【立案数环比】。"]),
        ({"立案数"}, ["10月，全区立案【立案数】。"]),
        ({"立案数环比"}, ["【立案数环比】。"]),
        (set(), []),
    ],
)
def test_a_clause_stands_when_its_fields_do(fields, said):
    assert texts("{月份}，{地区}立案【立案数】｜【立案数环比】。", fields) == said


def test_a_sentence_that_needs_a_field_falls_with_it():
    assert texts("〔须有 立案数〕【立案数环比】。", {"立案数环比"}) == []


def test_a_heading_falls_with_everything_below_it_and_stands_over_a_lower_one():
    text = "一、甲\n（一）乙\n【无】。\n二、丙\n（一）丁\n有。\n三、戊\n"
    assert texts(text) == ["丙", "丁", "有。"]


def test_a_list_repeats_its_clause_and_leaves_out_who_has_no_value():
    lists = {"立案数": ["东镇", "西镇", "南镇"]}
    text = "〔逐个 立案数〕依次为：｜{名称}【{名称}立案数】。"
    assert texts(text, {"东镇立案数", "南镇立案数"}, lists) == [
        "依次为：东镇【东镇立案数】、南镇【南镇立案数】。"
    ]


def test_a_paragraph_and_a_table_for_each_cohort():
    lists = {"分组": ["乡镇组", "街道组"], "乡镇组第": ["乡镇组第1位"]}
    text = "〔逐组〕〔逐个 {组}第〕{组}居前的是：｜【{名称}】。\n〔表 前3名〕{组}前3名"
    found = made(text, {"乡镇组第1位"}, lists)
    assert [block["text"] for block in found] == [
        "乡镇组居前的是：【乡镇组第1位】。",
        "乡镇组前3名",
        "街道组前3名",
    ]
    assert found[1] == {
        "kind": "table",
        "level": 1,
        "show": "top",
        "count": 3,
        "cohort": "乡镇组",
        "text": "乡镇组前3名",
    }


def test_chosen_fields_say_what_they_are_unless_their_text_does():
    text = "〔逐个 选定〕〔连接 ，〕有关情况：｜{标签}【{名称}】。"
    found = texts(text, {"立案数", "立案数环比"}, {"选定": ["立案数", "立案数环比"]})
    assert found == ["有关情况：立案数【立案数】，【立案数环比】。"]


def test_an_empty_case_is_a_place_for_the_drafter_and_makes_nothing():
    assert texts("一、典型案例\n〔案例〕\n") == []


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("", "至少写一段", None),
        ("一、\n有。", "只有序号", 1),
        ("有。\n共【立案 数】。", "【】不成对", 2),
        ("共{月份。", "{}不成对", 1),
        ("共{年月}。", "没有{年月}这个词", 1),
        ("共{名称}。", "逐个", 1),
        ("{组}共有。", "逐组", 1),
        ("〔图表〕甲", "看不懂“〔图表〕”", 1),
        ("〔表 前30名〕甲", "最多列前20名", 1),
        ("〔案例〕张某，电话13800138000。", "手机号", 1),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text, words, line):
    found = problems("标题", text)["text"]
    assert any(words in str(one.message) and one.line == line for one in found), [
        str(o.message) for o in found
    ]


def test_a_title_has_places_and_no_fields():
    assert not problems("关于{报告期}的通报", "有。")
    assert "【】" in str(problems("关于【立案数】的通报", "有。")["title"][0].message)
    assert problems(" ", "有。")["title"]


def test_two_texts_are_compared_by_line_and_word():
    before, after = (
        ["总体情况", "共立案29起。", "请整改。"],
        ["总体情况", "共立案31起。", "另有新增。", "请整改。"],
    )
    found = compared(before, after)
    assert [one.what for one in found] == ["same", "changed", "added", "same"]
    assert [(run.what, run.text) for run in found[1].runs] == [
        ("same", "共立案"),
        ("dropped", "29"),
        ("added", "31"),
        ("same", "起。"),
    ]
    assert [one.what for one in compared(["完全不同"], ["一二三四五"])] == ["dropped", "added"]


def _side(found, gone):
    """The text without what is only in the other one."""
    return ["".join(run.text for run in one.runs if run.what != gone) for one in found if one.what != gone]


@given(st.lists(PLAIN, max_size=6), st.lists(PLAIN, max_size=6))
def test_a_comparison_holds_both_texts(before, after):
    found = compared(before, after)
    old, new = (_side(found, gone) for gone in ("added", "dropped"))
    assert (old, new) == (before, after)


def test_fields_and_places_are_shown_apart():
    assert [(one.kind, one.text) for one in parted("{月份}立案【立案数】。")] == [
        ("place", "月份"),
        ("words", "立案"),
        ("field", "立案数"),
        ("words", "。"),
    ]
