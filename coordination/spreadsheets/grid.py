"""A sheet as it was found: values by row and column from A1, and what the format says beside them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

Value = str | int | float | bool | date | datetime | time | timedelta
Spot = tuple[int, int]  # row and column, counted from 0
Span = tuple[Spot, Spot]  # the first and the last cell of a merged range


class Format(StrEnum):
    """What a file is, told by its content."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Marks:
    """What the values alone do not tell. `errors` are the words of the sheet, such as #DIV/0!;
    `walked` says that the merged ranges were looked for already."""

    hidden_rows: Collection[int] = frozenset()
    formulas: Collection[Spot] = frozenset()
    errors: Mapping[Spot, str] = field(default_factory=dict)
    percents: Collection[Spot] = frozenset()
    merged: Sequence[Span] = ()
    walked: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet. `rows` begin at A1; a row may be shorter than others."""

    name: str
    rows: Sequence[Sequence[Value]]
    marks: Marks = Marks()

    def at(self, row: int, column: int) -> Value:
        line = self.rows[row] if row < len(self.rows) else ()
        return line[column] if column < len(line) else ""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets one can see, in order. `identity` is what a template of ours says about itself;
    `hidden` counts the sheets that were not read, `linked` says that formulas point to other files."""

    format: Format
    grids: Sequence[Grid]
    identity: Mapping[str, str] = field(default_factory=dict)
    hidden: int = 0
    linked: bool = False


def letters(column: int) -> str:
    """The name of a column counted from 0: A … Z, AA …"""
    name, number = "", column + 1
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def address(row: int, column: int) -> str:
    """B7 for row 6 and column 1, both counted from 0."""
    return f"{letters(column)}{row + 1}"


def spot(reference: str) -> Spot:
    """Row and column, counted from 0, of an address; ValueError for what is none."""
    name = reference.rstrip("0123456789")
    if not name or len(name) > 3 or not name.isalpha() or not name.isascii():
        raise ValueError(reference)
    column = 0
    for letter in name.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(name) :]) - 1, column - 1
