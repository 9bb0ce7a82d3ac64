"""What a unit tells about its assignment: the draft that saves itself, progress, the end of the work."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.tasks.models import Assignment, Feedback
from coordination.tasks.queries import filing as queries
from coordination.tasks.rules import TEXT_AT_MOST, progress, unproven
from coordination.tasks.services.telling import Kind, tell_who_keeps, told_submitted
from coordination.tasks.states import WORKFLOW, AssignmentAction

_READ_AGAIN = ("state", "version", "percent", "quantity", "submitted_by_id", "submitted_at")


@dataclass(frozen=True, slots=True)
class Filing:
    """What was typed, as read. `percent`: how far the whole is; `quantity`: done this time."""

    text: str = ""
    percent: int | None = None
    quantity: Decimal | None = None


@service(AssignmentAction.DRAFT)
def save(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, filing: Filing
) -> Feedback:
    """Keep the draft. Raises Stale when somebody wrote in between, Conflict when the work has ended."""
    draft = _draft(assignment, AssignmentAction.DRAFT, actor, version)
    _write(draft, actor, filing)
    record(actor, AssignmentAction.DRAFT, draft)
    return draft


@service(AssignmentAction.FEED_BACK)
def feed_back(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, filing: Filing
) -> Feedback:
    """Tell how the work goes. Raises Invalid when nothing is told, and as `save`."""
    draft = _draft(assignment, AssignmentAction.FEED_BACK, actor, version)
    told = (filing.text.strip(), filing.percent is not None, filing.quantity, draft.evidence)
    if not any(told):
        raise Invalid(_("写一句进展，或填数量、传材料后再反馈"), field="text")
    total = _total(assignment, filing)
    done = filing.percent if filing.percent is not None else progress(total, assignment.task.target)
    assignment.quantity = total
    assignment.percent = assignment.percent if done is None else done
    WORKFLOW.apply(assignment, AssignmentAction.FEED_BACK)
    _send(draft, actor, filing)
    record(actor, AssignmentAction.FEED_BACK, assignment, percent=assignment.percent)
    return draft


@service(AssignmentAction.SUBMIT)
def submit(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, filing: Filing
) -> Feedback:
    """Report the work as done and ask for the check.

    Raises Invalid at `files` or `text` for what the task asks and was not given, and as `save`.
    """
    draft = _draft(assignment, AssignmentAction.SUBMIT, actor, version)
    total = _total(assignment, filing)
    missing = unproven(
        text=filing.text.strip(),
        files=queries.files(assignment),
        asked_for=assignment.task.evidence,
        quantity=total,
        target=assignment.task.target,
    )
    if missing:
        raise Invalid(next(iter(missing.values())), errors=missing)
    assignment.quantity, assignment.percent = total, 100
    assignment.submitted_at, assignment.submitted_by_id = clock.now(), actor.id
    WORKFLOW.apply(assignment, AssignmentAction.SUBMIT)
    draft.final = True
    _send(draft, actor, filing)
    record(actor, AssignmentAction.SUBMIT, assignment)
    tell_who_keeps(actor, Kind.SUBMITTED, assignment, told_submitted)
    return draft


def begin(assignment: Assignment, action: AssignmentAction) -> None:
    """Let one person at a time write about an assignment, and only while its state allows."""
    session.refresh(assignment, _READ_AGAIN, with_for_update={"key_share": True})
    WORKFLOW.next(assignment.state, action)


def drafted(assignment: Assignment, actor: Actor) -> Feedback:
    """The draft of the assignment, begun if there is none; the caller holds the assignment."""
    row = insert(Feedback).values(
        assignment_id=assignment.id,
        office_id=assignment.office_id,
        unit_id=assignment.unit_id,
        by_id=actor.id,
        saved_at=clock.now(),
    )
    session.execute(row.on_conflict_do_nothing())
    found = queries.draft(assignment)
    assert found is not None  # noqa: S101  the statement above made it
    return found


def _draft(assignment: Assignment, action: AssignmentAction, actor: Actor, version: int | None) -> Feedback:
    begin(assignment, action)
    if version is None or version != queries.number(assignment):
        raise Stale
    return drafted(assignment, actor)


def _total(assignment: Assignment, filing: Filing) -> Decimal:
    """The quantity with what was done this time; a negative one takes back what was told too much."""
    total = assignment.quantity + (filing.quantity or 0)
    if total < 0:
        raise Invalid(_("冲减以后累计数量不能小于0"), field="quantity")
    return total


def _write(draft: Feedback, actor: Actor, filing: Filing) -> None:
    text = filing.text.replace("\r\n", "\n").strip()
    if len(text) > TEXT_AT_MOST:
        limits = {"limit": TEXT_AT_MOST, "count": len(text)}
        raise Invalid(_("最多{limit}个字，现在是{count}个", **limits), field="text")
    draft.text, draft.percent, draft.quantity = text, filing.percent, filing.quantity
    draft.by_id, draft.saved_at = cast(int, actor.id), clock.now()
    session.flush()


def _send(draft: Feedback, actor: Actor, filing: Filing) -> None:
    draft.sent_at = clock.now()
    _write(draft, actor, filing)
