"""The short way through a large sheet finds what the long one finds."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.report_forms.rules import Bound
from coordination.reporting.agreement import Equal
from coordination.reporting.sheet import Bases, Column, Entry, Layout, Row, examine, key_of
from coordination.spreadsheets import screening

COLUMNS = (
    Column(1, "a", "立案数", "起"),
    Column(2, "b", "破案数", "起", maximum=Decimal(900), swing_percent=20),
    Column(3, "c", "入户数", "户", bound=Bound.HOUSEHOLDS, required=False),
    Column(4, "d", "宣传场次", "场", soft_low=Decimal("2.5"), soft_high=Decimal(800), minimum=Decimal(1)),
)
TYPED = st.sampled_from(
    ["0", "1", "5", "12", "900", "901", "4.5", "-3", "", "多", "1,000", "７", "12万"]
) | st.integers(0, 950).map(str)
BASE = st.none() | st.integers(-20, 950).map(Decimal) | st.just(Decimal("10.5"))


@st.composite
def sheets(draw):
    parts = tuple(Row(n, f"镇{n}", households=draw(st.sampled_from([None, 5, 900]))) for n in range(1, 7))
    total = (Row(None, "合计"),) if draw(st.booleans()) else ()
    layout = Layout(
        (*parts, *total),
        COLUMNS if draw(st.booleans()) else (*COLUMNS[:2], COLUMNS[3]),
        comparisons=(("b", "a"),) if draw(st.booleans()) else (),
        totals={"a": Decimal(draw(st.integers(0, 3))), "b": Decimal(0)} if total else {},
        agreements=(Equal("a", "b"),) if draw(st.integers(0, 5)) == 0 else (),
    )
    keys = [place.key for place in layout.places]
    entries = {key: Entry(draw(TYPED), draw(st.sampled_from(["", "因为"]))) for key in keys}
    previous = {key: base for key in keys if (base := draw(BASE)) is not None}
    last_year = {key: base for key in keys if (base := draw(BASE)) is not None}
    return layout, entries, Bases(previous, last_year)


@pytest.fixture(autouse=True, scope="module")
def _every_sheet_is_large():
    many, screening.MANY = screening.MANY, 0
    yield
    screening.MANY = many


def short(layout, entries, bases):
    typed = {key: entry.typed for key, entry in entries.items()}
    return screening.screened(layout, typed, {key: entry.reason for key, entry in entries.items()}, bases)


@settings(max_examples=200)
@given(sheets())
def test_the_short_way_finds_the_same(sheet):
    found, wanted = short(*sheet), examine(*sheet)
    assert replace(found, values={}) == replace(wanted, values={})
    whole = {key: Decimal(sheet[1][key].typed) for key in wanted.values if key not in found.values}
    assert {**whole, **found.values} == wanted.values


def test_plain_rows_are_added_up():
    rows = (*(Row(n, f"镇{n}") for n in range(1, 400)), Row(None, "合计"))
    layout = Layout(rows, COLUMNS[:1], totals={"a": Decimal(0)})
    entries = {key_of(n, "a"): Entry("2") for n in range(1, 400)}
    assert short(layout, entries, Bases()).values["total-a"] == 798
    wrong = short(layout, entries | {"total-a": Entry("797")}, Bases())
    assert "各行相加是798" in str(wrong.errors["total-a"])


def test_a_change_of_a_plain_looking_row_is_asked_about():
    layout = Layout(tuple(Row(n, f"镇{n}") for n in range(1, 50)), COLUMNS[:1])
    entries = {place.key: Entry("100") for place in layout.places}
    found = short(layout, entries, Bases({"7-a": Decimal(40), "8-a": Decimal(90)}, {}))
    assert list(found.unexplained) == ["7-a"]
