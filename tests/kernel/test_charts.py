"""Charts as drawings: golden files for the look, geometry and escaping for what must always hold.

`UPDATE_GOLDEN=1 pytest tests/kernel/test_charts.py` redraws the golden files; look at them after.
"""

import io
import itertools
import os
import re
from decimal import Decimal as D
from pathlib import Path
from xml.etree import ElementTree as ET

import pdfplumber
import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st

from coordination.kernel.charts import Bar, Meaning, Series, nice_ticks, ranked_bars, sparkline, trend
from coordination.kernel.charts.svg import fitted, width_of
from coordination.kernel.text import Text

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"

TOWNS = (
    "隽水镇 五里镇 关刀镇 塘湖镇 沙堆镇 大坪乡 麦市镇 石南镇 马港镇 北港镇 四庄乡 "
    "西果园镇 秀川街道 西湖街道 晏家坪街道"
)
CASES = [43, 39, 36, 34, 27, 25, 22, 15, 11, 8, 7, 6, 5, 0, None]
CHANGES = [3, -2, 0, 5, -6, 1, -1, None, 2, -3, 4, 0, -12, 1, None]
MONTHS = [f"{month}月" for month in range(1, 13)]


def bars():
    rows = zip(TOWNS.split(), CASES, CHANGES, strict=True)
    return [Bar(name, None if value is None else D(value), change) for name, value, change in rows]


def scores(count):
    return [
        Bar(f"第{n}社区", D(9000 - 37 * n) / 100, n % 5 - 2, shown=f"{D(9000 - 37 * n) / 100}", marked=n == 4)
        for n in range(count)
    ]


def figures(*values):
    return [None if value is None else D(value) for value in values]


THIS_YEAR = Series("2026年", figures(42, 31, 21, 35, 38, None, 29, 25, 33, 31, None, None))
LAST_YEAR = Series("2025年", figures(30, 28, 42, 45, 41, 40, 39, 36, 44, 42, 38, 40))

