"""What the catalogue shows of the figures: approved ones by form and period, added up as defined."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, and_, case, func, select

from coordination.indicators.filed import Filed, publish
from coordination.indicators.models import Indicator
from coordination.indicators.rules import OverDivisions
from coordination.kernel.db import session
from coordination.report_forms.models import FormField, ReportForm
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import PASSED


class Figures:
    """The answers of this slice to `indicators.filed`."""

    def exist(self, indicator_id: int) -> bool:
        found = select(Figure.id).where(Figure.indicator_id == indicator_id).limit(1)
        return session.scalar(found) is not None

    def filed(self, office_id: int, codes: Collection[str], periods: Collection[str]) -> list[Filed]:
        asked = _asked(office_id, codes, periods).subquery("asked")
        added = _added(office_id, codes, periods).subquery("added")
        same = and_(*(asked.c[name] == added.c[name] for name in ("form_code", "indicator_code", "period")))
        rows = session.execute(
            select(
                asked.c.form_code,
                asked.c.form_name,
                asked.c.indicator_code,
                asked.c.period,
                added.c.value,
                asked.c.approved,
                asked.c.expected,
            )
            .join_from(asked, added, same, isouter=True)
            .order_by(asked.c.sort_order, asked.c.form_code, asked.c.period, asked.c.indicator_code)
        )
        return [Filed(*row) for row in rows]


def _asked(office_id: int, codes: Collection[str], periods: Collection[str]) -> Select[Any]:
    """How many reports that carry the indicator were expected and approved, by form and period."""
    found: Any = (
        select(
            ReportForm.code.label("form_code"),
            func.max(ReportForm.name).label("form_name"),
            func.min(ReportForm.sort_order).label("sort_order"),
            Indicator.code.label("indicator_code"),
            Report.period.label("period"),
            func.count().filter(Report.state.in_(PASSED)).label("approved"),
            func.count().label("expected"),
        )
        .select_from(Report)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .join(FormField, FormField.form_id == ReportForm.id)
        .join(Indicator, Indicator.id == FormField.indicator_id)
        .where(Report.office_id == office_id, Report.period.in_(periods), Indicator.code.in_(codes))
        .group_by(ReportForm.code, Indicator.code, Report.period)
    )
    return found  # type: ignore[no-any-return]


def _added(office_id: int, codes: Collection[str], periods: Collection[str]) -> Select[Any]:
    """The total row of each report, or the sum of its rows, added over the reports of a form.

    Figures of several subjects that are not to be added give nothing.
    """
    total, row = Figure.subject_id.is_(None), Figure.subject_id.is_not(None)
    of_report = (
        select(
            ReportForm.code.label("form_code"),
            Indicator.code.label("indicator_code"),
            Report.period.label("period"),
            Indicator.over_divisions.label("over_divisions"),
            func.coalesce(func.sum(Figure.value).filter(total), func.sum(Figure.value).filter(row)).label(
                "value"
            ),
            func.count().filter(row).label("subjects"),
        )
        .select_from(Figure)
        .join(Report, Figure.report_id == Report.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .join(Indicator, Figure.indicator_id == Indicator.id)
        .where(Report.office_id == office_id, Report.state.in_(PASSED), Figure.value.is_not(None))
        .where(Report.period.in_(periods), Indicator.code.in_(codes))
        .group_by(Report.id, ReportForm.code, Indicator.code, Report.period, Indicator.over_divisions)
        .subquery("of_report")
    )
    keys = (of_report.c.form_code, of_report.c.indicator_code, of_report.c.period)
    apart = and_(
        func.max(of_report.c.over_divisions) == OverDivisions.NONE, func.sum(of_report.c.subjects) > 1
    )
    value = case((apart, None), else_=func.sum(of_report.c.value)).label("value")
    return select(*keys, value).group_by(*keys)


publish(Figures())
