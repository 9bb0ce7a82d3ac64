"""What a unit tells about an assignment: the draft, what was sent, the files that prove it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from coordination.kernel.db import session
from coordination.kernel.numerals import grouped
from coordination.kernel.policy import Actor, allowed
from coordination.tasks.models import Assignment, Evidence, Feedback
from coordination.tasks.queries.assignments import visible_to
from coordination.tasks.states import AssignmentAction

_WITH_FILES = selectinload(Feedback.evidence).joinedload(Evidence.file, innerjoin=True)


def draft(assignment: Assignment) -> Feedback | None:
    """The feedback that is being written, with its files."""
    found = select(Feedback).where(Feedback.assignment_id == assignment.id, Feedback.sent_at.is_(None))
    return session.scalars(found.options(joinedload(Feedback.by, innerjoin=True), _WITH_FILES)).first()


def sent(assignment: Assignment) -> Sequence[Feedback]:
    """What was told, newest first, with people and files; two queries however many there are."""
    found = select(Feedback).where(Feedback.assignment_id == assignment.id, Feedback.sent_at.is_not(None))
    return session.scalars(
        found.options(joinedload(Feedback.by, innerjoin=True), _WITH_FILES).order_by(
            Feedback.sent_at.desc(), Feedback.id.desc()
        )
    ).all()


def number(assignment: Assignment) -> int:
    """The version of all that was written: grows with each save and each sending, never with a file.

    A draft that a file has begun still counts nothing, so the page opened before it is not stale.
    """
    written = case((Feedback.sent_at.is_(None), Feedback.version - 1), else_=Feedback.version)
    found = select(func.coalesce(func.sum(written), 0)).where(Feedback.assignment_id == assignment.id)
    return int(session.scalar(found) or 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """The draft as the page shows it; empty texts where there is none."""

    version: int
    text: str = ""
    percent: str = ""
    quantity: str = ""


def kept(assignment: Assignment, draft: Feedback | None) -> Kept:
    """What is stored now, for the fields of the page and to stand beside what was typed."""
    version = number(assignment)
    if draft is None:
        return Kept(version)
    return Kept(
        version,
        draft.text,
        "" if draft.percent is None else str(draft.percent),
        "" if draft.quantity is None else grouped(draft.quantity),
    )


def files(assignment: Assignment) -> int:
    """How many files prove this assignment, of all feedback and the draft."""
    found = select(func.count()).select_from(Evidence).where(Evidence.assignment_id == assignment.id)
    return session.scalar(found) or 0


def evidence(actor: Actor, **places: int) -> Evidence | None:
    """The file of an address, if its assignment is visible to the actor; of a draft, to its writers."""
    id = places["id"]
    seen = visible_to(actor).with_only_columns(Assignment.id)
    found = (
        select(Evidence)
        .join(Evidence.feedback)
        .join(Feedback.assignment)
        .where(Evidence.id == id, Assignment.id.in_(seen))
        .options(
            contains_eager(Evidence.feedback).contains_eager(Feedback.assignment),
            joinedload(Evidence.file, innerjoin=True),
        )
    )
    one = session.scalars(found).first() if 0 < id < 2**63 else None
    if one is None or one.feedback.sent_at is not None:
        return one
    return one if allowed(actor, AssignmentAction.DRAFT, one.feedback.assignment) else None
