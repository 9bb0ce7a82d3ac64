"""What is to be read: for each criterion its standing and facts, and the grouped statements they draw on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select

from coordination.indicators.models import Indicator
from coordination.standards.evaluation.columns import Moment, Sums
from coordination.standards.evaluation.duties import Assignments
from coordination.standards.evaluation.tallied import Tallies
from coordination.standards.models import Criterion
from coordination.standards.rules import Span, Standing, WindowKind, span

MET, UNMET, UNKNOWN, TO_CONFIRM, NOT_APPLICABLE = "mukcn"
#: How standings are written in a row of the answer.
CODES: Mapping[str, Standing] = {
    MET: Standing.MET,
    UNMET: Standing.UNMET,
    UNKNOWN: Standing.UNKNOWN,
    TO_CONFIRM: Standing.TO_CONFIRM,
    NOT_APPLICABLE: Standing.NOT_APPLICABLE,
}
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
    """`parts`: the indicators of which ratios are formed, by code; `units`: the units asked about."""

    moment: Moment
    parts: Mapping[str, Indicator]
    units: Select[Any]
    readings: list[Reading] = field(default_factory=list)
    tallies: Tallies = field(default_factory=Tallies)
    vetoes: Sums = field(default_factory=Sums)
    by_unit: Assignments = field(default_factory=lambda: Assignments("unit"))
    by_place: Assignments = field(default_factory=lambda: Assignments("division"))
    figures: dict[str, Select[Any]] = field(default_factory=dict)
    days: list[Span] = field(default_factory=list)
    duty_days: list[Span] = field(default_factory=list)
    groups: tuple[str, ...] = ()

    def window(self, criterion: Criterion) -> Span:
        return span(WindowKind(str(criterion.window_kind)), criterion.window_size, self.moment.as_of)

    @property
    def reach(self) -> Span:
        """All days that are asked of the tallies."""
        return _around(self.days)

    @property
    def duty_reach(self) -> Span:
        return _around(self.duty_days)


def _around(days: list[Span]) -> Span:
    return Span(min(one.first for one in days), max(one.last for one in days))
