"""One report as a sheet: its rows and columns, what is stored, what stands beside each figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, Text, and_, any_, bindparam, cast, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.indicators.models import Indicator
from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit
from coordination.report_forms.models import CheckKind, FormCheck, FormField, ReportForm, Shape
from coordination.reporting.agreement import Both, Equal
from coordination.reporting.models import Figure, Report, Revision
from coordination.reporting.rules import SumRule, ValueType
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


#: `visible_to` and the number of the address, with their values left open.
_OF_THE_OFFICE = (
    select(Report)
    .where(Report.id == bindparam("id"), Report.office_id == bindparam("office_id"))
    .options(joinedload(Report.form, innerjoin=True), joinedload(Report.unit, innerjoin=True))
)
_OF_THE_UNIT = _OF_THE_OFFICE.where(Report.unit_id == bindparam("unit_id"))


def report(actor: Actor, **places: int) -> Report | None:
    """The report of an address, if visible to the actor, with its form and unit."""
    values = {"id": places["id"], "office_id": actor.office_id, "unit_id": actor.unit_id}
    found = _OF_THE_OFFICE if actor.unit_id is None else _OF_THE_UNIT
    return session.scalars(found, values).first() if 0 < places["id"] < 2**63 else None


def sheet(report: Report) -> Sheet:
    """Everything about the figures of a report, whatever their number, in a constant number of queries."""
    layout = _layout(report, report.form)
    codes = {column.indicator_id: column.code for column in layout.columns}
    return Sheet(layout, *_figures(report, codes))


#: On every row of the fields: kind, left, right, tolerance and parts of each check of the form.
_CHECKS = (
    select(
        func.jsonb_agg(
            func.jsonb_build_array(
                FormCheck.kind,
                FormCheck.left,
                FormCheck.right,
                cast(FormCheck.tolerance, Text),
                FormCheck.parts,
            )
        )
    )
    .where(FormCheck.form_id == bindparam("form"))
    .scalar_subquery()
)
#: The unit's own households and population, as a pair; nothing where it is no place.
_COUNTS = (
    select(func.jsonb_build_array(Division.households, Division.population))
    .select_from(MemberUnit)
    .join(Division, Division.id == MemberUnit.division_id)
    .where(MemberUnit.id == bindparam("unit"))
    .scalar_subquery()
)
_LIMITS = ("required", "minimum", "maximum", "bound", "soft_low", "soft_high", "swing_percent")
_FIELDS = (
    select(
        Indicator.id,
        Indicator.code,
        Indicator.name,
        Indicator.unit,
        Indicator.type,
        Indicator.note,
        Indicator.over_time,
        *(getattr(FormField, name) for name in _LIMITS),
        FormField.section,
        FormField.caliber,
        _CHECKS.label("checks"),
        _COUNTS.label("counts"),
    )
    .join(FormField.indicator)
    .where(FormField.form_id == bindparam("form"), Indicator.type != RATIO)
    .order_by(FormField.sort_order)
)


def _layout(report: Report, form: ReportForm) -> Layout:
    return layout(form, report.unit_id, Period.parse(report.period).start)


def layout(form: ReportForm, unit_id: int, day: date) -> Layout:
    """What the form asks of a unit, with the subjects there are on `day`."""
    fields = db.rows(_FIELDS, form=form.id, unit=unit_id)
    checks: list[Any] = (fields[0].checks if fields else None) or []
    counts: list[int | None] = (fields[0].counts if fields else None) or [None, None]
    pairs = {kind: [(left, right) for one, left, right, *_ in checks if one == kind] for kind in CheckKind}
    return Layout(
        rows=_rows(form, Row(unit_id, "", *counts), day),
        columns=tuple(_column(field) for field in fields),
        comparisons=tuple(pairs[CheckKind.NOT_ABOVE]),
        totals={left: Decimal(most) for kind, left, _, most, _ in checks if kind == CheckKind.TOTAL},
        agreements=(
            *(Equal(*pair) for pair in pairs[CheckKind.EQUAL]),
            *(Both(*pair) for pair in pairs[CheckKind.BOTH]),
            *(
                SumRule(left, tuple(parts), Decimal(most))
                for kind, left, _, most, parts in checks
                if kind == CheckKind.SUM
            ),
        ),
    )


def _column(field: Any) -> Column:
    return Column(
        indicator_id=field.id,
        code=field.code,
        name=field.name,
        unit=field.unit,
        type=TYPES.get(field.type, ValueType.DECIMAL),
        section=field.section,
        note=field.caliber or field.note,
        accumulates=field.over_time == "sum",
        **{name: getattr(field, name) for name in _LIMITS},
    )


def _rows(form: ReportForm, own: Row, day: date) -> tuple[Row, ...]:
    if form.shape is Shape.SELF:
        return (own,)
    rows = [Row(unit.id, unit.short_name, unit.households, unit.population) for unit in subjects(form, day)]
    return (*rows, Row(None, "合计")) if form.with_total else tuple(rows)


def subjects(form: ReportForm, day: date) -> Sequence[Any]:
    """The units a table form is about, as of `day`, in official order: id, short name, and what they
    have of households and population."""
    return session.execute(
        select(MemberUnit.id, MemberUnit.short_name, Division.households, Division.population)
        .outerjoin(Division, Division.id == MemberUnit.division_id)
        .where(MemberUnit.office_id == form.office_id, MemberUnit.kind_code == form.subject_kind)
        .where(or_(MemberUnit.closed_on.is_(None), MemberUnit.closed_on >= day))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


_OWN = Report.id == bindparam("report")
_EARLIER = any_(bindparam("earlier", type_=ARRAY(Text)))

#: The report's own figures; and the same unit's of last period, of last year and of the year so far.
_FIGURES = (
    select(
        Figure.subject_id,
        Figure.indicator_id,
        func.bool_or(_OWN).label("own"),
        *(
            func.max(column).filter(_OWN).label(column.key)
            for column in (Figure.value, Figure.typed, Figure.reason, Figure.return_note)
        ),
        func.max(Figure.value).filter(Report.period == bindparam("before")).label("previous"),
        func.max(Figure.value).filter(Report.period == bindparam("year_ago")).label("last_year"),
        func.sum(Figure.value).filter(Report.period == _EARLIER).label("to_date"),
    )
    .join(Report, Figure.report_id == Report.id)
    .join(ReportForm, Report.form_id == ReportForm.id)
    .where(Report.unit_id == bindparam("unit"), ReportForm.code == bindparam("code"))
    .where(
        or_(
            _OWN,
            and_(
                Report.state.in_(FILED),
                or_(
                    Report.period == bindparam("before"),
                    Report.period == bindparam("year_ago"),
                    Report.period == _EARLIER,
                ),
            ),
        )
    )
    .group_by(Figure.subject_id, Figure.indicator_id)
)


def _figures(report: Report, codes: Mapping[int, str]) -> tuple[dict[str, Stored], Bases]:
    """What is stored of the report and what it is compared with, in one query."""
    period = Period.parse(report.period)
    rows = db.rows(
        _FIGURES,
        report=report.id,
        unit=report.unit_id,
        code=report.form.code,
        before=str(period.previous()),
        year_ago=str(period.same_last_year() or ""),
        earlier=[str(one) for one in period.year_to_date()[:-1]],
    )
    known = {
        key_of(row.subject_id, codes[row.indicator_id]): row for row in rows if row.indicator_id in codes
    }
    stored = {
        key: Stored(row.value, row.typed, row.reason, row.return_note)
        for key, row in known.items()
        if row.own
    }
    return stored, Bases(
        previous=_filled({key: row.previous for key, row in known.items()}),
        last_year=_filled({key: row.last_year for key, row in known.items()}),
        to_date=_filled({key: row.to_date for key, row in known.items()}),
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
