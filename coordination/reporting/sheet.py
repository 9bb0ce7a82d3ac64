"""A report as a sheet of rows and columns: what was typed is read, checked, compared and kept.

A form about oneself has one row. A table has a row for each subject and may have a total row.
Every place has a key, `<subject or total>-<indicator>`, the same on the page, here and in errors.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from coordination.kernel.figures import total
from coordination.kernel.numerals import decimal_places
from coordination.kernel.text import Text, _
from coordination.reporting.rules import (
    Field,
    ValueType,
    check,
    column_sum,
    read,
    swings,
)

TYPED_AT_MOST = 60
REASON_AT_MOST = 200
STORED_PLACES = 2

Figures = Mapping[str, Decimal | None]  # by key


def key_of(subject_id: int | None, code: str) -> str:
    """The key of a place; `subject_id` None is the total row."""
    return f"{'total' if subject_id is None else subject_id}-{code}"


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator as it stands on a form."""

    indicator_id: int
    code: str
    name: str
    unit: str
    type: ValueType = ValueType.INTEGER
    required: bool = True
    maximum: Decimal | None = None
    section: str = ""
    note: str = ""
    accumulates: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """Whom the figures are about; `label` is empty on a form about oneself."""

    subject_id: int | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    row: Row
    column: Column

    @property
    def key(self) -> str:
        return key_of(self.row.subject_id, self.column.code)

    @property
    def name(self) -> str:
        return self.row.label + self.column.name


@dataclass(frozen=True, slots=True)
class Layout:
    """`comparisons` are pairs of codes (left ≤ right); `totals` are the columns that must add up,
    each with its tolerance."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    comparisons: tuple[tuple[str, str], ...] = ()
    totals: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def is_table(self) -> bool:
        return bool(self.rows) and bool(self.rows[0].label)

    @property
    def places(self) -> Iterator[Place]:
        return (Place(row, column) for row in self.rows for column in self.columns)

    @property
    def parts(self) -> tuple[Row, ...]:
        """The rows that the total row adds up."""
        return tuple(row for row in self.rows if row.subject_id is not None)

    @property
    def has_total(self) -> bool:
        return len(self.parts) < len(self.rows)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person put into one place: a figure as typed, and the reason for a large change."""

    typed: str = ""
    reason: str = ""


Entries = Mapping[str, Entry]
BLANK = Entry()


