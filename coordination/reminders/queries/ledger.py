"""The ledger: every reminder with what became of it, person by person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload, raiseload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.notifications.queries import DeliveryLine, deliveries_about
from coordination.organizations.models import MemberUnit
from coordination.reminders.models import Reminder
from coordination.reminders.rules import Rung
from coordination.reporting.models import Report
from coordination.tasks.models import Assignment

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as they stand in the address."""

    rung: Rung | None = None
    words: str = ""
    assignment_id: int | None = None
    report_id: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    reminders: Sequence[Reminder]
    lines: Mapping[int, Sequence[DeliveryLine]]
    page: int
    more: bool


def visible_to(actor: Actor) -> Select[Reminder]:
    """The office sees all of its reminders, a unit those sent to it."""
    if actor.office_id is None:
        return select(Reminder).where(false())
    found = select(Reminder).where(Reminder.office_id == actor.office_id)
    if actor.unit_id is None:
        return found
    return found.where(Reminder.unit_id == actor.unit_id, Reminder.sent_at.is_not(None))


def ledger(actor: Actor, wanted: Wanted) -> Ledger:
    """What was sent, the latest first, 25 to the page."""
    found = visible_to(actor).where(Reminder.sent_at.is_not(None))
    if wanted.rung is not None:
        found = found.where(Reminder.rung == wanted.rung)
    if wanted.assignment_id is not None:
        found = found.where(Reminder.assignment_id == wanted.assignment_id)
    if wanted.report_id is not None:
        found = found.where(Reminder.report_id == wanted.report_id)
    if wanted.words:
        found = found.join(Reminder.unit).where(
            or_(
                MemberUnit.name.contains(wanted.words, autoescape=True),
                MemberUnit.short_name.contains(wanted.words, autoescape=True),
            )
        )
    page = max(1, wanted.page)
    listed = _whole(found).order_by(Reminder.id.desc()).limit(PAGE + 1).offset((page - 1) * PAGE)
    reminders = session.scalars(listed).all()
    shown = reminders[:PAGE]
    lines = deliveries_about(Reminder.__tablename__, [reminder.id for reminder in shown])
    return Ledger(shown, lines, page, len(reminders) > PAGE)


def letters(actor: Actor) -> Sequence[Reminder]:
    """Letters, drafts first, then the latest."""
    found = visible_to(actor).where(Reminder.rung == Rung.LETTER)
    return session.scalars(
        _whole(found).order_by(Reminder.sent_at.desc().nulls_first(), Reminder.id.desc()).limit(500)
    ).all()


def letter(actor: Actor, **places: int) -> Reminder | None:
    """A letter with what its page shows; None for another kind of reminder."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = visible_to(actor).where(Reminder.id == number, Reminder.rung == Rung.LETTER)
    return session.scalars(_whole(found)).one_or_none()


def _whole(found: Select[Reminder]) -> Select[Reminder]:
    return found.options(
        joinedload(Reminder.unit, innerjoin=True),
        joinedload(Reminder.by),
        joinedload(Reminder.sent_by),
        joinedload(Reminder.assignment).joinedload(Assignment.task),
        joinedload(Reminder.assignment).joinedload(Assignment.division),
        joinedload(Reminder.report).joinedload(Report.form),
        raiseload("*"),
    )
