"""The ladder, climbed by the schedule: each rung once, whatever runs twice."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.operations import fresh_key, service
from coordination.kernel.policy import SYSTEM, Actor
from coordination.organizations.models import Office
from coordination.reminders.models import Reminder
from coordination.reminders.policy import ReminderAction
from coordination.reminders.queries.items import Item, Kind, climbed, unfinished
from coordination.reminders.rules import Climbed, Rung, rungs, unreceived
from coordination.reminders.services.letters import draft_of
from coordination.reminders.services.telling import tell_people

#: Nobody is reminded at night; the schedule climbs from here on.
MORNING = time(8, 30)
_CHUNK = 1000


@service(ReminderAction.CLIMB)
def climb(office: Office, *, actor: Actor, operation: str) -> Office:
    """Make today's reminders of an office and tell the people; letters are only drafted."""
    wanted = list(_wanted(office))
    made = _insert(wanted)
    sent = [one for one in made if one[0].rung is not Rung.LETTER]
    tell_people(sent)
    record(actor, ReminderAction.CLIMB, office, reminders=len(sent), letters=len(made) - len(sent))
    return office


def climb_due() -> int:
    """Climb for every office where a rung is due; runs on the schedule, answers for how many."""
    if local(clock.now()).time() < MORNING:
        return 0
    with acting(SYSTEM_SCOPE):
        offices = session.scalars(select(Office).order_by(Office.id)).all()
        due = [office for office in offices if _missing(office)]
        for office in due:
            climb(office, actor=SYSTEM, operation=fresh_key())
        return len(due)


def _missing(office: Office) -> bool:
    """Whether a rung of today has not been made yet."""
    made = {
        (row.assignment_id, row.report_id, row.rung)
        for row in session.execute(
            select(Reminder.assignment_id, Reminder.report_id, Reminder.rung).where(
                Reminder.office_id == office.id, Reminder.day == clock.today()
            )
        )
    }
    return any((*_ids(item), rung) not in made for item, rung, _times in _wanted(office))


def _wanted(office: Office) -> Iterator[tuple[Item, Rung, int]]:
    today, now, is_workday = clock.today(), clock.now(), working_days()
    so_far = climbed(office.id)
    for item in unfinished(office.id):
        before = so_far.get(item.key, Climbed())
        for rung in rungs(item.due_at, today, before, is_workday, item.grace_until):
            yield item, rung, before.daily
        received = item.acknowledged or Rung.UNRECEIVED in before.others
        if not received and item.issued_at and unreceived(item.issued_at, now) and is_workday(today):
            yield item, Rung.UNRECEIVED, before.daily


def _insert(wanted: list[tuple[Item, Rung, int]]) -> list[tuple[Reminder, Item, int]]:
    """The reminders that this call made, those that another run made first left out."""
    of = {(*_ids(item), rung): (item, times) for item, rung, times in wanted}
    made: list[tuple[Reminder, Item, int]] = []
    for start in range(0, len(wanted), _CHUNK):
        rows = [_row(item, rung, times) for item, rung, times in wanted[start : start + _CHUNK]]
        statement = insert(Reminder).values(rows).on_conflict_do_nothing().returning(Reminder)
        for reminder in session.scalars(statement):
            made.append((reminder, *of[reminder.assignment_id, reminder.report_id, reminder.rung]))
    return made


def _ids(item: Item) -> tuple[int | None, int | None]:
    return (item.id, None) if item.kind is Kind.ASSIGNMENT else (None, item.id)


def _row(item: Item, rung: Rung, times: int) -> dict[str, Any]:
    assignment_id, report_id = _ids(item)
    letter = rung is Rung.LETTER
    return {
        "office_id": item.office_id,
        "unit_id": item.unit_id,
        "assignment_id": assignment_id,
        "report_id": report_id,
        "rung": rung,
        "day": clock.today(),
        "text": draft_of(item, times, clock.today()) if letter else "",
        "created_at": clock.now(),
        "sent_at": None if letter else clock.now(),
    }
