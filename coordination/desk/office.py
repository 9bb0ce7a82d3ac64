"""What waits for the office: work that was handed in, work that is overdue, assignments and reports alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, MemberUnit
from coordination.reminders.models import Reminder
from coordination.reminders.rules import UNRECEIVED_AFTER, Rung
from coordination.reporting.queries import Overview
from coordination.reporting.queries.wishes import Asked
from coordination.reporting.rules import counts_until
from coordination.reporting.states import WISH_LABELS
from coordination.tasks.models import Assignment, Request, Task
from coordination.tasks.rules import OPEN, AssignmentState
from coordination.tasks.states import WishState


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """Assignments by what they need of the office, requests to answer, letters to send.

    Overdue and unreceived count those of communities too, as the page of chasing does to which they lead;
    what a community files or asks is its township's to judge.
    """

    overdue: int
    submitted: int
    unreceived: int
    requests: int
    letters: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row: whose, what, since when (handed in, or due), and the page where the office acts."""

    unit: str
    title: Text | str
    at: datetime
    contact: str
    address: str


def task_counts(actor: Actor, now: datetime) -> TaskCounts:
    """All five numbers in one statement."""
    of_units = Assignment.division_id.is_(None)
    asked = (
        select(func.count())
        .select_from(Request)
        .join(Assignment, Assignment.id == Request.assignment_id)
        .where(Request.office_id == actor.office_id, Request.state == WishState.ASKED, of_units)
        .correlate(None)
    )
    letters = (
        select(func.count())
        .select_from(Reminder)
        .where(Reminder.office_id == actor.office_id, Reminder.rung == Rung.LETTER)
        .where(Reminder.sent_at.is_(None))
    )
    row = session.execute(
        select(
            func.count().filter(Assignment.state.in_(OPEN), Assignment.due_at < now),
            func.count().filter(Assignment.state == AssignmentState.SUBMITTED, of_units),
            func.count().filter(
                Assignment.state == AssignmentState.ISSUED, Assignment.issued_at <= now - UNRECEIVED_AFTER
            ),
            asked.scalar_subquery(),
            letters.scalar_subquery(),
        ).where(
            Assignment.office_id == actor.office_id,
            Assignment.state.in_((*OPEN, AssignmentState.SUBMITTED)),
        )
    ).one()
    return TaskCounts(*row)


def submitted(actor: Actor, limit: int) -> list[Waiting]:
    """Assignments that wait for the check, the earliest handed in first."""
    filed = (Assignment.state == AssignmentState.SUBMITTED, Assignment.division_id.is_(None))
    found = _assignments(actor).where(*filed)
    rows = session.execute(found.order_by(Assignment.submitted_at, Assignment.id).limit(limit))
    return [_of_assignment(row, row.submitted_at, "/assignments/{id}/review") for row in rows]


def overdue(actor: Actor, now: datetime, limit: int) -> list[Waiting]:
    """Assignments past their deadline that the unit still has, the longest first."""
    found = _assignments(actor).where(Assignment.state.in_(OPEN), Assignment.due_at < now)
    rows = session.execute(found.order_by(Assignment.due_at, Assignment.id).limit(limit))
    return [_of_assignment(row, row.due_at, "/assignments/{id}") for row in rows]


def of_reports(found: Overview, period: str) -> list[Waiting]:
    """The reports of a page of the overview: those handed in by that time, the others by their deadline."""
    label = Period.parse(period).label()
    return [
        Waiting(
            report.unit_name,
            _("{period} {form}", period=label, form=found.forms[report.form_id].name),
            report.submitted_at or counts_until(report.due_at, report.grace_until),
            report.contact_name,
            f"/reports/{report.id}/review" if report.submitted_at else f"/reports/{report.id}",
        )
        for report in found.reports
    ]


def of_wishes(asked: Sequence[Asked]) -> list[Waiting]:
    """What units ask about their reports, and where it is answered."""
    return [
        Waiting(
            one.unit,
            _(
                "{wish}：{period} {form}",
                wish=WISH_LABELS[one.wish],
                period=Period.parse(one.period).label(),
                form=one.form,
            ),
            one.asked_at,
            one.by,
            f"/reports/{one.report_id}/{one.wish}/decide",
        )
        for one in asked
    ]


def merged(one: Sequence[Waiting], other: Sequence[Waiting], limit: int) -> list[Waiting]:
    """Both lists as one, the earliest first."""
    return sorted([*one, *other], key=lambda waiting: waiting.at)[:limit]


def _assignments(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment.id,
            Assignment.submitted_at,
            Assignment.due_at,
            Task.title,
            MemberUnit.short_name,
            MemberUnit.contact_name,
            Division.name.label("community"),
        )
        .join(Task, Task.id == Assignment.task_id)
        .join(MemberUnit, MemberUnit.id == Assignment.unit_id)
        .outerjoin(Division, Division.id == Assignment.division_id)
        .where(Assignment.office_id == actor.office_id)
    )


def _of_assignment(row: Row[*tuple[Any, ...]], at: datetime, address: str) -> Waiting:
    return Waiting(
        row.short_name + (row.community or ""), row.title, at, row.contact_name, address.format(id=row.id)
    )
