"""What an .ods says besides its values. One row there may stand for a million: that is refused first.

Source: OASIS OpenDocument 1.2, part 1, section 9 (tables).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from zipfile import ZipFile

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import limits, refusals
from coordination.spreadsheets.grid import Marks, Spot
from coordination.spreadsheets.ooxml import _part, _walk

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"


def is_sheet(archive: ZipFile) -> bool:
    """Whether the archive says that it is such a sheet."""
    names = archive.namelist()
    return "mimetype" in names and "content.xml" in names and _part(archive, "mimetype").strip() == MIMETYPE


@dataclass(slots=True)
class _Table:
    name: str
    row: int = 0
    column: int = 0
    repeat: int = 1
    cells: int = 0
    hidden: set[int] = field(default_factory=set)
    formulas: set[Spot] = field(default_factory=set)
    percents: set[Spot] = field(default_factory=set)
    concealed: bool = False


def marks(archive: ZipFile) -> dict[str, Marks]:
    """By the name of the sheet; Invalid when broken, locked or larger than we read."""
    if b"manifest:encryption-data" in _part(archive, "META-INF/manifest.xml"):
        raise Invalid(refusals.LOCKED)
    tables: list[_Table] = []

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name == "table":
            tables.append(_Table(attributes.get("table:name", ""), row=-1))
        elif tables and name == "table-row":
            _row(tables[-1], attributes)
        elif tables and name in ("table-cell", "covered-table-cell"):
            _cell(tables[-1], attributes)

    _walk(_part(archive, "content.xml"), begin)
    limits.few_sheets(len(tables))
    return {one.name: Marks(one.hidden, one.formulas, {}, one.percents) for one in tables}


def _row(table: _Table, attributes: Mapping[str, str]) -> None:
    table.row += table.repeat if table.row >= 0 else 1
    table.column = 0
    table.repeat = _times(attributes, "table:number-rows-repeated")
    if attributes.get("table:visibility") in ("collapse", "filter") and table.row < limits.ROWS_AT_MOST:
        table.hidden.update(range(table.row, min(table.row + table.repeat, limits.ROWS_AT_MOST)))


def _cell(table: _Table, attributes: Mapping[str, str]) -> None:
    times, kind = _times(attributes, "table:number-columns-repeated"), attributes.get("office:value-type")
    if kind is not None or "table:formula" in attributes:
        limits.within(table.row + table.repeat - 1, table.column + times - 1)
        table.cells += times * table.repeat
        limits.few_enough(table.cells)
        spots = {(table.row + n, table.column + m) for n in range(table.repeat) for m in range(times)}
        if "table:formula" in attributes:
            table.formulas |= spots
        if kind == "percentage":
            table.percents |= spots
    table.column += times


def _times(attributes: Mapping[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, "1")))
