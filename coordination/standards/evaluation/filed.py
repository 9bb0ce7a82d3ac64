"""Approved figures about a unit, of the reporting periods that lie wholly within some days."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from sqlalchemy import ColumnElement, Numeric, Select, case, false, func, literal, null, select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.indicators.models import Indicator
from coordination.indicators.rules import CONSTANTS, OverTime, Type
from coordination.kernel.period import Kind
from coordination.organizations.models import Division, MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import PASSED
from coordination.standards.evaluation.columns import Moment
from coordination.standards.rules import Span, periods_in

#: Narrows a table by its columns of the unit and of the office to the units asked about.
Units = Callable[[Any, Any], ColumnElement[bool]]


def value_of(
    indicator: Indicator, parts: Mapping[str, Indicator], days: Span, moment: Moment, units: Units
) -> Select[Any]:
    """`unit_id`, and `value` of the indicator over these days for the units asked about, in its own unit.

    What adds up over time is summed over the periods, all of which must be approved; else the last one
    counts. A ratio is formed from its parts, exactly; `parts` are the indicators by code.
    """
    if indicator.type != Type.RATIO:
        return _plain(indicator, days, moment, units)
    above = _part(indicator.numerator, parts, days, moment, units).subquery()
    below = _part(indicator.denominator, parts, days, moment, units).subquery()
    value = above.c.value * literal(indicator.factor or 100, Numeric()) / func.nullif(below.c.value, 0)
    return select(above.c.unit_id, value.label("value")).join(below, below.c.unit_id == above.c.unit_id)


def _part(
    code: str | None, parts: Mapping[str, Indicator], days: Span, moment: Moment, units: Units
) -> Select[Any]:
    if code in CONSTANTS:
        return _constant(str(code), units)
    part = parts.get(str(code))
    if part is None or part.type == Type.RATIO:
        return cast(Select[Any], select(MemberUnit.id.label("unit_id"), null().label("value")).where(false()))
    return _plain(part, days, moment, units)


def _constant(code: str, units: Units) -> Select[Any]:
    """Population or households of the unit's division."""
    return (
        select(MemberUnit.id.label("unit_id"), getattr(Division, code).label("value"))
        .join(Division, Division.id == MemberUnit.division_id)
        .where(units(MemberUnit.id, MemberUnit.office_id))
    )


def _plain(indicator: Indicator, days: Span, moment: Moment, units: Units) -> Select[Any]:
    """Of several forms that carry the figure, the first in their order that has it."""
    found = {kind: [str(period) for period in periods_in(days, kind)] for kind in Kind}
    if indicator.over_time != OverTime.SUM:
        found = {kind: periods[-1:] for kind, periods in found.items()}
    by_form = (
        select(
            Figure.subject_id.label("unit_id"),
            func.min(ReportForm.sort_order).label("place"),
            ReportForm.code.label("form_code"),
            func.sum(Figure.value).label("total"),
            func.count(Report.period.distinct()).label("periods"),
            func.min(
                case(
                    {str(kind): len(periods) for kind, periods in found.items()}, value=ReportForm.period_kind
                )
            ).label("expected"),
        )
        .join(Report, Report.id == Figure.report_id)
        .join(ReportForm, ReportForm.id == Report.form_id)
        .where(
            units(Figure.subject_id, Figure.office_id),
            Figure.indicator_id == indicator.id,
            Figure.value.is_not(None),
            Report.state.in_(PASSED),
            Report.period.in_([period for periods in found.values() for period in periods]),
            *_known(moment),
        )
        .group_by(Figure.subject_id, ReportForm.code)
        .subquery()
    )
    whole = case((by_form.c.periods == by_form.c.expected, by_form.c.total), else_=None)
    return (
        select(by_form.c.unit_id, whole.label("value"))
        .ext(distinct_on(by_form.c.unit_id))
        .order_by(by_form.c.unit_id, by_form.c.place, by_form.c.form_code)
    )


def _known(moment: Moment) -> list[ColumnElement[bool]]:
    return [] if moment.known_at is None else [Report.approved_at <= moment.known_at]
