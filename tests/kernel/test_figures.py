import tomllib
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.figures import (
    Absence,
    Basis,
    Direction,
    accumulate,
    change,
    per_ten_thousand,
    ratio,
    share,
    shares,
    total,
)

FIGURES = st.decimals(-(10**9), 10**9, places=2)
PARTS = st.lists(st.decimals(0, 10**9, places=2), max_size=30)

# Figures of March 2024 as published by 通城县公安局; two of its printed rates were wrong.
TONGCHENG = tomllib.loads(
    """
    [[change]]
    basis = "mom"
    now = "31"
    before = "21"
    phrase = "环比上升47.62%"
    [[change]]
    basis = "yoy"
    now = "31"
    before = "42"
    phrase = "同比下降26.19%"
    [[change]]
    basis = "mom"
    now = "186.30"
    before = "259.43"
    phrase = "环比下降28.19%"
    [[change]]
    basis = "yoy"
    now = "186.30"
    before = "288.78"
    phrase = "同比下降35.49%"
    """
)


@pytest.mark.parametrize("figure", TONGCHENG["change"], ids=lambda figure: figure["phrase"])
def test_the_rates_of_a_published_circular_follow_from_its_figures(figure):
    found = change(D(figure["now"]), D(figure["before"]), Basis(figure["basis"]))
    assert str(found.phrase("起")) == figure["phrase"]


def test_the_share_of_the_worst_township_in_that_circular():
    assert share(D(20), D(31)).value == D("64.52")


@pytest.mark.parametrize(
    ("now", "before", "phrase"),
    [
        ("2", "1", "环比由1起增至2起"),
        ("2", "4", "环比由4起减至2起"),
        ("0", "4", "环比由4起减至0起"),
        ("1200", "4.5", "环比由4.5起增至1,200起"),
        ("4", "5", "环比下降20.00%"),
        ("0", "31", "环比下降100.00%"),
        ("3", "0", "上期为0，不作环比"),
        ("0", "0", "环比持平"),
        ("7", "7.00", "环比持平"),
        (None, "7", "本期未报，不作环比"),
        ("7", None, "上期未报，不作环比"),
        ("100001", "100000", "环比基本持平"),
        ("-5", "-10", "环比上升50.00%"),
        ("1", "-10", "环比上升110.00%"),
    ],
)
def test_running_text_says_what_the_figures_say(now, before, phrase):
    found = change(None if now is None else D(now), None if before is None else D(before), Basis.MOM)
    assert str(found.phrase("起")) == phrase


def test_reasons_name_the_base_they_speak_of():
    assert str(change(D(3), D(0), Basis.YOY).phrase()) == "上年同期为0，不作同比"
    assert str(change(D(3), None, Basis.YOY).reason()) == "上年同期未报，不作同比"
    assert str(change(None, D(3), Basis.YOY).reason()) == "本期未报，不作同比"
    assert change(D(3), D(0), Basis.YOY).absence is Absence.ZERO_BASE


def test_the_direction_comes_from_the_sign():
    assert [str(change(D(now), D(10), Basis.MOM).word()) for now in (11, 9, 10)] == ["上升", "下降", "持平"]
    assert str(change(D(1), None, Basis.MOM).word()) == "上期未报，不作环比"


def test_a_change_with_a_rate_has_no_reason():
    with pytest.raises(ValueError, match="has a rate"):
        change(D(2), D(1), Basis.MOM).reason()


@given(FIGURES, FIGURES)
def test_rate_direction_and_difference_agree(now, before):
    found = change(now, before, Basis.MOM)
    assert found.difference == now - before
    assert (found.direction is Direction.UP) == (now > before)
    assert (found.direction is Direction.LEVEL) == (now == before)
    if before and found.rate is not None:
        exact = 100 * (Fraction(now) - Fraction(before)) / abs(Fraction(before))
        assert abs(Fraction(found.rate) - exact) <= Fraction(1, 200)
        assert found.rate * (now - before) >= 0


@given(PARTS)
def test_shares_add_up_to_a_hundred_and_stay_within_a_cent_of_the_exact_share(parts):
    found = shares(parts)
    whole = sum(map(Fraction, parts))
    assert len(found) == len(parts)
    if not whole:
        assert set(found) <= {D("0.00")}
        return
    assert sum(found) == D("100.00")
    for part, shown in zip(parts, found, strict=True):
        assert abs(Fraction(shown) - 100 * Fraction(part) / whole) < Fraction(1, 100)


@given(PARTS, st.data())
def test_a_larger_part_never_shows_a_smaller_share(parts, data):
    found = shares(parts)
    assert all(
        shown <= other
        for part, shown in zip(parts, found, strict=True)
        for bigger, other in zip(parts, found, strict=True)
        if part < bigger
    )


def test_thirds_are_rounded_by_largest_remainder():
    assert shares([D(1), D(1), D(1)]) == [D("33.34"), D("33.33"), D("33.33")]
    assert shares([]) == []


def test_the_loss_shares_of_the_published_circular_add_up():
    loss = [D("128.97"), D("30.46"), D("16.80"), D("3.58"), D("2.14"), D("4.36")]
    assert [str(part) for part in shares(loss)] == ["69.22", "16.35", "9.02", "1.92", "1.15", "2.34"]


def test_a_negative_part_has_no_share():
    with pytest.raises(ValueError, match="negative"):
        shares([D(1), D(-1)])


def test_ratios_say_why_they_are_not_computed():
    assert ratio(D(17), D(20)).value == D("85.00")
    assert str(ratio(D(1), D(0)).absence) == "分母为0，不计算"
    assert str(ratio(None, D(3)).absence) == "分子或分母未报，不计算"


def test_cases_per_ten_thousand_people():
    assert per_ten_thousand(D(20), 131_200).value == D("1.52")
    assert [str(per_ten_thousand(D(20), people).absence) for people in (0, None, -1)] == [
        "人口数为0或未知，不计算"
    ] * 3
    assert str(per_ten_thousand(None, 1000).absence) == "分子或分母未报，不计算"


def test_the_year_to_date_counts_the_periods_that_were_not_filed():
    found = accumulate([D("1.10"), None, D("2.20")])
    assert (found.total, found.filed, found.missing) == (D("3.30"), 2, 1)
    assert accumulate([None, None]).total is None
    assert accumulate([D(0)]).total == 0


def test_sums_are_exact_beyond_the_precision_of_the_context():
    assert total([D("9" * 30 + ".99"), D("0.01")]) == D("1" + "0" * 30)
    assert total([]) == 0
