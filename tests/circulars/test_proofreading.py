"""What a careful reader objects to; no database."""

import pytest
from stdnum.cn import ric

from coordination.circulars.proofreading import (
    CHECK_LABELS,
    Check,
    Draft,
    Level,
    blocks,
    proofread,
)
from coordination.circulars.states import Kind
from coordination.kernel.text import _

FACTS = {
    "立案数": {"text": "31起", "indicator": "case.filed"},
    "预警指令数": {"text": "200条", "indicator": "warn.issued"},
    "安装数": {"text": "9000个", "indicator": "pub.app_installs"},
}


def read(*texts, title="关于2026年10月情况的通报", fresh=None, **more):
    body = [{"kind": "paragraph", "level": 1, "text": text} for text in texts]
    draft = Draft(title, body, FACTS, FACTS if fresh is None else fresh, frozenset({"warn.issued"}), **more)
    return proofread(draft)


def test_a_text_of_facts_passes():
    assert read("10月，全区立案【立案数】。") == []


@pytest.mark.parametrize(
    "text",
    ["立案31起", "上升47.62%", "损失１８６.３０万元", "约200户", "提高3个百分点", "1,234人次", "考核得90分"],
)
def test_a_typed_statistic_is_an_error(text):
    [finding] = read("【立案数】。", text)
    assert (finding.check, finding.level, finding.block) == (Check.NUMBERS, Level.ERROR, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026年10月20日前",
        "1至10月",
        "1月至10月",
        "自10月1日至15日",
        "《反电信网络诈骗法》第27条",
        "根据七反诈联办〔2026〕12号",
        "拨打96110",
        "拨打110报警",
        "1.加强宣传",
        "（2）加强宣传",
        "17:30前",
        "得分前3名",
    ],
)
def test_dates_articles_numbers_of_documents_and_hotlines_are_no_statistics(text):
    assert read(text) == []


def test_another_number_is_a_warning():
    [finding] = read("见3号楼")
    assert finding.level is Level.WARNING
    assert not blocks([finding])


@pytest.mark.parametrize("text", ["立案三十一起", "百分之四十七"])
def test_a_number_in_words_is_a_warning(text):
    assert [finding.level for finding in read(text)] == [Level.WARNING]


@pytest.mark.parametrize("text", ["环比上升", "同比明显下降", "较上月有所减少", "比上年增长"])
def test_a_typed_direction_is_an_error(text):
    [finding] = read(text)
    assert (finding.check, finding.level) == (Check.NUMBERS, Level.ERROR)


def test_a_typed_change_is_told_once_with_its_words_marked():
    [finding] = read("据统计，１０月案件环比明显上升了４７.62％，好。")
    assert finding.words.text == "环比明显上升了４７.62％"
    assert (finding.words.before, finding.words.after) == ("据统计，１０月案件", "，好。")


def test_of_a_paragraph_the_same_is_said_once_of_all_its_words():
    found = read(f"3号楼，31起，三十一起，环比下降，{'字' * 50}20起，31起。")
    assert [str(one.message).split("”是")[0].split("”不")[0] for one in found] == [
        "“环比下降",
        "“31起”“20起",
        "“3”“三十一起",
    ]
    marks = [text for text, hit in found[1].runs if hit]
    assert marks == ["31起", "20起", "31起"]
    assert "".join(text for text, _hit in found[1].runs) == (
        f"3号楼，31起，三十一起，环比下降，{'字' * 7}…{'字' * 18}20起，31起。"
    )


def an_id() -> str:
    body = "62010319900101123"
    return body + ric.calc_check_digit(f"{body}0")


@pytest.mark.parametrize(
    "text",
    [
        f"嫌疑人{an_id()}",
        f"嫌疑人{an_id()[:6]} {an_id()[6:14]} {an_id()[14:]}",
        "联系13812345678",
        "联系 138-1234-5678",
        "电话１３８１２３４５６７８",
        "卡号6222021234567890128",
    ],
)
def test_personal_data_blocks_and_is_not_repeated_in_full(text):
    found = [finding for finding in read(text) if finding.check is Check.PERSONAL]
    assert [finding.level for finding in found] == [Level.ERROR]
    assert "…" in str(found[0].message)
    assert an_id() not in str(found[0].message)


