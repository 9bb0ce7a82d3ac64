"""What is to be read: for each criterion its standing and facts, and the grouped statements they draw on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select

from coordination.indicators.models import Indicator
from coordination.standards.evaluation.columns import Moment, Sums
from coordination.standards.evaluation.duties import Assignments
from coordination.standards.evaluation.filed import Units
from coordination.standards.evaluation.tallied import Tallies
from coordination.standards.models import Criterion
from coordination.standards.rules import Base, CriterionKind, Span, Standing, WindowKind, base_span, span

MET, UNMET, UNKNOWN, TO_CONFIRM, NOT_APPLICABLE = "mukcn"
#: How standings are written in a row of the answer.
CODES: Mapping[str, Standing] = {
    MET: Standing.MET,
    UNMET: Standing.UNMET,
    UNKNOWN: Standing.UNKNOWN,
    TO_CONFIRM: Standing.TO_CONFIRM,
    NOT_APPLICABLE: Standing.NOT_APPLICABLE,
}
TALLIED = (
    CriterionKind.ZERO_CASES,
    CriterionKind.CASES_DROP,
    CriterionKind.LARGEST_LOSS,
    CriterionKind.NONE_LISTED,
)
Row = Mapping[str, Any]
Facts = tuple[Decimal | None, dict[str, Any]]


@dataclass(frozen=True)
class Reading:
    """`facts` is handed the values of `columns` by their names."""

    criterion: Criterion
    standing: ColumnElement[Any]
    columns: Mapping[str, ColumnElement[Any]]
    facts: Callable[[Row], Facts]


@dataclass
class Plan:
    """`parts`: the indicators of which ratios are formed, by code; `units` narrows to the units meant."""

    moment: Moment
    parts: Mapping[str, Indicator]
    units: Units
    tallies: Tallies
    readings: list[Reading] = field(default_factory=list)
    vetoes: Sums = field(default_factory=Sums)
    by_unit: Assignments = field(default_factory=lambda: Assignments("unit"))
    by_place: Assignments = field(default_factory=lambda: Assignments("division"))
    figures: dict[str, Select[Any]] = field(default_factory=dict)
    duty_days: list[Span] = field(default_factory=list)
    groups: tuple[str, ...] = ()

    def window(self, criterion: Criterion) -> Span:
        return window(criterion, self.moment.as_of)


def window(criterion: Criterion, as_of: date) -> Span:
    """The days that a criterion with a window is about."""
    return span(WindowKind(str(criterion.window_kind)), criterion.window_size, as_of)


def compared(criterion: Criterion, as_of: date) -> Span:
    """The days with which a drop is compared."""
    kind, base = WindowKind(str(criterion.window_kind)), Base(str(criterion.base))
    return base_span(kind, criterion.window_size, as_of, base)


def reach(criteria: Iterable[Criterion], as_of: date) -> Span:
    """All days that are asked of the tallies; the day itself where none is."""
    days = [window(one, as_of) for one in criteria if one.kind in TALLIED]
    days += [compared(one, as_of) for one in criteria if one.kind == CriterionKind.CASES_DROP]
    return around(days or [Span(as_of, as_of)])


def around(days: Collection[Span]) -> Span:
    return Span(min(one.first for one in days), max(one.last for one in days))
