"""What the peers filed: beside each figure the median of the units of the same kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

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
    value: Decimal
    peers: int


def medians(report: Report, layout: Layout) -> Mapping[str, Median]:
    """By code of the indicator: the median of what was filed with the same form for the same period.

    For a form about oneself of the other units of the kind; for a table of its rows, without the
    total. In the unit of the indicator. The mean of the two discrete percentiles from below and from
    above is percentile_cont, and stays an exact decimal.
    """
    lower = func.percentile_disc(0.5).within_group(Figure.value.asc())
    upper = func.percentile_disc(0.5).within_group(Figure.value.desc())
    found = (
        select(Figure.indicator_id, func.count().label("peers"), lower.label("lower"), upper.label("upper"))
        .join(Report, Report.id == Figure.report_id)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .where(Report.office_id == report.office_id, Report.form_id == report.form_id)
        .where(Report.period == report.period, MemberUnit.kind_code == report.unit.kind_code)
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
        codes[row.indicator_id]: Median((row.lower + row.upper) / 2, row.peers)
        for row in session.execute(found)
        if row.indicator_id in codes
    }