@dataclass(frozen=True, slots=True)
class Bases:
    """What stands beside each place, by key: `to_date` is the sum of the year's earlier periods."""

    previous: Figures = field(default_factory=dict)
    last_year: Figures = field(default_factory=dict)
    to_date: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, by key: hard errors, blanks, large changes, those without a reason.

    `swings` are half-sentences such as 环比上升73.75%.
    """

    values: Figures
    errors: Mapping[str, Text]
    missing: Mapping[str, Text]
    swings: Mapping[str, tuple[Text, ...]]
    unexplained: Mapping[str, Text]

    @property
    def refusals(self) -> Mapping[str, Text]:
        """What blocks a submission, by the name of the input where it is to be mended."""
        found = {f"v-{key}": text for key, text in {**self.missing, **self.errors}.items()}
        return found | {f"r-{key}": text for key, text in self.unexplained.items()}


def examine(layout: Layout, entries: Entries, bases: Bases) -> Examination:
    """Read and check everything that was typed. A blank total is added up when its parts are there.

    Source: domain, section 4, Checks.
    """
    values: dict[str, Decimal | None] = {}
    errors: dict[str, Text] = {}
    for row in layout.rows:
        _read_row(layout, row, entries, values, errors)
    _add_up(layout, entries, values, errors)
    for row in layout.rows:
        for place, problem in _row_problems(layout, row, values):
            errors.setdefault(place.key, problem)
    for place, problem in _column_problems(layout, values):
        errors.setdefault(place.key, problem)
    found, asked = _swings(layout, values, bases)
    return Examination(
        values=values,
        errors={place.key: errors[place.key] for place in layout.places if place.key in errors},
        missing=_missing(layout, values, errors),
        swings=found,
        unexplained={key: text for key, text in asked.items() if not entries.get(key, BLANK).reason.strip()},
    )


def _fields(layout: Layout, row: Row) -> tuple[Field, ...]:
    return tuple(
        Field(column.code, row.label + column.name, column.unit, column.type, maximum=column.maximum)
        for column in layout.columns
    )


def _read_row(
    layout: Layout, row: Row, entries: Entries, values: dict[str, Decimal | None], errors: dict[str, Text]
) -> None:
    typed = {
        column.code: entries.get(key_of(row.subject_id, column.code), BLANK).typed
        for column in layout.columns
    }
    numbers, problems = read(_fields(layout, row), typed)
    values.update({key_of(row.subject_id, code): number for code, number in numbers.items()})
    errors.update({key_of(row.subject_id, code): text for code, text in problems.items()})


def _add_up(
    layout: Layout, entries: Entries, values: dict[str, Decimal | None], errors: dict[str, Text]
) -> None:
    if not layout.has_total:
        return
    for code in layout.totals:
        key = key_of(None, code)
        parts = [values.get(key_of(row.subject_id, code)) for row in layout.parts]
        if key not in errors and not entries.get(key, BLANK).typed.strip() and None not in parts:
            values[key] = total(part for part in parts if part is not None)


def _row_problems(layout: Layout, row: Row, values: Figures) -> Iterator[tuple[Place, Text]]:
    fields = {field.code: field for field in _fields(layout, row)}
    numbers = {code: values.get(key_of(row.subject_id, code)) for code in fields}
    columns = {column.code: column for column in layout.columns}
    yield from (
        (Place(row, columns[code]), text) for code, text in check(list(fields.values()), (), numbers).items()
    )
    for left, right in layout.comparisons:
        if left in fields and right in fields:
            pair = (replace(fields[left], not_above=right), fields[right])
            problem = check(pair, (), numbers).get(left)
            if problem is not None:
                yield Place(row, columns[left]), problem


def _column_problems(layout: Layout, values: Figures) -> Iterator[tuple[Place, Text]]:
    if not layout.has_total:
        return
    for column in layout.columns:
        if column.code not in layout.totals:
            continue
        parts = [values.get(key_of(row.subject_id, column.code)) for row in layout.parts]
        whole = values.get(key_of(None, column.code))
        problem = column_sum(column.name, parts, whole, layout.totals[column.code])
        if problem is not None:
            yield Place(layout.rows[-1], column), problem


def _missing(layout: Layout, values: Figures, errors: Mapping[str, Text]) -> dict[str, Text]:
    return {
        place.key: _("{name}还没有填，没有就填0", name=place.name)
        for place in layout.places
        if place.column.required and values.get(place.key) is None and place.key not in errors
    }


def _swings(
    layout: Layout, values: Figures, bases: Bases
) -> tuple[dict[str, tuple[Text, ...]], dict[str, Text]]:
    """Large changes of the rows themselves, and what to ask; the total row follows from them."""
    found: dict[str, tuple[Text, ...]] = {}
    asked: dict[str, Text] = {}
    for row in layout.parts:
        keys = {column.code: key_of(row.subject_id, column.code) for column in layout.columns}
        now, before, last_year = (
            {code: figures.get(key) for code, key in keys.items()}
            for figures in (values, bases.previous, bases.last_year)
        )
        for swing in swings(_fields(layout, row), now, before, last_year):
            key = keys[swing.field.code]
            found[key] = (*found.get(key, ()), swing.change.phrase(swing.field.unit))
            asked.setdefault(key, swing.message())
    return found, asked


def kept(typed: str, value: Decimal | None) -> tuple[Decimal | None, str]:
    """What of an entry goes into the database: a number that fits, else the text as typed."""
    if value is not None and decimal_places(value.normalize()) <= STORED_PLACES:
        return value, ""
    return None, typed.strip()[:TYPED_AT_MOST]
