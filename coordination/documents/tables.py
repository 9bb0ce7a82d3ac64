"""Tables measured before they are printed: type size, column widths, rows that fit a page."""

from dataclasses import dataclass, replace
from math import ceil

from coordination.documents.document import Align, Table
from coordination.documents.titles import em

POINT = 25.4 / 72  # mm
SIZES = (14.0, 12.0, 10.5, 9.0, 8.0)  # pt: 4号, 小4, 5号, 小5 and less
PADDING, LEADING, WIDEST = 1.4, 1.32, 14.0  # mm beside the text; line height; em before a cell wraps


SLACK = 0.6  # mm a column, for rules and rounding
WORD = 3.0  # em: a word that may stand for a number
FEWEST = 3  # rows on the last page of a table
SMALLEST_SHRUNK = 10.5  # pt: no smaller only to save a page


@dataclass(frozen=True)
class Row:
    cells: tuple[str, ...]
    height: float


@dataclass(frozen=True)
class TableLayout:
    """A table set for a width: points, mm per column, and rows with their heights in mm."""

    size: float
    widths: tuple[float, ...]
    aligns: tuple[Align, ...]
    header: Row
    rows: tuple[Row, ...]
    note: str

    @property
    def leading(self) -> float:
        return self.size * POINT * LEADING

    @property
    def note_height(self) -> float:
        lines = ceil(em(self.note) * self.size * POINT / (sum(self.widths) - 5)) if self.note else 0
        return lines * self.leading + (2.0 if lines else 0.0)

    @property
    def height(self) -> float:
        return self.header.height + sum(row.height for row in self.rows) + self.note_height


def lay_out(table: Table, width: float, height: float = 0.0) -> TableLayout:
    """The largest type at which no cell of ordinary length wraps within `width` mm.

    Where a slightly smaller one brings the whole table within `height` mm, that one is taken.
    """
    wants = [_want(table, column) for column in range(len(table.header))]
    fitting = [size for size in SIZES if _needed(wants, size) <= width] or [SIZES[-1]]
    sizes = [size for size in fitting if size >= SMALLEST_SHRUNK] if height else []
    layouts = (_set(table, wants, width, size) for size in sizes)
    return next((found for found in layouts if found.height <= height), _set(table, wants, width, fitting[0]))


def _set(table: Table, wants: list[float], width: float, size: float) -> TableLayout:
    shares = table.widths or tuple(want * size * POINT + 2 * PADDING + SLACK for want in wants)
    widths = tuple(width * share / sum(shares) for share in shares)
    header = tuple(_fold(cell, wide, size) for cell, wide in zip(table.header, widths, strict=True))
    rows = tuple(_row(row, widths, size) for row in table.texts)
    return TableLayout(size, widths, aligns(table), _row(header, widths, size), rows, table.note)


def aligns(table: Table) -> tuple[Align, ...]:
    """At which side of their cells the columns stand, where the table does not say."""
    return table.aligns or tuple(_align(table, column) for column in range(len(table.header)))


def split(layout: TableLayout, first: float, following: float) -> tuple[TableLayout, ...]:
    """Parts whose header and rows fit the given heights in mm; the note stays with the last rows."""
    parts: list[list[Row]] = [[]]
    room = first - layout.header.height
    for index, row in enumerate(layout.rows):
        note = layout.note_height if index == len(layout.rows) - 1 else 0.0
        if row.height + note > room and parts[-1]:
            parts.append([])
            room = following - layout.header.height
        parts[-1].append(row)
        room -= row.height
    _balance(parts)
    whole = [replace(layout, rows=tuple(rows), note="") for rows in parts]
    return (*whole[:-1], replace(whole[-1], note=layout.note))


def _balance(parts: list[list[Row]]) -> None:
    """No page with one or two rows only: the page before gives some of its own."""
    if len(parts) > 1 and len(parts[-1]) < FEWEST <= len(parts[-2]) - FEWEST:
        given = FEWEST - len(parts[-1])
        parts[-1][:0] = parts[-2][-given:]
        del parts[-2][-given:]


def _want(table: Table, column: int) -> float:
    """Width in em: the longest cell up to WIDEST; a heading may stand on two lines."""
    longest = max((em(row[column]) for row in table.texts), default=1.0)
    heading = max(map(em, _halves(table.header[column])))
    return max(min(longest, WIDEST), heading, 2.0)


def _halves(heading: str) -> tuple[str, str]:
    """A heading as two lines: before its unit in brackets, else in the middle."""
    at = heading.find("（")
    at = at if at > 0 else ceil(len(heading) / 2)
    return heading[:at], heading[at:]


def _fold(heading: str, width: float, size: float) -> str:
    fits = em(heading) * size * POINT <= width - 2 * PADDING - SLACK
    return heading if fits or len(heading) < 3 else "\n".join(_halves(heading))


def _needed(wants: list[float], size: float) -> float:
    return sum(want * size * POINT + 2 * PADDING + SLACK for want in wants)


def _row(cells: tuple[str, ...], widths: tuple[float, ...], size: float) -> Row:
    lines = max(_lines(cell, width, size) for cell, width in zip(cells, widths, strict=True))
    return Row(cells, lines * size * POINT * LEADING + size * POINT * 0.45)


def _lines(cell: str, width: float, size: float) -> int:
    room = max((width - 2 * PADDING - SLACK) / (size * POINT), 1.0)
    lines = cell.split("\n")
    return sum(1 if em(line) <= room + 0.01 else ceil(em(line) / max(room - 0.5, 1.0)) for line in lines)


def _align(table: Table, column: int) -> Align:
    """Numbers to the right, among them 未报 and 不考核; short words in the middle, sentences to the left."""
    cells = [row[column] for row in table.texts if row[column] not in ("", "—")]
    numbers = [cell for cell in cells if _is_number(cell)]
    if numbers and all(em(cell) <= WORD for cell in cells if cell not in numbers):
        return "center" if all(len(cell) <= 3 for cell in cells) else "right"
    return "left" if any(em(cell) > 8 for cell in cells) else "center"


def _is_number(cell: str) -> bool:
    return cell.lstrip("+-−").replace(",", "").rstrip("%").replace(".", "", 1).isdigit()