@pytest.mark.parametrize("text", ["编码620103199001011230", "号码12812345678", "流水6222021234567890127"])
def test_digits_without_the_right_check_digit_are_no_personal_data(text):
    assert [finding for finding in read(text) if finding.check is Check.PERSONAL] == []


def test_personal_data_in_the_title_is_found():
    found = read("【立案数】", title="关于13812345678的通报")
    assert found[0].check is Check.PERSONAL
    assert found[0].block is None


def test_an_indicator_that_may_not_be_ranked_stands_in_no_sentence_about_ranks():
    assert read("下发预警指令【预警指令数】。") == []
    [finding] = read("预警指令【预警指令数】，位居第一名。")
    assert (finding.check, finding.level) == (Check.RANKABLE, Level.ERROR)


def test_app_installs_are_never_published():
    [finding] = read("安装【安装数】。")
    assert finding.check is Check.RANKABLE


def test_a_ranking_on_a_forbidden_indicator_cannot_be_issued():
    [finding] = read("【立案数】", ranked_indicators=frozenset({"warn.issued"}))
    assert finding.level is Level.ERROR


def test_length_is_counted_as_printed():
    assert read("字" * 4900) == []
    [finding] = read("字" * 5001)
    assert (finding.check, finding.level) == (Check.LENGTH, Level.WARNING)
    assert "5000" in str(finding.message)


def test_a_special_circular_may_have_four_thousand_characters():
    assert read("字" * 3900, kind=Kind.SPECIAL) == []
    [finding] = read("字" * 4001, kind=Kind.SPECIAL)
    assert (finding.check, "4000" in str(finding.message)) == (Check.LENGTH, True)


def test_a_figure_that_changed_since_is_a_warning_with_both_values():
    fresh = {**FACTS, "立案数": {"text": "33起"}}
    [finding] = read("【立案数】", fresh=fresh)
    assert (finding.check, finding.level) == (Check.CURRENT, Level.WARNING)
    assert "31起" in str(finding.message)
    assert "33起" in str(finding.message)
    assert (finding.block, finding.words.text, finding.expected) == (0, "31起", "33起")
    assert read("没有数据", fresh=fresh) == []


def test_a_figure_without_a_report_any_more_says_so():
    [finding] = read("【立案数】", fresh={})
    assert "没有依据" in str(finding.message)


def test_an_unknown_fact_is_an_error():
    [finding] = read("【立案书】")
    assert (finding.check, finding.level) == (Check.BRACKETS, Level.ERROR)


def test_every_check_has_a_line_on_the_page():
    assert set(CHECK_LABELS) == set(Check)


def test_what_changed_after_the_freeze_is_a_warning_with_its_number():
    found = read("10月，全区立案【立案数】。", corrected=3, supplied=1)
    assert [(one.check, one.level) for one in found] == [(Check.FROZEN, Level.WARNING)] * 2
    assert [str(one.message) for one in found] == [
        "报告期冻结以后更正了3项数据，请核对正文和附件。",
        "报告期冻结以后补报了1份，请核对未报名单。",
    ]


def of(check, *texts, **more):
    return [finding for finding in read(*texts, **more) if finding.check is check]


def test_wrong_arithmetic_is_an_error_with_what_should_stand_there_and_where():
    text = "全区立案29起，上月31起，环比上升6.45%。"
    [finding] = of(Check.ARITHMETIC, "情况如下。", text)
    assert (finding.level, finding.block, finding.expected) == (Level.ERROR, 1, "下降6.45%")
    assert (finding.words.text, finding.words.before) == ("环比上升6.45%", "全区立案29起，上月31起，")


def test_a_share_that_was_bound_is_not_measured_against_rounded_numbers():
    facts = {
        "立案数": {"text": "29起", "indicator": "case.filed"},
        "甲": {"text": "3起", "indicator": ""},
        "占比": {"text": "10.35%", "indicator": ""},
    }
    body = [{"kind": "paragraph", "level": 1, "text": "全区共立案【立案数】，其中甲镇【甲】（占【占比】）。"}]
    assert proofread(Draft("通报", body, facts, facts)) == []


