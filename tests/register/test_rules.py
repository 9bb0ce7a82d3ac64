"""Targets and shares as numbers."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.errors import Invalid
from coordination.register.rules import Count, may_be_set, needed, read_share, still_to_go, together

TODAY = date(2026, 11, 6)


def test_a_share_counts_titles_in_force_only() -> None:
    assert Count(141, 38, 4).share == Decimal("26.95")
    assert Count(3, 0, 3).share == Decimal("0.00")
    assert Count(0, 0, 0).share is None


def test_counts_add_up() -> None:
    assert together([Count(9, 3, 1), Count(12, 4, 0)]) == Count(21, 7, 1)
    assert together([]) == Count()


@pytest.mark.parametrize(
    ("target", "whole", "asked"),
    [("60", 141, 85), ("60", 10, 6), ("0", 141, 0), ("100", 141, 141), ("33.33", 3, 1), ("33.34", 3, 2)],
)
def test_a_part_of_a_community_is_one_more(target: str, whole: int, asked: int) -> None:
    assert needed(Decimal(target), whole) == asked


@given(
    st.decimals(min_value=0, max_value=100, places=2),
    st.integers(min_value=1, max_value=700_000),
    st.data(),
)
def test_what_is_still_to_go_reaches_the_target_and_one_less_does_not(
    target: Decimal, whole: int, data: st.DataObject
) -> None:
    have = data.draw(st.integers(min_value=0, max_value=whole))
    missing = still_to_go(target, Count(whole, have))
    assert (have + missing) * 100 >= target * whole
    assert missing == 0 or (have + missing - 1) * 100 < target * whole
    assert have + missing <= whole


@pytest.mark.parametrize(
    ("typed", "value"),
    [("60", "60"), (" 60% ", "60"), ("６０．５％", "60.5"), ("0", "0"), ("100", "100"), ("33.33", "33.33")],
)
def test_a_target_is_read_as_people_type_it(typed: str, value: str) -> None:
    assert read_share(typed, field="whole") == Decimal(value)


def test_nothing_typed_is_no_target() -> None:
    assert read_share("  ", field="whole") is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("六成", "目标要填数字，单位是%"),
        ("-1", "目标要在0到100之间，单位是%。"),
        ("100.01", "目标要在0到100之间，单位是%。"),
        ("60.125", "目标最多两位小数。"),
    ],
)
def test_what_is_no_target_is_refused_at_its_field(typed: str, sentence: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_share(typed, field="unit_3")
    assert {name: str(text) for name, text in refusal.value.errors.items()} == {"unit_3": sentence}


def test_a_year_that_has_ended_keeps_its_targets() -> None:
    assert [year for year in range(2024, 2030) if may_be_set(year, TODAY)] == [2026, 2027]
