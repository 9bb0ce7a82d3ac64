"""Figures in cells: read exactly, printed again by a pattern, never made of what is no figure."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.documents.numbers import Number, cell_of, text_of


@pytest.mark.parametrize(
    ("text", "value", "stored", "pattern"),
    [
        ("0", "0", "0", "0"),
        ("264", "264", "264", "0"),
        ("1,862.30", "1862.30", "1862.30", "#,##0.00"),
        ("-5", "-5", "-5", "0"),
        ("64.52%", "64.52", "0.6452", "0.00%"),
        ("20起", "20", "20", '0"起"'),
        ("128.97万元", "128.97", "128.97", '0.00"万元"'),
        ("+3.4%", "3.4", "0.034", '"+"0.0%;"−"0.0%;0.0%'),
        ("−28.19%", "-28.19", "-0.2819", '0.00%;"−"0.00%'),
    ],
)
def test_a_figure_is_a_number_with_the_pattern_that_prints_it(text, value, stored, pattern):
    cell = cell_of(text)
    assert cell == Number(text, Decimal(value), pattern)
    assert cell.stored == Decimal(stored)
    assert text_of(cell) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "—",
        "未报",
        "007",
        "1,23",
        "12起多",
        "3-5",
        "2026年",
        "1.",
        ".5",
        "+",
        "%",
        "1e5",
        "1,862,3.0",
        "１２",
    ],
)
def test_what_is_no_figure_stays_text(text):
    assert cell_of(text) == text


def test_a_figure_of_more_digits_than_a_sheet_keeps_stays_text():
    assert cell_of("1234567890123456") == "1234567890123456"
    assert cell_of("123456789012345").value == 123456789012345


@given(st.decimals(-99_999_999, 99_999_999, places=2))
def test_grouped_figures_are_read_as_they_were_written(value):
    cell = cell_of(f"{value:,.2f}")
    assert isinstance(cell, Number)
    assert cell.value == value
    assert cell.pattern == ("#,##0.00" if abs(value) >= 1000 else "0.00")
