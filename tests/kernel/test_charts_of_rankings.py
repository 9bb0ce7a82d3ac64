"""Stacked bars and ranks over time: measured in the drawing itself."""

import re
from decimal import Decimal as D
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from coordination.kernel.charts import Place, Stack, rank_over_time, stacked_bars

SVG = "{http://www.w3.org/2000/svg}"
PARTS = ("发案率", "劝阻", "加分")


def drawn(markup):
    return ElementTree.fromstring(markup)  # noqa: S314  our own output


def texts(markup):
    return [one.text or (one[0].tail if len(one) else "") for one in drawn(markup).iter(f"{SVG}text")]


def widths(markup):
    bars = [one for one in drawn(markup).iter(f"{SVG}rect") if one.get("stroke") == "#ffffff"]
    return [float(one.get("width")) for one in bars]


def test_parts_stand_beside_one_another_in_proportion_and_end_with_the_total():
    markup = stacked_bars(
        "标题", "结论", PARTS, [Stack("甲街道", [D(30), D(20), None]), Stack("乙", [D(10), D(0), D(5)])]
    )
    first, second, third, fourth = widths(markup)
    assert first == pytest.approx(1.5 * second, abs=0.2)
    assert third == pytest.approx(first / 3, abs=0.2)
    assert fourth == pytest.approx(third / 2, abs=0.2)
    assert {"50.00", "15.00", "30.0", "1 发案率", "3 加分"} <= set(texts(markup))


def test_a_part_too_narrow_for_its_number_has_none():
    markup = stacked_bars("标题", "结论", ("甲", "乙"), [Stack("某", [D(99), D("0.4")])])
    assert "0.4" not in texts(markup)


@pytest.mark.parametrize("stacks", [[], [Stack("无", [None, D(0), None])]])
def test_nothing_to_draw_is_still_a_picture(stacks):
    assert drawn(stacked_bars("标题", "结论", PARTS, stacks)).get("role") == "img"


def test_a_row_out_of_step_is_refused():
    with pytest.raises(ValueError, match="one value for each part"):
        stacked_bars("标题", "结论", PARTS, [Stack("某", [D(1)])])


def heights(markup):
    return [float(one.get("cy")) for one in drawn(markup).iter(f"{SVG}circle")]


def test_the_first_place_stands_at_the_top_and_the_last_at_the_bottom():
    best, middle, last = heights(
        rank_over_time("标题", "结论", [Place("8月", 1, 9), Place("9月", 5, 9), Place("10月", 9, 9)])
    )
    assert best < middle < last
    assert middle == pytest.approx((best + last) / 2, abs=0.1)


def test_a_period_without_a_rank_breaks_the_line():
    markup = rank_over_time(
        "标题", "结论", [Place("7月", 2, 5), Place("8月", 1, 5), Place("9月", None, 5), Place("10月", 3, 5)]
    )
    lines = [one for one in drawn(markup).iter(f"{SVG}path") if one.get("stroke-width") == "2"]
    assert [len(re.findall("[ML]", one.get("d"))) for one in lines] == [2]
    assert len(heights(markup)) == 3


def test_names_of_periods_never_run_into_one_another():
    markup = rank_over_time(
        "标题", "结论", [Place(f"20{n:02}-10", 1 + n % 3, 3) for n in range(24)], width=340
    )
    names = [one for one in drawn(markup).iter(f"{SVG}text") if "-10" in (one.text or "")]
    places = [float(one.get("x")) for one in names]
    assert all(after - before > 45 for before, after in pairwise(places))
    assert names[-1].text == "2023-10"


@pytest.mark.parametrize("places", [[], [Place("10月", None, 0)], [Place("10月", 1, 1)]])
def test_no_or_one_period_is_still_a_picture(places):
    assert drawn(rank_over_time("标题", "结论", places)).get("role") == "img"
