"""What a page shows at each place of a sheet: the figure, what stands beside it, what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from coordination.kernel.figures import Basis, Change, change, total
from coordination.kernel.numerals import grouped
from coordination.kernel.text import Text
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import BLANK, Column, Entries, Examination, Place, Row, examine


@dataclass(frozen=True, slots=True)
class Cell:
    """One place. `typed` stands in the input; `reading` is how an unusual spelling was read."""

    place: Place
    typed: str
    reason: str
    value: Decimal | None
    previous: Decimal | None
    last_year: Decimal | None
    to_date: Decimal | None
    error: Text | str | None
    reason_error: str | None
    swings: tuple[Text, ...]
    unexplained: bool
    pointed: str
    stored: Stored | None
    reading: str | None

    @property
    def key(self) -> str:
        return self.place.key

    @property
    def column(self) -> Column:
        return self.place.column

    @property
    def mom(self) -> Change:
        return change(self.value, self.previous, Basis.MOM)

    @property
    def yoy(self) -> Change:
        return change(self.value, self.last_year, Basis.YOY)

    @property
    def with_this(self) -> Decimal | None:
        """The year so far, this period included; None for what does not add up over time."""
        if not self.column.accumulates or (self.value is None and self.to_date is None):
            return None
        return total(part for part in (self.to_date, self.value) if part is not None)

    @property
    def flagged(self) -> bool:
        return bool(self.swings or self.pointed or self.error or self.reason)

    @property
    def wrong(self) -> bool:
        """Something stands here that keeps the report from being filed."""
        return bool(self.error or self.reason_error or self.unexplained)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet with its cells."""

    row: Row
    cells: tuple[Cell, ...]

    @property
    def filled(self) -> int:
        return sum(bool(cell.typed) for cell in self.cells)

    @property
    def wrong(self) -> int:
        return sum(bool(cell.error or cell.reason_error) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Part:
    """What is filled in at one go: a section of a form about oneself, or a subject of a table.

    `anchor` is the id of its element on the page; the numbers count places.
    """

    anchor: str
    name: str
    filled: int
    missing: int
    wrong: int
    pointed: int


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet ready to be shown."""

    sheet: Sheet
    lines: tuple[Line, ...]
    found: Examination
    missing: int

    @property
    def cells(self) -> list[Cell]:
        return [cell for line in self.lines for cell in line.cells]

    @property
    def first_missing(self) -> str | None:
        """The key of the first place that is still to be filled in."""
        return next(iter(self.found.missing), None)

    @property
    def filled(self) -> int:
        return sum(line.filled for line in self.lines)

    @property
    def flagged(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.flagged]

    @property
    def sections(self) -> list[tuple[str, list[Cell]]]:
        """The cells of a form about oneself under their headings."""
        cells = self.lines[0].cells
        return [(name, list(group)) for name, group in groupby(cells, lambda cell: cell.column.section)]

    @property
    def parts(self) -> list[Part]:
        """The task list of the page, in the order of the form."""
        if self.sheet.layout.is_table:
            return [self._part(anchor(line.row), line.row.label, line.cells) for line in self.lines]
        sections = enumerate(self.sections, start=1)
        return [self._part(f"s-{number}", name, cells) for number, (name, cells) in sections]

    def _part(self, anchor: str, name: str, cells: Sequence[Cell]) -> Part:
        return Part(
            anchor,
            name,
            filled=sum(bool(cell.typed) for cell in cells),
            missing=sum(cell.key in self.found.missing for cell in cells),
            wrong=sum(cell.wrong for cell in cells),
            pointed=sum(bool(cell.pointed) for cell in cells),
        )

    @property
    def troubled(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.error or cell.reason_error]


def anchor(row: Row) -> str:
    """The id of a subject's row on the page."""
    return f"row-{row.subject_id or 'total'}"


def page(
    sheet: Sheet,
    typed: Entries | None = None,
    refusals: Mapping[str, str] | None = None,
    *,
    stale: bool = False,
) -> Page:
    """The sheet with what is stored, or with what was `typed` and refused on top of it.

    `refusals` by input name. When `stale`, a place that is stored differently says how.
    """
    entries = {**sheet.entries, **(typed or {})}
    found = examine(sheet.layout, entries, sheet.bases)
    lines = tuple(
        Line(
            row,
            tuple(
                _cell(Place(row, column), sheet, entries, found, refusals or {}, stale)
                for column in sheet.layout.columns
            ),
        )
        for row in sheet.layout.rows
    )
    return Page(sheet, lines, found, len(found.missing))


def _cell(
    place: Place,
    sheet: Sheet,
    entries: Entries,
    found: Examination,
    refusals: Mapping[str, str],
    stale: bool,
) -> Cell:
    key = place.key
    entry = entries.get(key, BLANK)
    stored = sheet.stored.get(key, Stored(None))
    value = found.values.get(key)
    return Cell(
        place=place,
        typed=entry.typed,
        reason=entry.reason,
        value=value,
        previous=sheet.bases.previous.get(key),
        last_year=sheet.bases.last_year.get(key),
        to_date=sheet.bases.to_date.get(key),
        error=refusals.get(f"v-{key}") or found.errors.get(key),
        reason_error=refusals.get(f"r-{key}"),
        swings=found.swings.get(key, ()),
        unexplained=key in found.unexplained,
        pointed=stored.return_note,
        stored=stored if stale and (stored.shown, stored.reason) != (entry.typed, entry.reason) else None,
        reading=reading(entry.typed, value),
    )


def reading(typed: str, value: Decimal | None) -> str | None:
    """12万 is read as 120,000; None when the spelling needs no explanation."""
    if value is None or not typed or not set(typed) & set("万亿"):
        return None
    return grouped(value)
