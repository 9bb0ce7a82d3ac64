"""Titles by when their next inspection is due: so many months, by their standard, after the last one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, cast, exists, func, literal_column, or_, select
from sqlalchemy.orm import joinedload

from coordination.certificates.models import Certificate
from coordination.certificates.queries.lists import STANDING
from coordination.inspections.models import Inspection
from coordination.inspections.states import InspectionState
from coordination.kernel.db import session
from coordination.organizations.models import MemberUnit
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject

#: How early a title stands in the list before its inspection is due.
AHEAD = timedelta(days=30)
MOST = 500


class Due(NamedTuple):
    """A title and its inspection. `last_on`: the last one, None before the first; `due_on`: None where the
    standard asks for none."""

    certificate_id: int
    subject_id: int
    unit_id: int
    subject: str
    unit: str
    number: str
    named_on: date
    last_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class DueList:
    """`due` and `every` count the titles that can be planned for: due within AHEAD, and all."""

    rows: Sequence[Due]
    due: int
    overdue: int
    every: int


def _last_on() -> Any:
    done_on = cast(func.timezone("Asia/Shanghai", func.max(Inspection.done_at)), Date)
    done = (Inspection.subject_id == Certificate.subject_id) & (Inspection.state == InspectionState.DONE)
    return select(done_on).where(done).correlate(Certificate).scalar_subquery()


def _due_on() -> ColumnElement[date]:
    """As rules.next_due; greatest() knows no NULL, so a title never inspected counts from its naming."""
    months = StandardVersion.inspection_months * literal_column("interval '1 month'")
    return cast(func.greatest(Certificate.named_on, _last_on()) + months, Date)


def plannable(office_id: int, today: date) -> Select[Any]:
    """Titles in force for which no inspection is planned; the columns are those of Due."""
    planned = exists().where(
        Inspection.subject_id == Certificate.subject_id, Inspection.state == InspectionState.PLANNED
    )
    return (
        select(
            Certificate.id,
            Certificate.subject_id,
            Certificate.unit_id,
            Certificate.subject_name,
            MemberUnit.short_name,
            Certificate.number,
            Certificate.named_on,
            _last_on().label("last_on"),
            _due_on().label("due_on"),
        )
        .join(StandardVersion, StandardVersion.id == Certificate.version_id)
        .join(MemberUnit, MemberUnit.id == Certificate.unit_id)
        .join(Subject, Subject.id == Certificate.subject_id)
        .where(
            Certificate.office_id == office_id,
            Certificate.state.in_(STANDING),
            or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
            ~planned,
        )
        .order_by(
            literal_column("due_on").nulls_last(), MemberUnit.sort_order, Subject.sort_order, Subject.id
        )
    )


def due_list(
    office_id: int,
    today: date,
    *,
    everything: bool = False,
    unit_id: int | None = None,
    words: str = "",
    most: int = MOST,
) -> DueList:
    """What is due, or every title that could be inspected; two statements, one where only counts are asked
    for (`most` 0).
    """
    whole = plannable(office_id, today).order_by(None).subquery()
    counts = select(
        func.count().filter(whole.c.due_on <= today + AHEAD),
        func.count().filter(whole.c.due_on < today),
        func.count(),
    )
    if not most:
        return DueList((), *session.execute(counts).one())
    found = plannable(office_id, today).limit(most)
    if not everything:
        found = found.where(_due_on() <= today + AHEAD)
    if unit_id is not None:
        found = found.where(Certificate.unit_id == unit_id)
    if words:
        named = Certificate.subject_name.contains(words, autoescape=True)
        letters = words.lower().replace(" ", "")
        found = found.where(or_(named, Subject.initials.contains(letters, autoescape=True)))
    rows = [Due(*row) for row in session.execute(found)]
    return DueList(rows, *session.execute(counts).one())


def standing(office_id: int, certificate_ids: Collection[int], today: date) -> Sequence[Certificate]:
    """Of these, the titles in force of the office, with what a plan reads, in official order."""
    found = (
        select(Certificate)
        .join(Subject, Subject.id == Certificate.subject_id)
        .where(
            Certificate.office_id == office_id,
            Certificate.id.in_(certificate_ids),
            Certificate.state.in_(STANDING),
            or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
        )
        .options(
            joinedload(Certificate.subject, innerjoin=True).joinedload(Subject.unit, innerjoin=True),
            joinedload(Certificate.standard_version, innerjoin=True).selectinload(StandardVersion.criteria),
        )
        .order_by(Subject.sort_order, Subject.id)
    )
    return session.scalars(found).all()


def planned_for(subject_ids: Collection[int]) -> set[int]:
    """For which of these subjects an inspection is planned."""
    found = select(Inspection.subject_id).where(
        Inspection.subject_id.in_(subject_ids), Inspection.state == InspectionState.PLANNED
    )
    return set(session.scalars(found))


def lapsed(today: date) -> Sequence[tuple[int, int, date]]:
    """By office: how many titles have come to the day of their inspection, none planned; the first day."""
    planned = exists().where(
        Inspection.subject_id == Certificate.subject_id, Inspection.state == InspectionState.PLANNED
    )
    due_on = _due_on()
    found = (
        select(Certificate.office_id, func.count(), func.min(due_on))
        .join(StandardVersion, StandardVersion.id == Certificate.version_id)
        .where(
            Certificate.state.in_(STANDING),
            or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
            due_on <= today,
            ~planned,
        )
        .group_by(Certificate.office_id)
        .order_by(Certificate.office_id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]


def due_until(last: date) -> Sequence[Inspection]:
    """The planned inspections due until this day, with what a reminder says."""
    found = (
        select(Inspection)
        .where(Inspection.state == InspectionState.PLANNED, Inspection.due_on <= last)
        .options(joinedload(Inspection.subject, innerjoin=True), joinedload(Inspection.unit, innerjoin=True))
        .order_by(Inspection.due_on, Inspection.id)
    )
    return session.scalars(found).all()


def certificate_of(office_id: int, subject_id: int, today: date) -> Certificate | None:
    """The title in force of a subject, with what a plan reads."""
    found = select(Certificate.id).where(
        Certificate.subject_id == subject_id, Certificate.state.in_(STANDING)
    )
    return next(iter(standing(office_id, session.scalars(found).all(), today)), None)
