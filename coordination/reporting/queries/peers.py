"""What the peers filed: beside each figure the median of the units of the same kind, or of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from coordination.kernel.db import session
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import Shape
from coordination.reporting.models import Figure, Report
from coordination.reporting.sheet import Layout
from coordination.reporting.states import FILED

#: Of fewer a median says nothing.
LEAST = 3


@dataclass(frozen=True, slots=True)
class Median:
    """Of so many figures; not `alike`: of all units that file the form, since too few are of the kind."""

    value: Decimal
    peers: int
    alike: bool = True


def medians(report: Report, layout: Layout) -> Mapping[str, Median]:
    """By code of the indicator: the median of what was filed with the same form for the same period.

    For a form about oneself of the other units of the kind, of all others when fewer than three are of
    the kind; for a table of its rows, without the total. In the unit of the indicator. The mean of the
    two discrete percentiles from below and from above is percentile_cont, and stays an exact decimal.
    """
    found = (
        select(Figure.indicator_id, *_of("alike", MemberUnit.kind_code == report.unit.kind_code), *_of("all"))
        .join(Report, Report.id == Figure.report_id)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .where(Report.office_id == report.office_id, Report.form_id == report.form_id)
        .where(Report.period == report.period)
        .where(Figure.value.is_not(None), Figure.subject_id.is_not(None))
        .group_by(Figure.indicator_id)
        .having(func.count() >= LEAST)
    )
    if report.form.shape is Shape.SELF:
        found = found.where(Report.state.in_(FILED), Report.id != report.id)
    else:
        found = found.where(Report.id == report.id)
    codes = {column.indicator_id: column.code for column in layout.columns}
    return {
        codes[row.indicator_id]: _median(row) for row in session.execute(found) if row.indicator_id in codes
    }


def _of(name: str, among: ColumnElement[bool] | None = None) -> tuple[ColumnElement[Any], ...]:
    """How many, and the discrete percentile from below and from above, of those `among` the group."""
    lower = func.percentile_disc(0.5).within_group(Figure.value.asc())
    upper = func.percentile_disc(0.5).within_group(Figure.value.desc())
    measures: tuple[Any, ...] = (func.count(), lower, upper)
    if among is not None:
        measures = tuple(one.filter(among) for one in measures)
    labels = zip(measures, ("peers", "lower", "upper"), strict=True)
    return tuple(one.label(f"{name}_{label}") for one, label in labels)


def _median(row: Row[Any]) -> Median:
    if row.alike_peers >= LEAST:
        return Median((row.alike_lower + row.alike_upper) / 2, row.alike_peers)
    return Median((row.all_lower + row.all_upper) / 2, row.all_peers, alike=False)
