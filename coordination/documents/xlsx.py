"""The tables of a document as a workbook: real numbers, and sheets that print as they are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from coordination.documents.document import Block, Heading, OfficialDocument, Paragraph, Table
from coordination.documents.grid import HEIGHT, WIDTH
from coordination.documents.numbers import Number
from coordination.documents.tables import TableLayout, lay_out
from coordination.kernel import sheets

A4 = 9
MM_PER_INCH = 25.4
MM_PER_CHARACTER = 2.0  # of the standard face at 11 points
SMALLEST, LARGEST = 6.0, 60.0  # column widths in characters
MARGINS = {"left": 28.0, "right": 26.0, "top": 25.0, "bottom": 25.0}  # mm
WORDS, HEADS, TITLES = "仿宋_GB2312", "黑体", "方正小标宋简体"
EMPTY = "本文没有表格。"


@dataclass(frozen=True)
class Sheet:
    """A table with the name of its sheet, its heading and whether it lies across."""

    name: str
    heading: str
    table: Table
    landscape: bool


def tables_of(document: OfficialDocument) -> Iterator[Sheet]:
    """Every table of the text and of the annexes, in order."""
    for number, (caption, table) in enumerate(_captioned(document.blocks), start=1):
        yield Sheet(f"正文{number}", caption or document.title, table, landscape=False)
    for place, annex in enumerate(document.annexes, start=1):
        label = f"附件{place}" if len(document.annexes) > 1 else "附件"
        found = list(_captioned(annex.blocks))
        for number, (caption, table) in enumerate(found, start=1):
            name = label if len(found) == 1 else f"{label}-{number}"
            heading = "　".join(part for part in (label, annex.title, caption) if part)
            yield Sheet(name, heading, table, annex.landscape)


def _captioned(blocks: Sequence[Block]) -> Iterator[tuple[str, Table]]:
    """The tables with the line above each: a heading, or a line in 黑体."""
    above: Block | None = None
    for block in blocks:
        if isinstance(block, Table):
            yield _caption(above), block
        above = block


def _caption(above: Block | None) -> str:
    if isinstance(above, Heading):
        return above.text
    if isinstance(above, Paragraph) and all(run.face == "hei" for run in above.runs):
        return "".join(run.text for run in above.runs)
    return ""


def document_xlsx(document: OfficialDocument) -> bytes:
    """The workbook of a document's tables; equal documents give equal bytes."""
    buffer = BytesIO()
    day = datetime.combine(document.printed_on, datetime.min.time())
    with Workbook(buffer, sheets.OPTIONS | {"constant_memory": False}) as book:
        book.set_properties({"title": document.title, "author": document.signature, "created": day})
        looks = _Looks(book)
        pages = list(tables_of(document))
        for sheet in pages:
            _Page(book.add_worksheet(sheet.name), looks, document).write(sheet)
        if not pages:
            page = book.add_worksheet("正文")
            page.write_string(0, 0, sheets.text(document.title), looks.title)
            page.write_string(1, 0, EMPTY, looks.line)
    return buffer.getvalue()


class _Looks:
    """The formats of a book, one for each pattern and side."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.title = book.add_format({"font_name": TITLES, "font_size": 16})
        self.line = book.add_format({"font_name": WORDS, "font_size": 10.5, "font_color": "#475467"})
        self.head = book.add_format(
            {
                "font_name": HEADS,
                "font_size": 11,
                "border": 1,
                "text_wrap": True,
                "align": "center",
                "valign": "vcenter",
            }
        )
        self.cells: dict[tuple[str, str], Any] = {}

    def cell(self, align: str, pattern: str = "@") -> Any:
        """Text or numbers of a pattern, aligned as on paper."""
        if (align, pattern) not in self.cells:
            look = {"font_name": WORDS, "font_size": 11, "border": 1, "align": align, "valign": "vcenter"}
            self.cells[align, pattern] = self.book.add_format(
                look | {"num_format": pattern, "text_wrap": pattern == "@"}
            )
        return self.cells[align, pattern]


class _Page:
    def __init__(self, page: Any, looks: _Looks, document: OfficialDocument) -> None:
        self.page, self.looks, self.document = page, looks, document

    def write(self, sheet: Sheet) -> None:
        layout = lay_out(sheet.table, HEIGHT if sheet.landscape else WIDTH)
        self._set_up(sheet, layout)
        self.page.write_string(0, 0, sheets.text(sheet.heading), self.looks.title)
        self.page.write_string(1, 0, self._origin(), self.looks.line)
        for place, heading in enumerate(sheet.table.header):
            self.page.write_string(2, place, sheets.text(heading), self.looks.head)
        for row, cells in enumerate(sheet.table.rows, start=3):
            for place, (cell, align) in enumerate(zip(cells, layout.aligns, strict=True)):
                if isinstance(cell, Number):
                    self.page.write_number(row, place, cell.stored, self.looks.cell(align, cell.pattern))
                else:
                    self.page.write_string(row, place, sheets.text(cell), self.looks.cell(align))
        if sheet.table.note:
            note = sheets.text(f"注：{sheet.table.note}")
            self.page.write_string(3 + len(sheet.table.rows), 0, note, self.looks.line)

    def _origin(self) -> str:
        """Which document this belongs to, above the table."""
        parts = [self.document.number_line, self.document.title, self.document.notice]
        return sheets.text("　".join(part for part in parts if part))

    def _set_up(self, sheet: Sheet, layout: TableLayout) -> None:
        for place, width in enumerate(layout.widths):
            characters = min(max(width / MM_PER_CHARACTER, SMALLEST), LARGEST)
            self.page.set_column(place, place, round(characters, 1))
        if sheet.landscape:
            self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(2)
        self.page.center_horizontally()
        self.page.set_margins(**{side: width / MM_PER_INCH for side, width in MARGINS.items()})
        self.page.set_footer('&C&"宋体,Regular"&14— &P —')
        self.page.freeze_panes(3, 1)