DRAWINGS = {
    "bars-15": lambda: ranked_bars("各乡镇电诈发案", "隽水镇最多，43起", bars(), meaning=Meaning.CASES),
    "bars-60-one-marked": lambda: ranked_bars("各社区得分", "第0社区最高", scores(60)),
    "bars-1": lambda: ranked_bars("得分", "只有一家", [Bar("甲行", D("83.05"), 2)]),
    "bars-0": lambda: ranked_bars("得分", "没有数据", []),
    "bars-negative": lambda: ranked_bars(
        "损失环比", "甲镇下降最多", [Bar("丙镇", D("35.9")), Bar("乙镇", D(0)), Bar("甲镇", D("-100"))]
    ),
    "trend": lambda: trend("发案趋势", "10月31起，少于上年同期", MONTHS, THIS_YEAR, LAST_YEAR, unit="起"),
    "trend-empty": lambda: trend("发案趋势", "没有数据", ["1月"], Series("2026年", [None])),
    "sparkline": lambda: sparkline("发案", "近6个月", figures(3, 5, None, 2, 8, 6)),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_the_one_that_was_looked_at(name):
    drawn, file = DRAWINGS[name](), GOLDEN / f"{name}.svg"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(drawn, "utf-8")
    assert drawn == file.read_text("utf-8")


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_needs_nothing_but_itself_and_states_face_and_size_apart(name):
    drawn = DRAWINGS[name]()
    assert not re.search(
        r"<style|<script|style=|href|url\(|font=|paint-order|class=|<image|<use| on\w+=", drawn
    )
    for label in tree(drawn).iter(f"{SVG}text"):
        assert label.get("font-family")
        assert int(label.get("font-size")) >= 12
    root = tree(drawn)
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")


def tree(drawn):
    return ET.fromstring(drawn)  # noqa: S314 drawn by ourselves


def labels(drawn):
    return ["".join(node.itertext()) for node in tree(drawn).iter(f"{SVG}text")]


def test_names_are_data_and_never_markup():
    nasty = "<b>&\"'甲\x00\x1b\ud800\ufffe</b>"
    drawn = ranked_bars(nasty, nasty, [Bar(nasty, D(1), shown="<i>")], width=2000)
    assert labels(drawn) == ["<b>&\"'甲</b>", "<i>"]
    assert tree(drawn).findtext(f"{SVG}title") == "<b>&\"'甲</b>"
    assert tree(trend(nasty, nasty, [nasty], Series(nasty, [D(1)]), unit=nasty)) is not None


def test_a_long_name_is_shortened_and_kept_whole_for_hovering():
    name = "兰州市七里河区西湖街道建兰路第二社区居民委员会"
    (label, _value) = tree(ranked_bars("t", "f", [Bar(name, D(1))])).iter(f"{SVG}text")
    assert label.findtext(f"{SVG}title") == name
    shown = label[0].tail
    assert shown.endswith("…")
    assert name.startswith(shown[:-1])
    assert len(shown) > 8


@given(st.text("镇A1 （", max_size=30), st.integers(0, 300))
def test_a_fitted_text_fits_and_is_cut_only_when_it_must_be(text, room):
    found = fitted(text, 13, room)
    assert found == text or (text.startswith(found[:-1]) and found.endswith("…"))
    assert width_of(found, 13) <= room or found == "…"
    assert (found == text) or width_of(text, 13) > room


ROWS = st.lists(
    st.builds(
        Bar,
        st.text("甲乙丙镇街道", min_size=1, max_size=20),
        st.none() | st.decimals(-(10**9), 10**9, places=2),
        st.none() | st.integers(-99, 99),
    ),
    max_size=40,
)


@given(ROWS)
def test_bars_are_as_long_as_their_values_and_stay_inside(rows):
    drawn = ranked_bars("t", "f", rows)
    root = tree(drawn)
    _paper, *drawn_bars = root.iter(f"{SVG}rect")
    values = [abs(row.value) for row in rows if row.value]
    lengths = [D(bar.get("width")) for bar in drawn_bars]
    assert len(lengths) == len(values)
    for value, length in zip(values, lengths, strict=True):
        exact = length if not values else max(lengths) * value / max(values)
        assert abs(max(exact, D(1)) - length) <= D("0.3")
    for bar in drawn_bars:
        assert 0 <= D(bar.get("x")) <= D(bar.get("x")) + D(bar.get("width")) <= 720
        assert 0 < D(bar.get("y")) + D(bar.get("height")) < D(root.get("height"))


@given(ROWS)
def test_no_label_leaves_the_picture(rows):
    for label in tree(ranked_bars("t", "f", rows)).iter(f"{SVG}text"):
        text = label[0].tail if len(label) else label.text
        width, x = width_of(text, int(label.get("font-size"))), D(label.get("x"))
        start = {"start": x, "middle": x - D(int(width)) / 2, "end": x - D(int(width))}[
            label.get("text-anchor")
        ]
        assert start >= -1
        assert start + D(int(width)) <= 721


def test_direction_is_told_by_shape_number_and_words():
    drawn = ranked_bars("t", "f", [Bar("甲", D(2), 3), Bar("乙", D(1), -4), Bar("丙", D(1), 0)])
    assert labels(drawn) == [
        "甲",
        "2",
        "3",
        "乙",
        "1",
        "4",
        "丙",
        "1",
        "—",
        "名次前进",
        "名次后退",
        "— 名次不变",
    ]
    arrows = [p.get("d") for p in tree(drawn).iter(f"{SVG}path") if p.get("d").endswith("Z")]
    pointing = [heights(d)[2] < heights(d)[0] for d in arrows]
    assert pointing == [True, False, True, False], "▲ for 3, ▼ for 4, and both in the legend"


def heights(d):
    return [D(step.split()[1]) for step in re.findall(r"[ML]([\d.]+ [\d.]+)", d)]


def test_more_cases_are_not_drawn_in_the_colour_of_a_better_rank():
    def colour(meaning):
        drawn = ranked_bars("t", "f", [Bar("甲", D(2), 3)], meaning=meaning)
        return next(p.get("fill") for p in tree(drawn).iter(f"{SVG}path") if p.get("d").endswith("Z"))

    assert colour(Meaning.RANK) != colour(Meaning.CASES)


def test_the_words_of_the_chart_follow_the_reader():
    catalogue = {"名次前进": "rank up", "名次后退": "rank down", "名次不变": "unchanged", "未报": "not filed"}

    def say(text: Text) -> str:
        return text.render(lambda msgid: catalogue[msgid])

    assert labels(ranked_bars("t", "f", [Bar("A", None, 1)], say=say)) == [
        "A",
        "not filed",
        "1",
        "rank up",
        "rank down",
        "— unchanged",
    ]


def test_without_an_earlier_ranking_there_is_no_legend():
    assert labels(ranked_bars("t", "f", [Bar("甲", D(2))])) == ["甲", "2"]


def test_a_month_that_was_not_filed_is_a_gap_and_the_earlier_year_is_dashed():
    paths = [p for p in tree(DRAWINGS["trend"]()).iter(f"{SVG}path") if "M" in p.get("d")]
    solid = [p.get("d") for p in paths if p.get("stroke-width") == "2.2" and p.get("d").count("L") > 1]
    dashed = [p.get("d") for p in paths if p.get("stroke-dasharray") and p.get("d").count("L") > 1]
    assert [d.count("L") for d in solid] == [4, 3]
    assert [d.count("L") for d in dashed] == [11]


def test_the_latest_figure_and_last_years_are_written_beside_their_points():
    found = labels(DRAWINGS["trend"]())
    assert found[-4:-2] == ["31", "42"]
    assert set(found[-2:]) == {"2026年", "2025年"}


def test_a_series_out_of_step_is_refused():
    with pytest.raises(ValueError, match="one value for each label"):
        trend("t", "f", ["1月"], Series("2026年", []))


@given(st.decimals(-(10**12), 10**12, places=2), st.decimals(0, 10**12, places=2))
def test_ticks_are_even_few_and_span_the_values(least, span):
    ticks = nice_ticks(least, least + span)
    steps = {b - a for a, b in itertools.pairwise(ticks)}
    assert ticks[0] <= least
    assert least + span <= ticks[-1]
    assert 2 <= len(ticks) <= 6
    assert len(steps) == 1
    assert re.fullmatch(r"0*\.?0*[125]0*\.?0*", f"{steps.pop():f}")


@given(st.lists(st.none() | st.decimals(-100, 100, places=1), max_size=30))
def test_any_values_make_a_sparkline_and_a_trend(values):
    assert tree(sparkline("t", "f", values)).get("height") == "24"
    names = [str(n) for n in range(len(values))]
    tree(trend("t", "f", names, Series("a", values), Series("b", values[::-1])))


def test_the_pdf_shows_the_same_words_as_the_page():
    drawn = ranked_bars("各乡镇得分", "f", bars())
    page = f"<style>@page {{ size: 200mm 150mm; margin: 5mm }} svg {{ width: 180mm }}</style>{drawn}"
    pdf = weasyprint.HTML(string=page).write_pdf()
    with pdfplumber.open(io.BytesIO(pdf)) as document:
        text = re.sub(r"\s", "", document.pages[0].extract_text())
        filled = [
            r for r in document.pages[0].rects if r["width"] > 5 and r["non_stroking_color"] != (1, 1, 1)
        ]
    for word in [*TOWNS.split(), "名次前进", "名次后退", "未报"]:
        assert word in text
    assert len(filled) == sum(bool(value) for value in CASES)