def test_a_total_is_found_across_bound_parts():
    facts = {
        name: {"text": f"{count}起", "indicator": ""} for name, count in (("总", 9), ("甲", 3), ("乙", 5))
    }
    text = "共立案【总】，分别为甲镇【甲】、乙镇【乙】。"
    [finding] = proofread(Draft("通报", [{"kind": "paragraph", "text": text}], facts, facts))
    assert (finding.check, finding.words.text, finding.expected) == (Check.ARITHMETIC, "9起", "8起")


@pytest.mark.parametrize("text", ["各镇人民政府要认真落实。", "各街道办事处必须整改。"])
def test_an_order_to_a_government_is_an_error(text):
    [finding] = read(text)
    assert (finding.check, finding.level) == (Check.ORDERS, Level.ERROR)


def test_in_a_document_for_governments_an_order_to_all_townships_is_a_warning():
    assert read("各乡镇要认真落实。", addressees="联席会议各成员单位") == []
    [finding] = read("各乡镇要认真落实。", addressees="各镇人民政府、各街道办事处")
    assert (finding.check, finding.level, finding.words.text) == (Check.ORDERS, Level.WARNING, "各乡镇要")


def test_what_is_an_order_is_not_told_once_more_as_nearly_one():
    [finding] = read("各镇人民政府要认真落实。", addressees="各镇人民政府、各街道办事处")
    assert (finding.level, finding.words.text) == (Level.ERROR, "各镇人民政府要")
    both = read("各镇人民政府要认真落实。各乡镇要认真落实。", addressees="各镇人民政府")
    assert [(one.level, one.words.text) for one in both] == [
        (Level.ERROR, "各镇人民政府要"),
        (Level.WARNING, "各乡镇要"),
    ]


TABLE = {
    "caption": "",
    "header": ["乡镇", "立案数", "立案数环比"],
    "rows": [
        ["甲镇", {"text": "20起", "fact": "甲镇立案数"}, {"text": "−5%", "fact": "甲镇立案数环比"}],
        ["乙镇", {"text": "11起", "fact": "乙镇立案数"}, "—"],
    ],
    "note": "",
}
ANNEXED = {
    "立案数": {"text": "31起", "value": "31", "indicator": "", "label": "立案数"},
    "甲镇立案数": {"text": "20起", "value": "20", "indicator": "", "label": "甲镇立案数"},
    "乙镇立案数": {"text": "11起", "value": "11", "indicator": "", "label": "乙镇立案数"},
    "甲镇立案数环比": {"text": "环比下降5%", "value": "-5", "indicator": "", "label": "甲镇立案数环比"},
}


def test_what_the_annex_says_otherwise_is_marked_in_its_paragraph():
    facts = {**ANNEXED, "甲镇立案数": {**ANNEXED["甲镇立案数"], "text": "21起"}}
    body = [{"kind": "paragraph", "level": 1, "text": one} for one in ("前言。", "甲镇【甲镇立案数】。")]
    part = {"title": "情况表", "tables": [TABLE]}
    [finding] = proofread(Draft("通报", body, facts, facts, parts=(part,)))
    assert (finding.block, finding.words.text, finding.expected) == (1, "21起", "20起")
    assert (finding.words.before, finding.words.after) == ("甲镇", "。")


RANKED_ROWS = {
    "caption": "乡镇组",
    "header": ["名次", "单位", "总分"],
    "rows": [["1", "甲镇", {"text": "90.00", "line": 7}], ["未排名", "乙镇", "—"]],
    "note": "",
}
MONEY = {
    "caption": "",
    "header": ["乡镇（街道）", "损失金额"],
    "rows": [["甲镇", {"text": "85.98万元", "fact": "甲镇损失金额"}], ["乙镇", "未报"]],
    "note": "",
}


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("甲镇立案9起。", "甲镇立案9起", "20起"),
        ("其中，甲镇共立案件２１起，最多。", "甲镇共立案件２１起", "20起"),
        ("甲镇【甲镇立案数】，乙镇立案数12起。", "乙镇立案数12起", "11起"),
        ("甲镇损失85.9万元。", "甲镇损失85.9万元", "85.98万元"),
        ("甲镇立案【甲镇立案数】、乙镇立案12起。", "乙镇立案12起", "11起"),
        ("甲镇得分位居第2名。", "甲镇得分位居第2名", "第1名"),
    ],
)
def test_a_typed_figure_that_the_annex_gives_otherwise_is_marked_with_what_the_annex_says(
    text, words, expected
):
    body = [{"kind": "paragraph", "level": 1, "text": text}]
    parts = tuple({"title": "表", "tables": [one]} for one in (TABLE, MONEY, RANKED_ROWS))
    found = proofread(Draft("通报", body, ANNEXED, ANNEXED, parts=parts))
    [finding] = [one for one in found if one.check is Check.ANNEX]
    assert (finding.words.text, finding.expected, finding.block) == (words, expected, 0)


