"""What is asked of each unit in a month, and from where.

A task counts once, in the month in which it was handed out. A report counts as many items as it has
figures to fill in (fields of the form, for a table times the units it is about), in the month of its
deadline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, case, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload, raiseload

from coordination.kernel.clock import ZONE
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import FormField, ReportForm, Shape
from coordination.reporting.models import Report
from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries.addressed import counts_as_asked
from coordination.tasks.states import ORIGIN_LABELS, Origin

PAGE = 50
_Subject = aliased(MemberUnit)


class Source(StrEnum):
    MEETING = "meeting"
    DOCUMENT = "document"
    INSTRUCTION = "instruction"
    DUTY = "duty"
    REPORTS = "reports"


SOURCE_LABELS: dict[Source, Text] = {
    **{Source(origin): ORIGIN_LABELS[origin] for origin in Origin},
    Source.REPORTS: _("报表数据项"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """What one unit was asked in a month, by source; `before` is all of the month before."""

    unit: MemberUnit
    asked: Mapping[Source, int]
    total: int
    before: int


@dataclass(frozen=True, slots=True)
class Meter:
    """One page of units, the most burdened first; the sums are of all units."""

    loads: Sequence[Load]
    total: int
    before: int
    most: int
    units: int
    page: int
    pages: int


def instant(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def meter(actor: Actor, month: Period, page: int = 1, *, at_most: int = PAGE) -> Meter:
    """The open units and those that were asked something in the month, `at_most` to the page; two queries.

    The numbers of all of them are added up once, for the sums and the order alike.
    """
    loads = _by_unit(_asked(actor, month), month)
    total, before = func.coalesce(loads.c.total, 0), func.coalesce(loads.c.before, 0)
    rows = session.execute(
        select(MemberUnit.id, *(loads.c[source] for source in Source), total, before)
        .outerjoin(loads, loads.c.unit_id == MemberUnit.id)
        .where(MemberUnit.office_id == actor.office_id)
        .where(or_(MemberUnit.closed_on.is_(None), total > 0))
        .order_by(total.desc(), MemberUnit.sort_order, MemberUnit.id)
    ).all()
    pages = max(1, -(-len(rows) // at_most))
    page = min(max(1, page), pages)
    shown = rows[(page - 1) * at_most : page * at_most]
    found = select(MemberUnit).where(MemberUnit.id.in_(row[0] for row in shown)).options(raiseload("*"))
    units = {unit.id: unit for unit in session.scalars(found)}
    return Meter(
        [_load(units[row[0]], *row[1:]) for row in shown],
        total=sum(int(row[-2]) for row in rows),
        before=sum(int(row[-1]) for row in rows),
        most=max((int(row[-2]) for row in rows), default=0),
        units=len(rows),
        page=page,
        pages=pages,
    )


def _load(unit: MemberUnit, *numbers: Any) -> Load:
    asked = {source: int(number or 0) for source, number in zip(Source, numbers, strict=False)}
    return Load(unit, asked, int(numbers[-2]), int(numbers[-1]))


def load(unit: MemberUnit, month: Period) -> Load:
    """The load of one unit."""
    loads = _by_unit(_asked(unit, month), month)
    row = session.execute(
        select(*(loads.c[source] for source in Source), loads.c.total, loads.c.before).where(
            loads.c.unit_id == unit.id
        )
    ).first()
    return _load(unit, *(row or [0] * (len(Source) + 2)))


def _asked(of: Actor | MemberUnit, month: Period) -> CompoundSelect[Any]:
    """Rows of unit, source, whether of this month, number: of this month and the one before."""
    since, until = instant(month.previous().start), instant(month.end)
    start = instant(month.start)
    tasks = (
        select(
            Assignment.unit_id.label("unit_id"),
            Task.origin.label("source"),
            (Assignment.issued_at >= start).label("now"),
            func.count().label("number"),
        )
        .join(Assignment.task)
        .where(Assignment.office_id == of.office_id, counts_as_asked())
        .where(Assignment.issued_at >= since, Assignment.issued_at < until)
        .group_by("unit_id", "source", "now")
    )
    figures = _figures(of.office_id)
    reports = (
        select(
            Report.unit_id,
            literal(Source.REPORTS.value),
            (Report.due_at >= start).label("now"),
            func.sum(figures.c.number),
        )
        .join(figures, figures.c.form_id == Report.form_id)
        .where(Report.office_id == of.office_id, Report.due_at >= since, Report.due_at < until)
        .group_by(Report.unit_id, "now")
    )
    return union_all(tasks, reports)


def _figures(office_id: int | None) -> Subquery:
    """How many figures each form of the office asks for, with the units that are open today."""
    fields = (
        select(func.count()).where(FormField.form_id == ReportForm.id).correlate(ReportForm).scalar_subquery()
    )
    subjects = (
        select(func.count())
        .select_from(_Subject)
        .where(
            _Subject.office_id == ReportForm.office_id,
            _Subject.kind_code == ReportForm.subject_kind,
            _Subject.closed_on.is_(None),
        )
        .correlate(ReportForm)
        .scalar_subquery()
    )
    return (
        select(
            ReportForm.id.label("form_id"),
            (fields * case((ReportForm.shape == Shape.SUBJECTS, subjects), else_=1)).label("number"),
        )
        .where(ReportForm.office_id == office_id)
        .subquery()
    )


def _by_unit(asked: CompoundSelect[Any], month: Period) -> Subquery:
    rows = asked.subquery()
    now, items = rows.c.now, rows.c.number
    return (
        select(
            rows.c.unit_id,
            *(
                func.coalesce(func.sum(items).filter(now, rows.c.source == source.value), 0).label(source)
                for source in Source
            ),
            func.coalesce(func.sum(items).filter(now), 0).label("total"),
            func.coalesce(func.sum(items).filter(~now), 0).label("before"),
        )
        .group_by(rows.c.unit_id)
        .subquery()
    )


def unit(actor: Actor, **places: int) -> MemberUnit | None:
    """A unit of the actor's office; somebody of a unit finds the own one only."""
    number = places["id"]
    if not 0 < number < 2**63 or actor.unit_id not in (None, number):
        return None
    found = select(MemberUnit).where(MemberUnit.office_id == actor.office_id, MemberUnit.id == number)
    return session.scalars(found).first()


def assignments(unit: MemberUnit, month: Period) -> Sequence[Assignment]:
    """The tasks that count for the unit in the month, the latest first."""
    return session.scalars(
        select(Assignment)
        .where(Assignment.unit_id == unit.id, counts_as_asked())
        .where(Assignment.issued_at >= instant(month.start), Assignment.issued_at < instant(month.end))
        .options(joinedload(Assignment.task, innerjoin=True), raiseload("*"))
        .order_by(Assignment.issued_at.desc(), Assignment.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class AskedReport:
    """A report that counts in a month, with the number of its figures."""

    report: Report
    items: int


def reports(unit: MemberUnit, month: Period) -> list[AskedReport]:
    """The reports that count for the unit in the month, by deadline."""
    figures = _figures(unit.office_id)
    rows: Select[Report, int] = (
        select(Report, figures.c.number)
        .join(figures, figures.c.form_id == Report.form_id)
        .where(Report.unit_id == unit.id)
        .where(Report.due_at >= instant(month.start), Report.due_at < instant(month.end))
        .options(joinedload(Report.form, innerjoin=True), raiseload("*"))
        .order_by(Report.due_at, Report.id)
    )
    return [AskedReport(report, items) for report, items in session.execute(rows)]
