"""The sheet back to who sent it: the same cells, coloured and with comments, and a list of what to mend."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import OverlappingRange

from coordination.kernel.sheets import A4, OPTIONS, text
from coordination.kernel.text import Text, _
from coordination.spreadsheets.findings import Finding, Level
from coordination.spreadsheets.grid import Book, Grid, Spot, Value, address

LIST = "要改的地方"
COMMENTS_AT_MOST = 2_000
WIDEST, NARROWEST = 40, 8
LOOKS: Mapping[Level, dict[str, object]] = {
    Level.STOP: {"bg_color": "#FEE4E2", "font_color": "#B42318", "bold": True},
    Level.ERROR: {"bg_color": "#FEE4E2", "font_color": "#B42318", "bold": True},
    Level.CHECK: {"bg_color": "#FEE4E2"},
    Level.ASK: {"bg_color": "#FFF4DC"},
    Level.NOTE: {"bg_color": "#EFF4FF"},
}
WORDS: Mapping[Level, Text] = {
    Level.STOP: _("不能用"),
    Level.ERROR: _("没有读"),
    Level.CHECK: _("上报前要改"),
    Level.ASK: _("请核对"),
    Level.NOTE: _("说明"),
}
ORDER = tuple(Level)
Say = Callable[[Text], str]


def annotated(book: Book, sheet: str, findings: Sequence[Finding], say: Say = str) -> bytes:
    """The .xlsx: the sheet that was read, named `sheet`, and beside it the list. Formulas are values."""
    grid = next((grid for grid in book.grids if grid.name == sheet), book.grids[0])
    buffer = BytesIO()
    with Workbook(buffer, {**OPTIONS, "constant_memory": False}) as out:
        page = out.add_worksheet(_name(grid.name))
        listed = out.add_worksheet(LIST)
        _Copy(out, page, grid, findings, say).write()
        _list(out, listed, page.get_name(), findings, say)
    return buffer.getvalue()


def _name(name: str) -> str:
    clean = text(name).translate(str.maketrans("[]:*?/\\", "       ")).strip(" '")[:31]
    return clean if clean and clean != LIST and clean.lower() != "history" else "Sheet1"


class _Copy:
    def __init__(self, out: Any, page: Any, grid: Grid, findings: Sequence[Finding], say: Say) -> None:
        self.out, self.page, self.grid, self.say = out, page, grid, say
        self.by_spot: dict[Spot, list[Finding]] = {}
        for one in findings:
            if one.at is not None:
                self.by_spot.setdefault(one.at, []).append(one)
        self.looks: dict[tuple[Level | None, str], Any] = {}

    def write(self) -> None:
        covered, written = self._merge(), set()
        for row, line in enumerate(self.grid.rows):
            for column, value in enumerate(line):
                written.add((row, column))
                if (row, column) not in covered:
                    self._cell(row, column, value)
        for row, column in self.by_spot.keys() - written:
            self._cell(row, column, "")
        for row in self.grid.marks.hidden_rows:
            self.page.set_row(row, None, None, {"hidden": True})
        for spot, found in sorted(self.by_spot.items())[:COMMENTS_AT_MOST]:
            words = "\n".join(self.say(one.text) for one in found)
            self.page.write_comment(*spot, words, {"x_scale": 2})
        self._widths()

    def _merge(self) -> set[Spot]:
        """Merged ranges as they were; the cells they hide are not written."""
        covered: set[Spot] = set()
        for first, last in self.grid.marks.merged:
            if first == last or last[0] >= len(self.grid.rows) + 1:
                continue
            try:
                self.page.merge_range(*first, *last, "", self._look(first, ""))
            except OverlappingRange:
                continue
            spots = {(r, c) for r in range(first[0], last[0] + 1) for c in range(first[1], last[1] + 1)}
            covered |= spots - {first}
        return covered

    def _look(self, spot: Spot, number: str) -> Any:
        levels = [one.level for one in self.by_spot.get(spot, ())]
        level = min(levels, key=ORDER.index, default=None)
        if (level, number) not in self.looks:
            look: dict[str, object] = {"border": 1, "border_color": "#D0D5DD"} | LOOKS.get(
                level or Level.NOTE, {}
            )
            if level is None:
                look.pop("bg_color")
            self.looks[level, number] = self.out.add_format(look | ({"num_format": number} if number else {}))
        return self.looks[level, number]

    def _cell(self, row: int, column: int, value: Value) -> None:
        spot = (row, column)
        word = self.grid.marks.errors.get(spot)
        if word is not None:
            self.page.write_string(row, column, word, self._look(spot, ""))
        elif value == "":
            if spot in self.by_spot:
                self.page.write_blank(row, column, None, self._look(spot, ""))
        elif isinstance(value, str):
            self.page.write_string(row, column, text(value), self._look(spot, ""))
        elif isinstance(value, bool):
            self.page.write_boolean(row, column, value, self._look(spot, ""))
        elif isinstance(value, date | datetime | time | timedelta):
            self.page.write_datetime(row, column, value, self._look(spot, _moment(value)))
        else:
            percent = spot in self.grid.marks.percents
            self.page.write_number(row, column, value, self._look(spot, "0.00%" if percent else "General"))

    def _widths(self) -> None:
        for column in range(max(map(len, self.grid.rows), default=0)):
            longest = max(
                (_width(line[column]) for line in self.grid.rows[:200] if column < len(line)), default=0
            )
            self.page.set_column(column, column, min(WIDEST, max(NARROWEST, longest + 2)))


def _width(value: Value) -> int:
    return sum(2 if ord(sign) > 0x2E80 else 1 for sign in str(value)) if value != "" else 0


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        return "yyyy-mm-dd hh:mm"
    return "yyyy-mm-dd" if isinstance(value, date) else "hh:mm"


def _list(out: Any, page: Any, sheet: str, findings: Iterable[Finding], say: Say) -> None:
    head = out.add_format({"bold": True, "bg_color": "#F2F4F7", "border": 1})
    cell = out.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    link = out.add_format({"border": 1, "font_color": "#1556A0", "underline": 1, "valign": "top"})
    for column, words in enumerate((_("位置"), _("结果"), _("说明"))):
        page.write_string(0, column, say(words), head)
    row = 0
    for row, one in enumerate(findings, start=1):
        if one.at is None:
            page.write_string(row, 0, "", cell)
        else:
            quoted = sheet.replace("'", "''")
            page.write_url(row, 0, f"internal:'{quoted}'!{address(*one.at)}", link, address(*one.at))
        page.write_string(row, 1, say(WORDS[one.level]), cell)
        page.write_string(row, 2, text(say(one.text)), cell)
    if row == 0:
        page.write_string(1, 0, say(_("没有要改的地方")), cell)
    page.set_column(0, 0, 10)
    page.set_column(1, 1, 14)
    page.set_column(2, 2, 90)
    page.freeze_panes(1, 0)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