@pytest.mark.parametrize(
    "text",
    [
        "甲镇立案20起，乙镇立案11起。",
        "甲镇损失85.98万元。",
        "甲镇损失86万元。",
        "甲镇损失859,800元。",
        "甲镇位居第1名。",
        "甲镇宣传9场，乙镇立案【乙镇立案数】。",
        "丙镇立案9起。",
        "甲镇、乙镇共立案31起。",
    ],
)
def test_what_is_typed_as_the_annex_has_it_or_is_no_figure_of_it_is_left_alone(text):
    body = [{"kind": "paragraph", "level": 1, "text": text}]
    parts = tuple({"title": "表", "tables": [one]} for one in (TABLE, MONEY, RANKED_ROWS))
    found = proofread(Draft("通报", body, ANNEXED, ANNEXED, parts=parts))
    assert [str(one.message) for one in found if one.check is Check.ANNEX] == []


def annexed(text, facts=ANNEXED, table=TABLE):
    body = [{"kind": "paragraph", "level": 1, "text": text}]
    part = {"title": "情况表", "tables": [table]}
    found = proofread(Draft("通报", body, facts, facts, parts=(part,)))
    return [str(finding.message) for finding in found if finding.check is Check.ANNEX]


def test_text_and_annex_that_agree_are_left_alone():
    assert annexed("【立案数】，甲镇【甲镇立案数】，【甲镇立案数环比】。") == []


def test_a_figure_that_the_annex_gives_otherwise_is_an_error():
    facts = {**ANNEXED, "甲镇立案数": {**ANNEXED["甲镇立案数"], "text": "21起"}}
    assert annexed("甲镇【甲镇立案数】。", facts) == ["“甲镇立案数”正文是21起，附件1是20起。"]


def test_rows_that_do_not_make_the_total_are_an_error():
    facts = {**ANNEXED, "立案数": {**ANNEXED["立案数"], "text": "33起", "value": "33"}}
    assert annexed("共【立案数】。", facts) == ["附件1“立案数”各行相加与全文的立案数33起不符。"]


def test_a_rank_that_the_annex_gives_otherwise_is_an_error():
    facts = {"甲镇名次": {"text": "第2名", "value": None, "indicator": "", "sources": [{"line_id": 7}]}}
    table = {
        "caption": "",
        "header": ["名次", "单位", "总分"],
        "rows": [["1", "甲镇", {"text": "90.00", "line": 7}]],
        "note": "",
    }
    assert annexed("甲镇【甲镇名次】。", facts, table) == ["甲镇正文是第2名，附件1是第1名。"]


def test_personal_data_in_an_annex_is_found():
    part = {"title": "名单", "tables": [TABLE | {"rows": [["联系13812345678", "1起", "—"]]}]}
    found = proofread(Draft("通报", [{"kind": "paragraph", "text": "好。"}], FACTS, FACTS, parts=(part,)))
    assert [(one.check, one.words.place) for one in found] == [(Check.PERSONAL, "annex-0")]


def test_what_the_way_of_publishing_hides_may_not_stand_in_the_text():
    [finding] = read("末位是【乡镇组末1位】。", hidden={"乡镇组末1位"})
    assert (finding.check, finding.level) == (Check.PUBLICATION, Level.ERROR)


def test_a_ranking_goes_out_after_the_units_were_asked():
    assert read("好。") == []
    [finding] = read("好。", unasked=True)
    assert (finding.check, finding.level) == (Check.CONSULTED, Level.WARNING)


def test_what_a_consultation_waits_for_holds_the_circular_back():
    [finding] = read("好。", waits=_("还有{count}条异议没有答复", count=2))
    assert (finding.check, finding.level) == (Check.CONSULTED, Level.ERROR)
    assert str(finding.message) == "还有2条异议没有答复"
