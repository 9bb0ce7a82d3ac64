"""Tables as Excel workbooks, printable as they are: A4 landscape, repeated head, fitted to the width.

The type of a value decides what its cell is, never its look. A `str` is always a text cell, so
`=1+1`, `-5` or an address stay what was typed and nothing is computed or linked when the file is
opened; numbers stay numbers, negative ones too, with the format of their column.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from coordination.kernel.charts.svg import NOT_XML
from coordination.kernel.clock import local

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What a cell of a sheet can hold; longer text is cut and ends with an ellipsis.
LONGEST_TEXT = 32_000
#: A sheet keeps binary numbers of so many digits; a longer one is written as text, to stay exact.
MOST_DIGITS = 15
NAME_AT_MOST = 31
A4 = 9
#: From nothing to all, as the heat table of the page has it.
_SHADES = {
    "type": "3_color_scale",
    "min_type": "num",
    "min_value": 0,
    "mid_type": "percentile",
    "mid_value": 50,
    "max_type": "num",
    "min_color": "#F9D2C4",
    "mid_color": "#FFFFFF",
    "max_color": "#C2D9F0",
}
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NOT_A_NAME = re.compile(r"[\[\]:*?/\\]")

Cell = str | int | Decimal | date | datetime | None


class ColumnKind(StrEnum):
    """`percent` takes percent as the screens have it: 83.33 is shown as 83.33%."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"


_FORMATS: dict[ColumnKind, dict[str, object]] = {
    ColumnKind.TEXT: {"text_wrap": True, "valign": "top"},
    ColumnKind.INTEGER: {"num_format": "#,##0", "align": "right", "valign": "top"},
    ColumnKind.DECIMAL: {"num_format": "#,##0.00", "align": "right", "valign": "top"},
    ColumnKind.PERCENT: {"num_format": "0.00%", "align": "right", "valign": "top"},
    ColumnKind.DATE: {"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"},
}


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters of the standard face; an ideograph takes two."""

    heading: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 14


class PlotKind(StrEnum):
    BARS = "bar"
    STACKED = "bar_stacked"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Plot:
    """A chart of the sheet's own cells, below the table: `names` is the column of the names, `values`
    the columns that are drawn. With `downwards` the least value stands at the top, as ranks do."""

    title: str
    kind: PlotKind
    names: int
    values: Sequence[int]
    downwards: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its title; `lines` stand below the title (office, period, time of export),
    `notes` below the table. `filename` has no ending; `at` is the time of export. `shaded` are columns
    with their greatest value: cells are coloured from 0 to it."""

    title: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    filename: str
    at: datetime
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    frozen_columns: int = 1
    plots: Sequence[Plot] = ()
    shaded: Sequence[tuple[int, Decimal]] = ()

    @property
    def file(self) -> str:
        return f"{self.filename}.xlsx"


