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
