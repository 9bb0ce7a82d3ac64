"""What a careful reader objects to; no database."""

import pytest
from stdnum.cn import ric

from coordination.circulars.proofreading import CHECK_LABELS, Check, Draft, Level, blocks, proofread

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
    assert read("字" * 3900) == []
    [finding] = read("字" * 4001)
    assert (finding.check, finding.level) == (Check.LENGTH, Level.WARNING)


def test_a_figure_that_changed_since_is_a_warning_with_both_values():
    fresh = {**FACTS, "立案数": {"text": "33起"}}
    [finding] = read("【立案数】", fresh=fresh)
    assert (finding.check, finding.level) == (Check.CURRENT, Level.WARNING)
    assert "31起" in str(finding.message)
    assert "33起" in str(finding.message)
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
