"""Sentences as offices write them: what follows from the numbers beside it is left alone."""

from pathlib import Path

import pytest

from coordination.proofreading.reading import proofread

RIGHT = """\
2024年3月，全县电信网络诈骗案件发案31起，环比上升47.62%（2月份21起），同比下降26.19%（2023年3月份42起）。
3月份，全县共发案31起，较上月21起上升47.62%，较去年同期42起下降26.19%。
全县发案31起，其中隽水镇发案20起，占全县的64.52%。
全县共发案31起，环比增加10起，上升47.62%。
发案由上月的21起上升到31起，环比上升47.62%。
本月发案21起，与上月（21起）持平。
本月劝阻120人，环比翻番（上月60人）。
发案31起、损失186.30万元，环比分别上升47.62%、下降28.19%（上月21起、259.43万元）。
发案31起，环比、同比分别上升47.62%、下降26.19%（上月21起，去年同期42起）。
抓获犯罪嫌疑人22人，其中男12人、女10人。
劝阻成功率98.5%，较上月97.2%提高1.3个百分点。
１－３月，全县共发案８０起，同比下降２０％（去年同期１００起）。
冻结资金1.2亿元，同比增长50%（去年同期8000万元）。
冻结资金1,200万元，是上月的2倍（上月600万元）。
今年以来,共破获电信网络诈骗案件4071起,同比上升141.6%;抓获犯罪嫌疑人4059名,同比上升146.9%。
请各乡镇人民政府结合实际做好工作。县政府要求各乡镇做好宣传。各成员单位要加强配合。"""

WRONG = [
    (
        "3月份损失186.30万元，环比上升213.47%（上月259.43万元）。",
        "change-rate",
        "环比上升213.47%",
        "下降28.19%",
    ),
    ("3月份损失186.30万元，较上月259.43万元上升213.47%。", "change-rate", "上升213.47%", "下降28.19%"),
    ("全县共发案31起，环比增加10起，上升50%。", "change-rate", "上升50%", "上升48%"),
    ("上月发案21起，本月发案31起，环比下降47.62%。", "change-rate", "环比下降47.62%", "上升47.62%"),
    ("本月发案22起，与上月21起持平。", "change-rate", "与上月21起持平", "上升4.76%"),
    ("本月劝阻130人，环比翻番（上月60人）。", "change-rate", "环比翻番", "上升116.67%"),
    ("劝阻成功率98.5%，较上月97.2%提高1.5个百分点。", "change-rate", "提高1.5个百分点", "提高1.3个百分点"),
    ("冻结资金1.2亿元，同比增长1.5倍（去年同期8000万元）。", "change-rate", "同比增长1.5倍", "增长50.00%"),
    (
        "全县共发案31起。\n隽水镇发案20起，占全县发案总数的64.51%。",
        "share",
        "占全县发案总数的64.51%",
        "64.52%",
    ),
    ("全县共发案31起，其中：隽水镇20起、五里镇5起、关刀镇7起。", "sum", "31起", "32起"),
    ("全县共发案31起，分别为隽水镇20起、五里镇5起、关刀镇5起。", "sum", "31起", "30起"),
    ("隽水镇20起、五里镇5起、关刀镇6起，合计32起。", "sum", "32起", "31起"),
    ("受害人身份证号11010519491231002X。", "personal-data", "11010519491231002X", None),
    ("电话１３８１２３４５６７８。", "personal-data", "１３８１２３４５６７８", None),
    ("各乡镇党委、政府要高度重视。", "imperative", "各乡镇党委、政府要", None),
]


@pytest.mark.parametrize("sentence", RIGHT.splitlines())
def test_what_follows_is_left_alone(sentence):
    assert proofread(sentence) == []


@pytest.mark.parametrize(("sentence", "rule", "text", "expected"), WRONG)
def test_what_does_not_follow_is_told_with_what_does(sentence, rule, text, expected):
    (found,) = proofread(sentence)
    assert (found.rule, found.text, found.expected) == (rule, text, expected)
    assert sentence[found.start : found.end] == text


def test_rounded_parts_may_miss_their_total_by_the_rounding():
    listed = (
        "隽水镇128.97万元、五里镇30.46万元、关刀镇16.80万元、塘湖镇3.58万元、沙堆镇2.14万元、大坪乡4.36万元"
    )
    assert proofread(f"共损失186.30万元，分别为{listed}。") == []


def test_what_lies_beyond_4000_characters_is_told():
    (found,) = proofread("反" * 4001)
    assert (found.rule, found.expected, found.start, found.end) == ("length", "4000", 4000, 4001)
    assert proofread("反 " * 4000) == []


HERE = Path(__file__).parent


@pytest.mark.parametrize("sentence", (HERE / "right.txt").read_text("utf-8").splitlines())
def test_no_right_sentence_is_accused(sentence):
    assert proofread(sentence) == []


@pytest.mark.parametrize(
    ("rule", "text", "expected", "sentence"),
    [line.split("\t") for line in (HERE / "wrong.tsv").read_text("utf-8").splitlines()],
)
def test_no_wrong_sentence_is_missed(rule, text, expected, sentence):
    (found,) = proofread(sentence)
    assert (found.rule, found.text, found.expected or "") == (rule, text, expected)


def test_of_the_published_figures_of_a_county_only_the_wrong_ones_are_found():
    """The figures of March 2024 as 通城县 printed them, in sentences of our own."""
    found = proofread((HERE / "tongcheng-2024-03.txt").read_text("utf-8"))
    assert [(one.rule, one.text, one.expected) for one in found] == [
        ("change-rate", "环比上升213.47%", "下降28.19%"),
        ("share", "占全县发案总数的64.51%", "64.52%"),
    ]
