"""The tasks that recurring duties opened in the past months, with how they went (示例)."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select, update

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import ZONE, clock, local
from coordination.kernel.db import session
from coordination.kernel.jobs import Work
from coordination.kernel.period import Period, add_working_days
from coordination.organizations.models import Office
from coordination.sample.months import Cast
from coordination.tasks import jobs
from coordination.tasks.models import Assignment, Feedback
from coordination.tasks.rules import AssignmentState
from coordination.tasks.services.recurring import open_due_tasks

FIRST, LAST = Period.parse("2026-06"), Period.parse("2026-11")
#: What was due before this day has ended one way or another.
SETTLED = datetime(2026, 11, 10, tzinfo=ZONE)
WORDS = "示例：已按要求完成，材料存档备查。"
#: What was due before this day has been handed in, however late.
RECENT = datetime(2026, 10, 15, tzinfo=ZONE)
#: Of a hundred: handed in late, and never handed in.
LATE, MISSING = 8, 4
#: Of a hundred that still run: not acknowledged yet.
UNRECEIVED = 6


def open_months(office: Office) -> None:
    """Open the task of each period in its time, and settle those whose deadline is long past."""
    is_workday = working_days()
    period = FIRST
    while period <= LAST:
        first = add_working_days(period.start - timedelta(days=1), 1, is_workday)
        with clock.standing(datetime(first.year, first.month, first.day, 9, tzinfo=ZONE)):
            open_due_tasks()
        period = period.next()
    _forget_announcements()
    _settle(office)


def _forget_announcements() -> None:
    """Nobody is told now of what was handed out months ago."""
    session.execute(delete(Work).where(Work.name == jobs.announce.name, Work.finished_at.is_(None)))


def _settle(office: Office) -> None:
    """Most were handed in on time; a few late, a few not at all. Of those still running most are begun."""
    cast = Cast.of(office)
    found = session.execute(
        select(
            Assignment.id,
            Assignment.unit_id,
            Assignment.issued_at,
            Assignment.due_at,
            Assignment.version,
        )
        .where(Assignment.office_id == office.id)
        .order_by(Assignment.id)
    ).all()
    outcomes = [(row, _draw(row.due_at, row.unit_id)) for row in found]
    past = [(row, draw) for row, draw in outcomes if row.due_at < SETTLED]
    done = [_done(row, draw, cast) for row, draw in past if draw >= MISSING or row.due_at < RECENT]
    begun = [
        _begun(row, draw, cast) for row, draw in outcomes if row.due_at >= SETTLED and draw >= UNRECEIVED
    ]
    session.execute(update(Assignment), [*done, *begun])
    session.execute(insert(Feedback), [_feedback(values, office.id) for values in done])
    session.expire_all()


def _draw(due_at: datetime, unit_id: int) -> int:
    """A number below 100 that is the same at each loading."""
    return int(sha256(f"{due_at:%Y-%m-%d}:{unit_id}".encode()).hexdigest(), 16) % 100


def _begun(row: Any, draw: int, cast: Cast) -> dict[str, Any]:
    """Acknowledged the next day, and some way along."""
    return {
        "id": row.id,
        "version": row.version,
        "unit_id": row.unit_id,
        "state": AssignmentState.WORKING,
        "percent": 60 + draw % 4 * 10,
        "acknowledged_at": row.issued_at + timedelta(hours=3 + draw % 20),
        "acknowledged_by_id": cast.filers[row.unit_id].id,
    }


def _done(row: Any, draw: int, cast: Cast) -> dict[str, Any]:
    """Acknowledged the next day; handed in a few days before the deadline, or one or two after it."""
    who = cast.filers[row.unit_id].id
    shift = timedelta(days=1 + draw % 2) if draw < MISSING + LATE else -timedelta(days=1 + draw % 4, hours=2)
    filed = row.due_at + shift
    return {
        "id": row.id,
        "version": row.version,
        "unit_id": row.unit_id,
        "state": AssignmentState.CLOSED,
        "percent": 100,
        "acknowledged_at": row.issued_at + timedelta(hours=3 + draw % 20),
        "acknowledged_by_id": who,
        "submitted_at": filed,
        "submitted_by_id": who,
        "approved_at": filed + timedelta(days=1),
        "approved_by_id": cast.clerks[draw % 2].id,
        "closed_at": filed + timedelta(days=2),
    }


def _feedback(values: dict[str, Any], office_id: int) -> dict[str, Any]:
    at = local(values["submitted_at"])
    return {
        "assignment_id": values["id"],
        "office_id": office_id,
        "unit_id": values["unit_id"],
        "by_id": values["submitted_by_id"],
        "text": WORDS,
        "percent": 100,
        "final": True,
        "saved_at": at,
        "sent_at": at,
    }
