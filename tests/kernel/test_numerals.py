from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import (
    Scale,
    decimal_places,
    grouped,
    in_scale,
    money,
    parse_number,
    plain,
    round_half_up,
)

AMOUNTS = st.decimals(-(10**12), 10**12, places=2)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12万", "120000"),
        ("1.5万", "15000"),
        ("1.86305万元", "18630.5"),
        ("3亿", "300000000"),
        ("1,234,567.80", "1234567.80"),
        ("１２，３４５．６７", "12345.67"),
        (" 007 ", "7"),
        ("0", "0"),
        ("0.50元", "0.50"),
        ("-3", "-3"),
        ("−3", "-3"),
        ("－３", "-3"),
        ("+3", "3"),
        ("¥120,000", "120000"),
        ("￥ 1.5万", "15000"),
        ("￥１２０，０００．５０元", "120000.50"),
        ("120,000元", "120000"),
        ("-0", "0"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert str(parse_number(typed, unit="元")) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1e5",
        "1E5",
        "1_000",
        "NaN",
        "Infinity",
        "-inf",
        "0x1f",
        "1,23",
        "12,34,567",
        "1,2345",
        ",100",
        "1.",
        ".5",
        "1.2.3",
        "--1",
        "5²",
        "٣",
        "十二",
        "12万万",
        "2亿3000万",
        "约5",
        "12 000",
        "1000000000000000",
        "1亿亿",
        "0.123456789",
        "5起",
        "¥",
        "¥¥5",
        "5¥",
        "$5",
        "１２abc",
        "1\n2",
    ],
)
def test_what_is_no_plain_number_is_refused_with_what_to_do(typed):
    with pytest.raises(Invalid) as refusal:
        parse_number(typed, name="劝阻金额", unit="元")
    assert str(refusal.value).startswith("劝阻金额")


def test_a_currency_sign_stands_before_money_only():
    for unit in ("起", ""):
        with pytest.raises(Invalid):
            parse_number("¥120,000", unit=unit)


def test_the_message_names_the_figure_and_its_unit():
    with pytest.raises(Invalid, match=r"^劝阻金额要填数字，单位是元$"):
        parse_number("很多", name="劝阻金额", unit="元")
    with pytest.raises(Invalid, match=r"^要填数字$"):
        parse_number("很多")


def test_the_unit_of_the_figure_may_be_typed_behind_it():
    assert parse_number("5起", unit="起") == 5
    assert parse_number("35.5％", unit="%") == D("35.5")


@given(AMOUNTS)
def test_what_is_printed_with_separators_can_be_typed_back(amount):
    assert parse_number(grouped(amount)) == amount
    assert parse_number(grouped(amount, 2)) == amount


@given(AMOUNTS)
def test_printed_money_is_within_half_a_unit_of_its_last_place(amount):
    printed = money(amount)
    scale = next(s for s in (Scale.YI, Scale.WAN, Scale.YUAN) if printed.endswith(s.value))
    assert abs(parse_number(printed, unit="元") - amount) * 200 <= scale.size
    assert abs(in_scale(amount, scale)) < 10_000 or scale is Scale.YI


@pytest.mark.parametrize(
    ("yuan", "printed"),
    [
        ("0", "0元"),
        ("9999", "9,999元"),
        ("9999.5", "9,999.50元"),
        ("9999.99", "9,999.99元"),
        ("9999.996", "1.00万元"),
        ("10000", "1.00万元"),
        ("1863000", "186.30万元"),
        ("1863050", "186.31万元"),
        ("99999949.99", "9,999.99万元"),
        ("99999950", "1.00亿元"),
        ("123456789012.34", "1,234.57亿元"),
        ("-2594300", "-259.43万元"),
    ],
)
def test_money_is_printed_in_the_unit_that_suits_it(yuan, printed):
    assert money(D(yuan)) == printed


def test_a_column_keeps_one_unit():
    assert [money(D(yuan), Scale.WAN) for yuan in ("21400", "186300000", "49")] == [
        "2.14万元",
        "18,630.00万元",
        "0.00万元",
    ]


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),
        ("0.0049999999999999999999999999999999999", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("1E+3", 2, "1000.00"),
        ("12345678901234567890123456789012345.675", 2, "12345678901234567890123456789012345.68"),
    ],
)
def test_halves_round_away_from_zero(value, places, rounded):
    assert f"{round_half_up(D(value), places):f}" == rounded


@given(st.fractions(), st.integers(0, 8))
def test_rounding_moves_a_value_by_at_most_half_a_place(value, places):
    rounded = round_half_up(value, places)
    assert abs(Fraction(rounded) - value) * 2 * 10**places <= 1
    assert decimal_places(rounded) == places


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_never_rounded_or_written(value):
    with pytest.raises(ValueError, match="is not a number"):
        round_half_up(D(value))
    with pytest.raises(ValueError, match="is not a number"):
        decimal_places(D(value))


def test_plain_writing_has_no_exponent_and_no_needless_zeros():
    assert [plain(D(text)) for text in ("1E+3", "2.50", "100", "-0.00", "0.000001")] == [
        "1000",
        "2.5",
        "100",
        "0",
        "0.000001",
    ]