def workbook(*sheets: Sheet) -> bytes:
    """The workbook with these sheets, in order, rows written as they come.

    Raises `TypeError` for a value that is no `Cell` (a float, a truth value), `ValueError` when a
    row is not in step with the columns or there is no sheet.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    buffer = BytesIO()
    taken: set[str] = set()
    with Workbook(buffer, OPTIONS) as book:
        book.set_properties({"title": sheets[0].title, "created": sheets[0].at})
        formats = _Formats(book)
        for sheet in sheets:
            page = _Page(book.add_worksheet(_name(sheet.title, taken)), formats)
            _draw(book, page, sheet, *page.write(sheet))
    return buffer.getvalue()


def _draw(book: Any, page: "_Page", sheet: Sheet, head: int, last: int) -> None:
    """The plots of a sheet below its notes, each over the rows of the table."""
    for column, most in sheet.shaded if last > head else ():
        page.page.conditional_format(head + 1, column, last, column, _SHADES | {"max_value": float(most)})
    at = last + len(sheet.notes) + 3
    for plot in sheet.plots if last > head else ():
        kind, _, subtype = plot.kind.partition("_")
        chart = book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
        for column in plot.values:
            chart.add_series(
                {
                    "name": [page.page.name, head, column],
                    "categories": [page.page.name, head + 1, plot.names, last, plot.names],
                    "values": [page.page.name, head + 1, column, last, column],
                }
            )
        chart.set_title({"name": text(plot.title), "name_font": {"size": 12}})
        chart.set_legend({"none": True} if len(plot.values) == 1 else {"position": "bottom"})
        chart.set_y_axis({"reverse": plot.kind is not PlotKind.LINE or plot.downwards})
        high = 240 + 18 * (last - head) if plot.kind is not PlotKind.LINE else 300
        chart.set_size({"width": 900, "height": min(high, 1400)})
        page.page.insert_chart(at, 0, chart)
        at += min(high, 1400) // 20 + 2


class _Formats:
    """The looks of cells, one for each kind, shared by the sheets of a book."""

    def __init__(self, book: Any) -> None:
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.line = book.add_format({"font_color": "#475467"})
        self.head = book.add_format(
            {"bold": True, "bg_color": "#F2F4F7", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.cells = {kind: book.add_format(look | {"border": 1}) for kind, look in _FORMATS.items()}
        self.moment = book.add_format(
            _FORMATS[ColumnKind.DATE] | {"num_format": "yyyy-mm-dd hh:mm", "border": 1}
        )


class _Page:
    def __init__(self, page: Any, formats: _Formats) -> None:
        self.page, self.formats = page, formats

    def write(self, sheet: Sheet) -> tuple[int, int]:
        """Where the head of the table stands, and its last row."""
        head = 1 + len(sheet.lines)
        self._set_up(sheet, head)
        self.page.write_string(0, 0, text(sheet.title), self.formats.title)
        for row, line in enumerate(sheet.lines, start=1):
            self.page.write_string(row, 0, text(line), self.formats.line)
        for place, column in enumerate(sheet.columns):
            self.page.write_string(head, place, text(column.heading), self.formats.head)
        row = head
        for row, cells in enumerate(sheet.rows, start=head + 1):
            for place, (column, value) in enumerate(zip(sheet.columns, cells, strict=True)):
                self._cell(row, place, column.kind, value)
        if row > head:
            self.page.autofilter(head, 0, row, len(sheet.columns) - 1)
        for place, note in enumerate(sheet.notes, start=row + 2):
            self.page.write_string(place, 0, text(note), self.formats.line)
        return head, row

    def _set_up(self, sheet: Sheet, head: int) -> None:
        for place, column in enumerate(sheet.columns):
            self.page.set_column(place, place, column.width)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(head)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.page.set_footer("&C&P / &N")
        self.page.freeze_panes(head + 1, sheet.frozen_columns)

    def _cell(self, row: int, place: int, kind: ColumnKind, value: Cell) -> None:
        look = self.formats.cells[kind]
        if value is None:
            self.page.write_blank(row, place, None, look)
        elif isinstance(value, str):
            self.page.write_string(row, place, text(value), look)
        elif isinstance(value, datetime):
            self.page.write_datetime(row, place, local(value).replace(tzinfo=None), self.formats.moment)
        elif isinstance(value, date):
            self.page.write_datetime(row, place, value, self.formats.cells[ColumnKind.DATE])
        else:
            self._number(row, place, kind, value)

    def _number(self, row: int, place: int, kind: ColumnKind, value: Decimal | int) -> None:
        if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
            raise TypeError(f"no cell can hold {value!r}")
        if kind in (ColumnKind.TEXT, ColumnKind.DATE):
            raise TypeError(f"a number in a column of {kind}")
        if len(Decimal(value).normalize().as_tuple().digits) > MOST_DIGITS:
            self.page.write_string(row, place, f"{value:f}", self.formats.cells[kind])
            return
        exact = Decimal(value) / 100 if kind is ColumnKind.PERCENT else value
        self.page.write_number(row, place, exact, self.formats.cells[kind])


def text(value: str) -> str:
    """What a text cell can hold of it: no characters that XML forbids, no markup of the format itself."""
    clean = NOT_XML.sub("", value)
    short = _cut(clean, LONGEST_TEXT)
    clean = clean if short == clean else f"{short}…"
    return f"{clean} " if clean.startswith("<r>") and clean.endswith("</r>") else clean


def _cut(value: str, most: int) -> str:
    """Its beginning of at most so many UTF-16 units, as sheets count."""
    if len(value) <= most // 2:
        return value
    return value.encode("utf-16-le")[: 2 * most].decode("utf-16-le", errors="ignore")


def _name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have, different from those that are taken."""
    clean = _NOT_A_NAME.sub(" ", NOT_XML.sub("", title)).strip(" '")
    base = _cut(clean, NAME_AT_MOST).strip(" '") or "1"
    name, number = base, 1
    while name.lower() in taken or name.lower() == "history":
        number += 1
        name = f"{_cut(base, NAME_AT_MOST - len(str(number)) - 1)} {number}"
    taken.add(name.lower())
    return name
