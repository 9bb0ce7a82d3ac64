"""Names, phones, populations, paths, spelling."""

from datetime import date

import pytest

from coordination.kernel.errors import Invalid
from coordination.organizations.rules import (
    BELOW,
    Level,
    check_counts,
    clean_name,
    clean_phone,
    division_ids,
    is_below,
    masked_phone,
)
from coordination.organizations.spelling import initials, letters, pinyin, quick_initials

TODAY = date(2026, 11, 6)


def test_a_name_loses_the_white_space_around_it_and_nothing_else() -> None:
    assert clean_name("  区教育局 ", field="name") == "区教育局"


@pytest.mark.parametrize("typed", ["", "   ", "区\u200b教育局", "区\u202e局", "a" * 61, "区\ue170局"])
def test_a_name_that_is_empty_long_or_holds_what_nobody_sees_is_refused_at_its_field(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        clean_name(typed, field="name")
    assert list(refused.value.errors) == ["name"]


def test_the_official_list_may_use_private_characters() -> None:
    assert clean_name("\ue170村委会", field="file", private_use=True) == "\ue170村委会"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        (" 13800005678 ", "13800005678"),
        ("０９３１－２３００００１", "0931-2300001"),
        ("110", None),
        ("12a45", None),
    ],
)
def test_phones(typed: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(Invalid):
            clean_phone(typed, field="contact_phone")
    else:
        assert clean_phone(typed, field="contact_phone") == kept


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138****5678"), ("2300001", "*****01"), ("", ""), ("1", "1")]
)
def test_lists_show_a_masked_phone(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown


def counts(population: int | None, households: int | None, **other: object) -> dict[str, object]:
    given = {"basis": "常住", "source": "普查", "year": 2025, "today": TODAY, **other}
    try:
        check_counts(population, households, **given)  # type: ignore[arg-type]
    except Invalid as refused:
        return dict(refused.errors)
    return {}


def test_a_population_needs_basis_source_and_year() -> None:
    assert counts(61200, 24100) == {}
    assert set(counts(61200, None, basis="", source=" ", year=None)) == {
        "population_basis",
        "population_source",
        "population_year",
    }


def test_years_and_households_must_be_possible() -> None:
    assert set(counts(100, 101)) == {"households"}
    assert set(counts(None, 5, basis="", source="", year=None)) == {"population"}
    assert set(counts(100, 50, year=2027)) == {"population_year"}
    assert set(counts(100, 50, year=2010)) == {"population_year"}
    assert counts(None, None, basis="", source="", year=None) == {}


def test_the_tree_follows_the_path_and_not_the_beginning_of_it() -> None:
    assert is_below("/1/33/", "/1/33/")
    assert is_below("/1/33/7/", "/1/33/")
    assert not is_below("/1/330/", "/1/33/")
    assert division_ids("/1/33/7/") == [1, 33, 7]


def test_levels_follow_one_another() -> None:
    assert [BELOW[level] for level in list(Level)[:-1]] == list(Level)[1:]
    assert Level.COMMUNITY not in BELOW


def test_units_are_spelled_by_their_words() -> None:
    assert (pinyin("中国银行"), initials("中国银行")) == ("zhongguoyinhang", "zgyh")
    assert initials("重庆市") == "cqs"
    assert initials("区委网信办（A组）") == "qwwxbaz"


def test_divisions_are_spelled_character_by_character() -> None:
    assert quick_initials("七里河区") == "qlhq"
    assert quick_initials("西园街道38号") == "xyjd38h"
    assert quick_initials("（）·") == ""


def test_a_unit_is_found_by_its_name_and_by_what_it_is_called():
    whole, first = letters("中国工商银行七里河支行", "工行七里河支行")
    assert "gsyh" in first
    assert "ghqlh" in first
    assert "gonghang" in whole
    assert letters("秀川街道", "秀川街道") == ("xiuchuanjiedao", "xcjd")
