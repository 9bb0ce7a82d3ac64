"""A block copied from a spreadsheet, put onto a sheet: from a cell to the right and down, or by names."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import parse_number
from coordination.kernel.text import Text
from coordination.reporting.layout import Layout, Place
from coordination.reporting.sheet import TYPED_AT_MOST

MOST_ROWS = 5000
#: A cell, in quotes (doubled inside) where it holds a tab or a line break, and what ends it.
CELL = re.compile(r'(?:"((?:[^"]|"")*)"(?=\t|\n|\Z)|([^\t\n]*))(\t|\n|\Z)')
UNIT = re.compile(r"[（(].*[)）]$")

Block = list[list[str]]


@dataclass(frozen=True, slots=True)
class Placement:
    """What goes where, in the order of the block; what found no place; how many cells were blank."""

    put: list[tuple[Place, str]]
    left: list[str]
    blank: int

    @property
    def unreadable(self) -> dict[str, Text]:
        """By key of the place: what is wrong with a cell that is no number. It is kept as typed."""
        found = {}
        for place, typed in self.put:
            try:
                parse_number(typed, name=place.name, unit=place.column.unit)
            except Invalid as refusal:
                found[place.key] = refusal.message
        return found

    def take(self, place: Place | None, typed: str, label: str) -> None:
        """Put one cell at its place, or note that it has none; `label` names its row if a name was copied."""
        if typed and place is not None and len(typed) <= TYPED_AT_MOST:
            self.put.append((place, typed))
        elif typed:
            self.left.append(f"{label} {typed[:20]}".strip())


def block(text: str) -> Block:
    """The cells of a block as spreadsheets copy it; blank rows at the end are left out."""
    rows: Block = [[]]
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    for found in CELL.finditer(text):
        quoted, bare, end = found.groups()
        rows[-1].append((bare if quoted is None else quoted.replace('""', '"')).strip())
        if end == "\n" and len(rows) < MOST_ROWS:
            rows.append([])
        elif end != "\t":
            break
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def placed(layout: Layout, cells: Block, row: int = 0, column: int = 0) -> Placement:
    """Put a block on the sheet, its upper left cell at the indices `row` and `column`.

    A first column of names of subjects and a first row of names of indicators say themselves where the
    figures go. A form about oneself is one column of indicators. Blank cells leave alone what is there.
    """
    grid = _grid(layout)
    names = [_plain(name) for name in _row_names(layout)]
    heads = [_plain(one.name) for one in layout.columns] if layout.is_table else []
    head = cells[0] if cells and (_are_names(cells[0], heads) or _are_names(cells[0][1:], heads)) else None
    cells = cells[1:] if head else cells
    named = _are_names([line[0] for line in cells], names)
    if not layout.is_table and not named and len(cells) == 1:
        cells = [[cell] for cell in cells[0]]
    labels = [line[0] if named else "" for line in cells]
    down = [_index(names, label) if named else row + at for at, label in enumerate(labels)]
    cells = [line[1:] for line in cells] if named else cells
    across = _across(head, heads, cells, named)
    found = Placement([], [], sum(not typed for line in cells for typed in line))
    for at, label, line in zip(down, labels, cells, strict=True):
        for offset, typed in enumerate(line):
            target = column + offset if across is None else across[offset] if offset < len(across) else -1
            place = grid[at][target] if 0 <= at < len(grid) and 0 <= target < len(grid[at]) else None
            found.take(place, typed, label)
    return found


def _grid(layout: Layout) -> list[list[Place]]:
    if layout.is_table:
        return [[Place(row, column) for column in layout.columns] for row in layout.rows]
    return [[place] for place in layout.places]


def _row_names(layout: Layout) -> list[str]:
    if layout.is_table:
        return [row.label for row in layout.rows]
    return [column.name for column in layout.columns]


def _across(head: list[str] | None, heads: list[str], cells: Block, named: bool) -> list[int] | None:
    """Where each column goes by the heads that were copied too; None: side by side."""
    if head is None:
        return None
    beside = named or (bool(cells) and len(head) > len(cells[0]))
    return [_index(heads, name) for name in (head[1:] if beside else head)]


def _index(names: Sequence[str], cell: str) -> int:
    """Where a name stands among the names; -1: nowhere."""
    return names.index(_plain(cell)) if _plain(cell) in names else -1


def _plain(name: str) -> str:
    """A name without spaces and without its unit in brackets at the end."""
    return UNIT.sub("", re.sub(r"\s", "", name))


def _are_names(cells: Sequence[str], names: Sequence[str]) -> bool:
    """Whether cells are words, and at least half of them known names."""
    words = [_plain(cell) for cell in cells if cell]
    known = sum(word in names for word in words)
    return known > 0 and 2 * known >= len(words) and not any(map(_is_number, words))


def _is_number(word: str) -> bool:
    try:
        parse_number(word)
    except Invalid:
        return False
    return True
