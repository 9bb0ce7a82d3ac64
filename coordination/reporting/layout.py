"""What a report asks for: rows and columns, their limits, and what the figures owe each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.report_forms.rules import BOUND_LABELS, Bound
from coordination.reporting.agreement import Agreement
from coordination.reporting.rules import Field, Own, ValueType


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
    minimum: Decimal | None = Decimal(0)
    bound: Bound | None = None
    soft_low: Decimal | None = None
    soft_high: Decimal | None = None
    swing_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """Whom the figures are about; `label` is empty on a form about oneself.

    `households` and `population` are the subject's own, None where nobody knows them.
    """

    subject_id: int | None
    label: str = ""
    households: int | None = None
    population: int | None = None


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
    each with its tolerance; `agreements` is what else the figures of a row owe each other."""

    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    comparisons: tuple[tuple[str, str], ...] = ()
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()

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


Fields = Mapping[str, Field]  # of one row, by code


def fields_of(layout: Layout, row: Row) -> Fields:
    """What may be filed in each place of a row, by code."""
    return {column.code: _field(column, row) for column in layout.columns}


def _field(column: Column, row: Row) -> Field:
    """The limits of a column are those of each subject; of the total row only the sign is known."""
    name = row.label + column.name
    if row.subject_id is None:
        signed = column.minimum is None or column.minimum < 0
        minimum = None if signed else Decimal(0)
        return Field(column.code, name, column.unit, column.type, minimum=minimum, required=column.required)
    return Field(
        column.code,
        name,
        column.unit,
        column.type,
        minimum=column.minimum,
        maximum=column.maximum,
        required=column.required,
        own=_own(column.bound, row),
        soft_low=column.soft_low,
        soft_high=column.soft_high,
        swing_percent=column.swing_percent,
    )


def _own(bound: Bound | None, row: Row) -> Own | None:
    """What the subject has at most; where nobody knows how many that are, nothing is held against it."""
    known = {Bound.HOUSEHOLDS: row.households, Bound.POPULATION: row.population}
    number = known[bound] if bound else None
    return Own(BOUND_LABELS[bound], Decimal(number)) if bound and number is not None else None
