"""Titles break between words, as trapezoid or diamond."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.documents.titles import break_title, em, pieces


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于3月情况的通报", ["关于3月情况的通报"]),
        (
            "关于2026年10月全区打击治理电信网络诈骗工作情况的通报",
            ["关于2026年10月全区", "打击治理电信网络诈骗工作情况的通报"],
        ),
        (
            "七里河区2026年上半年打击治理电信网络新型违法犯罪工作考核排名情况的通报",
            ["七里河区2026年上半年", "打击治理电信网络新型违法犯罪", "工作考核排名情况的通报"],
        ),
    ],
)
def test_known_titles(title, lines):
    assert list(break_title(title, 19.5, ("七里河区",))) == lines


@pytest.mark.parametrize(
    "word", ["电信网络诈骗", "2026年10月", "〔2026〕12号", "《反电信网络诈骗法》", "晏家坪街道"]
)
@pytest.mark.parametrize("before", range(3, 18))
def test_words_numbers_and_names_stay_whole(word, before):
    title = "关于全区工作情况通报和专项行动开展落实"[:before] + word + "工作开展情况的通报"
    lines = break_title(title, 19.5, ("晏家坪街道",))
    assert "".join(lines) == title
    assert any(word in line for line in lines)


def test_three_lines_are_no_hourglass():
    title = (
        "关于2026年第三季度全区各乡镇街道和成员单位打击治理电信网络新型违法犯罪工作情况及考核排名情况的通报"
    )
    steps = [em(after) - em(line) for line, after in pairwise(break_title(title, 19.5))]
    assert not any(left < 0 < right for left, right in pairwise(steps))


def test_particles_never_begin_a_line():
    assert all(part[0] not in "的和与及、" for part in pieces("关于开展和落实工作的通知、情况的通报")[1:])


@given(st.text(alphabet="关于工作情况电信诈骗的和甲乙丙丁戊2026年月〔〕（）《》、", min_size=1, max_size=90))
def test_no_character_is_lost_and_no_line_is_empty(title):
    lines = break_title(title, 19.5)
    assert "".join(lines) == title
    assert all(lines)


@pytest.mark.parametrize("code", ["七反诈联办", "打击治理办", "通反诈"])
@pytest.mark.parametrize("before", range(0, 14, 3))
def test_a_title_never_breaks_inside_the_number_of_a_document(code, before):
    number = f"{code}〔2026〕12号"
    title = "专项行动落实情况督导检查工作"[:before] + f"关于更正{number}文件有关数据的通报"
    assert any(number in line for line in break_title(title, 19.5, (number,)))
    assert any("〔2026〕12号" in line for line in break_title(title, 19.5))
    assert not any(line.startswith("〔") for line in break_title(title, 19.5))


@pytest.mark.parametrize("name", ["和平镇", "月牙湖街道", "年家沟村", "与儿街道", "㙍村社区"])
def test_a_title_never_breaks_inside_the_name_of_a_place(name):
    for before in range(3, 18):
        title = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未"[:before] + f"{name}打击治理电信网络诈骗工作情况"
        assert any(name in line for line in break_title(title, 19.5, (name,)))
