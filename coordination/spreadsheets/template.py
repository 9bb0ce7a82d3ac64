"""The sheet one downloads, fills in and sends up again: locked but for the entry cells, with limits.

It says what it is in a sheet that no menu shows and in the document's properties. Text is always a
text cell; nothing is computed when the file is opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from coordination.kernel.numerals import grouped
from coordination.kernel.sheets import A4, OPTIONS, text
from coordination.kernel.text import Text, _
from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Bases, Column, Entries, Entry, Figures, Layout, Row, key_of
from coordination.spreadsheets.reading import NOTHING, STANDING, ZERO
from coordination.spreadsheets.workbooks import IDENTITY

MOST = 10**15 - 1
ERROR_AT_MOST = 250
TITLE_AT_MOST = 30
#: With more figures than this only the columns to be filled in are printed.
PRINTED_AT_MOST = 6
FILLED = "有数据"
_LINE, _GREY, _OPEN = "#98A2B3", "#F2F4F7", "#FFFBEB"


@dataclass(frozen=True, slots=True)
class Words:
    """What the periods beside this one are called."""

    now: str
    before: str
    year_ago: str


MONTHLY = Words("本月", "上月", "上年同月")
OTHERWISE = Words("本期", "上期", "上年同期")


@dataclass(frozen=True, slots=True)
class Blank:
    """A form to be filled in. `lines` stand below the title; `identity` is what the file says of itself."""

    title: str
    lines: Sequence[str]
    layout: Layout
    identity: Mapping[str, str]
    at: datetime
    words: Words = MONTHLY
    entries: Entries = field(default_factory=dict)
    bases: Bases = field(default_factory=Bases)
    collects: bool = False


def workbook(blank: Blank) -> bytes:
    """The .xlsx."""
    buffer = BytesIO()
    with Workbook(buffer, {**OPTIONS, "constant_memory": False}) as book:
        book.set_properties({"title": blank.title, "created": blank.at, "comments": _told(blank.identity)})
        for name, value in blank.identity.items():
            book.set_custom_property(name, value)
        page = book.add_worksheet("填报")
        writer = _Page(book, page, blank)
        if blank.layout.is_table:
            writer.table()
        else:
            writer.list()
        hidden = book.add_worksheet(IDENTITY)
        for row, (name, value) in enumerate(blank.identity.items()):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)
        hidden.protect()
        hidden.very_hidden()
    return buffer.getvalue()


def _told(identity: Mapping[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in identity.items())


class _Looks:
    """The formats of the page."""

    def __init__(self, book: Any) -> None:
        box = {"border": 1, "border_color": _LINE, "valign": "vcenter"}
        grey = {"bg_color": _GREY, "font_color": "#475467"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.line = book.add_format({"font_color": "#475467", "valign": "vcenter"})
        self.seal = book.add_format({"valign": "vcenter", "font_size": 12})
        self.head = book.add_format({**box, "bold": True, "text_wrap": True, "align": "center"})
        self.grey_head = book.add_format({**box, **grey, "text_wrap": True, "align": "center"})
        self.label = book.add_format({**box, "text_wrap": True})
        self.note = book.add_format({**box, "text_wrap": True, "font_size": 9, "font_color": "#475467"})
        self.open_text = book.add_format({**box, "bg_color": _OPEN, "locked": False, "text_wrap": True})
        number = {**box, "align": "right"}
        self.open = {
            kind: book.add_format({**number, "bg_color": _OPEN, "locked": False, "num_format": look})
            for kind, look in _NUMBERS.items()
        }
        self.grey = {
            kind: book.add_format({**number, **grey, "num_format": look}) for kind, look in _NUMBERS.items()
        }


_NUMBERS = {ValueType.INTEGER: "#,##0", ValueType.DECIMAL: "#,##0.00"}


class _Page:
    def __init__(self, book: Any, page: Any, blank: Blank) -> None:
        self.page, self.blank, self.looks = page, blank, _Looks(book)
        self.columns, self.layout = blank.layout.columns, blank.layout

    def list(self) -> None:
        """About oneself: the indicators one below the other."""
        words = self.blank.words
        heads = ["栏目", "指标", "单位", words.now, words.before, words.year_ago, "变化大的原因", "口径"]
        head = self._top(len(heads), heads, grey=(4, 5))
        key, section = self.layout.rows[0].subject_id, None
        for row, column in enumerate(self.columns, start=head + 1):
            place = key_of(key, column.code)
            shown = column.section if column.section != section else ""
            section = column.section
            for at, words_ in enumerate((shown, column.name, column.unit)):
                self.page.write_string(row, at, text(words_), self.looks.label)
            self._entry(row, 3, column, place, self.layout.rows[0])
            self._beside(row, 4, column, self.blank.bases.previous, place)
            self._beside(row, 5, column, self.blank.bases.last_year, place)
            self.page.write_string(row, 6, text(self._of(place).reason), self.looks.open_text)
            self.page.write_string(row, 7, text(column.note), self.looks.note)
        self._widths([12, 26, 8, 16, 14, 14, 24, 40])
        self._finish(head, head + len(self.columns), len(heads), 2)

    def table(self) -> None:
        """A row for each subject; first the figures to be filled in, grey beside them those before."""
        first = 2 if self.blank.collects else 1
        count = len(self.columns)
        head = self._top(first + count, None)
        self._groups(head, first)
        labels = ["单位", STANDING] if self.blank.collects else ["对象"]
        for place, label in enumerate(labels):
            self.page.merge_range(head, place, head + 1, place, label, self.looks.head)
            self.page.write_string(head + 2, place, "口径" if place == 0 else "", self.looks.note)
        for row, line in enumerate(self.layout.rows, start=head + 3):
            self.page.write_string(row, 0, text(line.label), self.looks.label)
            if self.blank.collects:
                self._choice(row)
            for place, column in enumerate(self.columns, start=first):
                key = key_of(line.subject_id, column.code)
                self._entry(row, place, column, key, line)
                self._beside(row, place + count, column, self.blank.bases.previous, key)
                self._beside(row, place + 2 * count, column, self.blank.bases.last_year, key)
        self._widths([16, *([12] if self.blank.collects else []), *([13] * count), *([11] * 2 * count)])
        last = head + 2 + len(self.layout.rows)
        self._finish(head + 2, last, first + (3 if count <= PRINTED_AT_MOST else 1) * count, first)

    def _groups(self, head: int, first: int) -> None:
        """Three rows of headings: which period, the indicators with their units, the caliber."""
        count, words = len(self.columns), self.blank.words
        for number, word in enumerate((words.now, words.before, words.year_ago)):
            look = self.looks.grey_head if number else self.looks.head
            start = first + number * count
            if count > 1:
                self.page.merge_range(head, start, head, start + count - 1, word, look)
            else:
                self.page.write_string(head, start, word, look)
            for place, column in enumerate(self.columns, start=start):
                self.page.write_string(head + 1, place, text(f"{column.name}（{column.unit}）"), look)
                self.page.write_string(head + 2, place, "" if number else text(column.note), self.looks.note)
        self.page.set_row(head + 1, 44)
        self.page.set_row(head + 2, 60 if any(column.note for column in self.columns) else 6)

    def _top(self, width: int, heads: Sequence[str] | None, grey: Sequence[int] = ()) -> int:
        """Title and lines; answers the row of the headings."""
        self.page.merge_range(0, 0, 0, max(1, width - 1), text(self.blank.title), self.looks.title)
        self.page.set_row(0, 30)
        for row, line in enumerate(self.blank.lines, start=1):
            self.page.write_string(row, 0, text(line), self.looks.line)
        head = 1 + len(self.blank.lines)
        for place, words in enumerate(heads or ()):
            look = self.looks.grey_head if place in grey else self.looks.head
            self.page.write_string(head, place, words, look)
        return head

    def _of(self, key: str) -> Entry:
        return self.blank.entries.get(key, Entry())

    def _entry(self, row: int, place: int, column: Column, key: str, line: Row) -> None:
        """The open cell, filled with what is stored, and what may be typed there."""
        look, typed = self.looks.open[column.type], self._of(key).typed
        number = _number(typed)
        if number is not None:
            self.page.write_number(row, place, number, look)
        elif typed:
            self.page.write_string(row, place, text(typed), look)
        else:
            self.page.write_blank(row, place, None, look)
        self.page.data_validation(row, place, row, place, limits(column, line))

    def _beside(self, row: int, place: int, column: Column, figures: Figures, key: str) -> None:
        value, look = figures.get(key), self.looks.grey[column.type]
        if value is None:
            self.page.write_string(row, place, "—", look)
        else:
            self.page.write_number(row, place, value, look)

    def _choice(self, row: int) -> None:
        self.page.write_string(row, 1, FILLED, self.looks.open_text)
        self.page.data_validation(
            row,
            1,
            row,
            1,
            {
                "validate": "list",
                "source": [FILLED, ZERO, NOTHING],
                "error_title": "请从列表里选",
                "error_message": f"只能选{FILLED}、{ZERO}或{NOTHING}",
            },
        )

    def _widths(self, widths: Sequence[int]) -> None:
        for place, width in enumerate(widths):
            self.page.set_column(place, place, width)

    def _finish(self, head: int, last: int, width: int, frozen: int) -> None:
        """Below the table the place for names and the seal; the page on paper; the lock."""
        foot = last + 2
        for place, words in enumerate(("填报人：", "审核人：", "单位负责人：")):
            self.page.write_string(foot, 0 if place == 0 else 1 + place * 2, words, self.looks.seal)
        self.page.write_string(foot + 2, max(1, min(width, 7) - 2), "（单位盖章）", self.looks.seal)
        self.page.write_string(foot + 3, max(1, min(width, 7) - 2), "      年    月    日", self.looks.seal)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(len(self.blank.lines) + 1, head)
        self.page.print_area(0, 0, foot + 4, max(width - 1, 7))
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        self.page.set_footer("&C&P / &N")
        self.page.freeze_panes(head + 1, frozen)
        self.page.protect("", {"format_columns": True, "format_rows": True, "sort": True})


def limits(column: Column, row: Row) -> dict[str, object]:
    """The validation of a cell, with what to do in its message."""
    low = column.minimum
    high = column.maximum if row.subject_id is not None else None
    message = str(_message(column, low, high))[:ERROR_AT_MOST]
    return {
        "validate": "integer" if column.type is ValueType.INTEGER else "decimal",
        "criteria": "between",
        "minimum": float(low) if low is not None else -MOST,
        "maximum": float(high) if high is not None else MOST,
        "error_title": column.name[:TITLE_AT_MOST],
        "error_message": message,
    }


def _message(column: Column, low: Decimal | None, high: Decimal | None) -> Text:
    kind = _("整数") if column.type is ValueType.INTEGER else _("数字")
    if low is not None and high is not None:
        return _(
            "{name}要填{kind}，{low}到{high}，单位是{unit}",
            name=column.name,
            kind=kind,
            low=grouped(low),
            high=grouped(high),
            unit=column.unit,
        )
    if low is not None:
        return _(
            "{name}要填{kind}，不小于{low}，单位是{unit}",
            name=column.name,
            kind=kind,
            low=grouped(low),
            unit=column.unit,
        )
    return _("{name}要填{kind}，单位是{unit}", name=column.name, kind=kind, unit=column.unit)


def _number(typed: str) -> Decimal | None:
    """What is stored, as a number of the sheet; None for what was typed and is none."""
    plain = typed.replace(",", "")
    digits = plain.removeprefix("-").replace(".", "", 1)
    return Decimal(plain) if digits.isascii() and digits.isdigit() and len(digits) <= 15 else None
