"""Bound values of a circular, and the filed figures they are computed from; no database here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from coordination.circulars.measures import Measure
from coordination.kernel.figures import total
from coordination.kernel.period import Period


class Filed(Protocol):
    """An approved figure as reporting hands it over; `subject_id` None is the total row."""

    @property
    def form_code(self) -> str: ...
    @property
    def indicator_code(self) -> str: ...
    @property
    def subject_id(self) -> int | None: ...
    @property
    def period(self) -> str: ...
    @property
    def value(self) -> Decimal: ...
    @property
    def report_id(self) -> int: ...
    @property
    def revision(self) -> int: ...
    @property
    def reporter_unit(self) -> str: ...
    @property
    def reporter(self) -> str: ...
    @property
    def reviewer(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Source:
    """What a value rests on: a revision of a report, or a line of the frozen ranking.

    `place` is the township that the figure of the report is about; empty for figures of the whole.
    """

    period: str
    value: str
    unit: str
    report_id: int | None = None
    revision: int = 0
    reporter: str = ""
    reviewer: str = ""
    line_id: int | None = None
    place: str = ""

    def stored(self) -> dict[str, Any]:
        if self.line_id is not None:
            return {"period": self.period, "value": self.value, "unit": self.unit, "line_id": self.line_id}
        return {
            "period": self.period,
            "value": self.value,
            "unit": self.unit,
            "report_id": self.report_id,
            "revision": self.revision,
            "reporter": self.reporter,
            "reviewer": self.reviewer,
            "place": self.place,
        }


@dataclass(frozen=True, slots=True)
class Bound:
    """A value with the text that is printed, how it was computed, and where it comes from."""

    name: str
    label: str
    text: str
    formula: str
    sources: tuple[Source, ...] = ()
    value: Decimal | None = None
    group: str = ""
    indicator: str = ""

    def stored(self) -> dict[str, Any]:
        """As it stands in Circular.facts."""
        return {
            "label": self.label,
            "text": self.text,
            "value": None if self.value is None else f"{self.value:f}",
            "formula": self.formula,
            "sources": [source.stored() for source in self.sources],
            "group": self.group,
            "indicator": self.indicator,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """A township of the office, by the id of its member unit."""

    unit_id: int
    name: str


@dataclass
class Drawn:
    """All facts of a period, and the orders in which a template may run through townships."""

    facts: dict[str, Bound] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, *facts: Bound) -> None:
        self.facts.update({fact.name: fact for fact in facts})

    def stored(self) -> dict[str, dict[str, Any]]:
        """As Circular.facts; `order` keeps the order in which they were drawn."""
        return {
            name: {**fact.stored(), "order": order} for order, (name, fact) in enumerate(self.facts.items())
        }


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of one period with the reports it was added up from."""

    value: Decimal
    period: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Ledger:
    """The filed figures of one circular, found by measure, period and township."""

    period: Period
    places: tuple[Place, ...]
    _figures: Mapping[tuple[str, str], Sequence[Filed]]

    @classmethod
    def of(cls, period: Period, places: Iterable[Place], figures: Iterable[Filed]) -> "Ledger":
        found: dict[tuple[str, str], list[Filed]] = defaultdict(list)
        for figure in figures:
            found[figure.indicator_code, figure.period].append(figure)
        return cls(period, tuple(places), found)

    def total(self, measure: Measure, period: Period) -> Cell | None:
        """The figure for the whole area: total rows where they were filed, else the sum of the rows."""
        figures = self._figures.get((measure.indicator, str(period)), ())
        for form in measure.forms or ("",):
            chosen = [figure for figure in figures if not form or figure.form_code == form]
            if chosen:
                return _cell(measure, _whole_rows(chosen))
        return None

    def at(self, measure: Measure, period: Period, place: Place) -> Cell | None:
        """The figure about one township."""
        for figure in self._figures.get((measure.indicator, str(period)), ()):
            if figure.subject_id == place.unit_id and figure.form_code in measure.forms:
                return _cell(measure, [figure], place.name)
        return None


def _whole_rows(figures: Sequence[Filed]) -> list[Filed]:
    """Of each report its total row, or all its rows when it has none."""
    with_total = {figure.report_id for figure in figures if figure.subject_id is None}
    return [figure for figure in figures if figure.subject_id is None or figure.report_id not in with_total]


def _cell(measure: Measure, figures: Sequence[Filed], place: str = "") -> Cell:
    by_report: dict[int, list[Filed]] = defaultdict(list)
    for figure in figures:
        by_report[figure.report_id].append(figure)
    sources = tuple(
        Source(
            period=rows[0].period,
            value=measure.printed(total(row.value for row in rows)),
            unit=rows[0].reporter_unit,
            report_id=rows[0].report_id,
            revision=rows[0].revision,
            reporter=rows[0].reporter,
            reviewer=rows[0].reviewer,
            place=place,
        )
        for rows in by_report.values()
    )
    return Cell(total(figure.value for figure in figures), figures[0].period, sources)
