"""One report as a sheet: its rows and columns, what is stored, what stands beside each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.kernel.db import session
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import CheckKind, Figure, FormField, Report, ReportForm, Revision, Shape
from coordination.reporting.queries.lists import visible_to
from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Bases, Column, Entry, Figures, Layout, Row, key_of
from coordination.reporting.states import FILED

TYPES = {"integer": ValueType.INTEGER}  # every other type that is typed in is a decimal
RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Stored:
    """One figure as the database has it."""

    value: Decimal | None
    typed: str = ""
    reason: str = ""
    return_note: str = ""

    @property
    def shown(self) -> str:
        return self.typed if self.value is None else grouped(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    layout: Layout
    stored: Mapping[str, Stored]
    bases: Bases

    @property
    def entries(self) -> dict[str, Entry]:
        return {key: Entry(figure.shown, figure.reason) for key, figure in self.stored.items()}

    @property
    def pointed_at(self) -> Mapping[str, str]:
        """What the office wrote at single figures when it returned the report, by key."""
        return {key: figure.return_note for key, figure in self.stored.items() if figure.return_note}


def report(actor: Actor, **places: int) -> Report | None:
    """The report of an address, if visible to the actor, with form, unit and people.

    Enough for every page about it.
    """
    id = places["id"]
    found = (
        visible_to(actor)
        .where(Report.id == id)
        .options(
            joinedload(Report.form, innerjoin=True).options(
                selectinload(ReportForm.fields), selectinload(ReportForm.checks)
            ),
            joinedload(Report.unit, innerjoin=True),
            joinedload(Report.submitted_by),
            joinedload(Report.approved_by),
        )
    )
    return session.scalars(found).first() if 0 < id < 2**63 else None


def sheet(report: Report) -> Sheet:
    """Everything about the figures of a report, whatever their number, in a constant number of queries."""
    form = _form(report)
    layout = _layout(report, form)
    codes = {column.indicator_id: column.code for column in layout.columns}
    return Sheet(layout, _stored(report, codes), _bases(report, form, codes))


def _form(report: Report) -> ReportForm:
    """The form with fields and checks, also when the report was loaded without them."""
    found = select(ReportForm).where(ReportForm.id == report.form_id)
    if not {"fields", "checks"} <= report.form.__dict__.keys():
        eager = found.options(selectinload(ReportForm.fields), selectinload(ReportForm.checks))
        return session.scalars(eager).one()
    return report.form


def _layout(report: Report, form: ReportForm) -> Layout:
    columns = tuple(_column(field) for field in form.fields if field.indicator.type != RATIO)
    comparisons = ((check.left, check.right) for check in form.checks if check.kind is CheckKind.NOT_ABOVE)
    totals = {check.left: check.tolerance for check in form.checks if check.kind is CheckKind.TOTAL}
    return Layout(
        _rows(report, form), columns, tuple((left, right) for left, right in comparisons if right), totals
    )


def _column(field: FormField) -> Column:
    indicator = field.indicator
    return Column(
        indicator_id=indicator.id,
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        type=TYPES.get(indicator.type, ValueType.DECIMAL),
        required=field.required,
        maximum=field.maximum,
        section=field.section,
        note=indicator.note,
        accumulates=indicator.over_time == "sum",
    )


def _rows(report: Report, form: ReportForm) -> tuple[Row, ...]:
    if form.shape is Shape.SELF:
        return (Row(report.unit_id),)
    rows = [Row(unit.id, unit.short_name) for unit in subjects(form, Period.parse(report.period).start)]
    return (*rows, Row(None, "合计")) if form.with_total else tuple(rows)


def subjects(form: ReportForm, day: date) -> Sequence[Any]:
    """Id and short name of the units a table form is about, as of `day`, in official order."""
    return session.execute(
        select(MemberUnit.id, MemberUnit.short_name)
        .where(MemberUnit.office_id == form.office_id, MemberUnit.kind_code == form.subject_kind)
        .where(or_(MemberUnit.closed_on.is_(None), MemberUnit.closed_on >= day))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def _stored(report: Report, codes: Mapping[int, str]) -> dict[str, Stored]:
    rows = session.execute(
        select(
            Figure.subject_id,
            Figure.indicator_id,
            Figure.value,
            Figure.typed,
            Figure.reason,
            Figure.return_note,
        ).where(Figure.report_id == report.id)
    )
    return {
        key_of(row.subject_id, codes[row.indicator_id]): Stored(*row[2:])
        for row in rows
        if row.indicator_id in codes
    }


def _bases(report: Report, form: ReportForm, codes: Mapping[int, str]) -> Bases:
    """The same unit's figures of last period, of last year and of the year so far, in one query."""
    period = Period.parse(report.period)
    earlier = [str(one) for one in period.year_to_date()[:-1]]
    before, year_ago = str(period.previous()), str(period.same_last_year() or "")
    rows = session.execute(
        select(
            Figure.subject_id,
            Figure.indicator_id,
            func.max(Figure.value).filter(Report.period == before).label("previous"),
            func.max(Figure.value).filter(Report.period == year_ago).label("last_year"),
            func.sum(Figure.value).filter(Report.period.in_(earlier)).label("to_date"),
        )
        .join(Report, Figure.report_id == Report.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .where(Report.unit_id == report.unit_id, ReportForm.code == form.code, Report.state.in_(FILED))
        .where(Report.period.in_({before, year_ago, *earlier}))
        .group_by(Figure.subject_id, Figure.indicator_id)
    ).all()
    known = [
        (key_of(row.subject_id, codes[row.indicator_id]), row) for row in rows if row.indicator_id in codes
    ]
    return Bases(
        previous=_filled({key: row.previous for key, row in known}),
        last_year=_filled({key: row.last_year for key, row in known}),
        to_date=_filled({key: row.to_date for key, row in known}),
    )


def _filled(figures: Figures) -> Figures:
    return {key: value for key, value in figures.items() if value is not None}


def revisions(report: Report) -> Sequence[Revision]:
    """Every submission of a report with who made it, latest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.report_id == report.id)
        .options(joinedload(Revision.submitted_by, innerjoin=True))
        .order_by(Revision.number.desc())
    ).all()
