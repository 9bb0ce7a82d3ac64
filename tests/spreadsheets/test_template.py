"""What is downloaded can be filled in and read again, whatever the form; only the entry cells are open."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.numerals import grouped, plain
from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Bases, Column, Entry, Layout, Row, key_of
from coordination.spreadsheets.findings import Level
from coordination.spreadsheets.opening import opened
from coordination.spreadsheets.reading import Asked
from coordination.spreadsheets.template import Blank, workbook
from coordination.spreadsheets.understanding import understand

NOW = datetime(2026, 11, 6, 2, tzinfo=UTC)
IDENTITY = {"mark": "coordination/1", "form": "police", "revision": "3", "period": "2026-10"}
NAMES = st.text("立破案数损失金额劝阻次宣传场户入训", min_size=2, max_size=12)
TOWNS = st.text("青溪白塔城关秀川西园八里", min_size=2, max_size=6)


def read(content, asked):
    with NamedTemporaryFile() as file:
        Path(file.name).write_bytes(content)
        book = opened(Path(file.name))
    return book, understand(book, asked)


def columns(names, types):
    return tuple(
        Column(number, f"c.{number}", name, "元" if kind is ValueType.DECIMAL else "起", type=kind)
        for number, (name, kind) in enumerate(zip(names, types, strict=False))
    )


@st.composite
def forms(draw):
    """A form, with figures in some of its places."""
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique_by=lambda name: name.removesuffix("数")))
    types = draw(st.lists(st.sampled_from(list(ValueType)), min_size=len(names), max_size=len(names)))
    table = draw(st.booleans())
    towns = draw(st.lists(TOWNS, min_size=1, max_size=6, unique=True)) if table else [""]
    rows = tuple(Row(number, name and f"{name}街道") for number, name in enumerate(towns, start=1))
    rows += (Row(None, "合计"),) if table and draw(st.booleans()) else ()
    layout = Layout(rows, columns(names, types))
    numbers = st.decimals(0, 10**12, places=2)
    entries = {}
    for place in layout.places:
        number = draw(st.none() | numbers)
        if number is not None:
            whole = place.column.type is ValueType.INTEGER
            entries[place.key] = Entry(grouped(number.to_integral_value() if whole else number))
    return layout, entries


def asked_of(layout):
    return Asked(layout, {str(row.subject_id): (row.label,) for row in layout.parts}, "2026-10")


@settings(max_examples=40)
@given(forms())
def test_what_is_filled_in_is_read_again(form):
    layout, entries = form
    blank = Blank("2026年10月表", ["第一行", "第二行"], layout, IDENTITY, NOW, entries=entries)
    book, reading = read(workbook(blank), asked_of(layout))
    assert dict(book.identity) == IDENTITY
    numbers = {key: Decimal(entry.typed.replace(",", "")) for key, entry in entries.items()}
    assert reading.typed == {key: plain(number) for key, number in numbers.items()}
    assert [one for one in reading.findings if one.level in (Level.ERROR, Level.STOP)] == []


TABLE = Layout(
    (Row(1, "青溪镇"), Row(2, "白塔街道"), Row(None, "合计")),
    columns(["立案数", "损失金额"], [ValueType.INTEGER, ValueType.DECIMAL]),
)


@pytest.fixture(scope="module")
def parts():
    key = key_of(1, "c.0")
    blank = Blank(
        "2026年10月=1+1",
        ['=HYPERLINK("http://example.com")'],
        TABLE,
        IDENTITY,
        NOW,
        entries={key: Entry("-5"), key_of(2, "c.0"): Entry("=1+1")},
        bases=Bases({key: Decimal("-9.5")}, {key: Decimal(7)}),
    )
    with ZipFile(BytesIO(workbook(blank))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_only_the_entry_cells_are_open(parts):
    sheet, styles = parts["xl/worksheets/sheet1.xml"], parts["xl/styles.xml"]
    assert "<sheetProtection " in sheet
    looks = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.partition("<cellXfs")[2])
    open_looks = {str(number) for number, look in enumerate(looks) if 'locked="0"' in look}
    cells = dict(re.findall(r'<c r="([A-Z]+[0-9]+)" s="([0-9]+)"', sheet))
    opened_cells = {place for place, look in cells.items() if look in open_looks}
    assert opened_cells == {f"{column}{row}" for column in "BC" for row in (6, 7, 8)}


def test_each_entry_cell_says_what_may_be_typed(parts):
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert sheet.count("<dataValidation ") == 6
    assert 'type="whole"' in sheet
    assert "立案数要填整数，不小于0，单位是起" in sheet
    assert "损失金额要填数字，不小于0，单位是元" in sheet


def test_nothing_is_computed_and_negative_numbers_stay_numbers(parts):
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<v>-5</v>" in sheet
    assert "<v>-9.5</v>" in sheet


def test_it_prints_on_a4_with_repeated_heads_and_a_place_for_the_seal(parts):
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert 'paperSize="9"' in sheet
    assert 'orientation="landscape"' in sheet
    assert "Print_Titles" in parts["xl/workbook.xml"]
    assert "<pane " in sheet
    assert "（单位盖章）" in parts["xl/sharedStrings.xml"]


def test_it_says_what_it_is_where_no_menu_shows_it_and_in_its_properties(parts):
    assert 'state="veryHidden"' in parts["xl/workbook.xml"]
    assert "coordination/1" in parts["docProps/custom.xml"]


def test_a_collection_offers_the_choices(parts):
    blank = Blank("表", [], Layout(TABLE.parts, TABLE.columns), IDENTITY, NOW, collects=True)
    with ZipFile(BytesIO(workbook(blank))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '"有数据,零报告,没有收到"' in sheet
    assert sheet.count('type="list"') == 2
