"""The answer to what a unit asked: refused, a later date granted, or transferred to another unit."""

from datetime import datetime

from sqlalchemy import exists, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Forbidden, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment, Request
from coordination.tasks.rules import AssignmentState, checked_reason
from coordination.tasks.services.ending import end
from coordination.tasks.services.passing_on import told_issued
from coordination.tasks.services.requests import open_unit
from coordination.tasks.services.telling import Kind, Wording, tell_who_carries_out
from coordination.tasks.states import WISH_LABELS, WORKFLOW, AssignmentAction, Wish, WishState


@service(AssignmentAction.DECIDE)
def refuse(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, request_id: int, answer: str
) -> Assignment:
    """Say no, and why. Raises Invalid at `answer`."""
    asked = _begin(assignment, AssignmentAction.DECIDE, actor, version, request_id)
    answer = checked_reason(answer, _("请写明不同意的理由，对方会看到。"), field="answer")
    _settle(asked, WishState.REFUSED, actor, answer)
    record(actor, AssignmentAction.DECIDE, assignment, wish=asked.wish, granted=False, answer=answer)
    tell_who_carries_out(actor, Kind.ANSWERED, [assignment], _told_refused(asked), asked)
    return assignment


@service(AssignmentAction.DECIDE)
def grant_extension(
    assignment: Assignment,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    request_id: int,
    answer: str = "",
) -> Assignment:
    """The deadline moves to the date that was asked for, also for what was filed meanwhile."""
    asked = _begin(assignment, AssignmentAction.DECIDE, actor, version, request_id, Wish.EXTENSION)
    if asked.new_due_at is None or asked.new_due_at <= assignment.due_at:
        raise Conflict(_("现在的期限已经不早于申请的日期，不用再延期。"))
    before, assignment.due_at = assignment.due_at, asked.new_due_at
    _settle(asked, WishState.GRANTED, actor, _optional(answer))
    record(
        actor,
        AssignmentAction.DECIDE,
        assignment,
        wish=asked.wish,
        granted=True,
        answer=asked.answer,
        before=before.isoformat(),
        due=assignment.due_at.isoformat(),
    )
    tell_who_carries_out(actor, Kind.ANSWERED, [assignment], _told_extended, asked)
    return assignment


@service(AssignmentAction.TRANSFER)
def grant_transfer(
    assignment: Assignment,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    request_id: int,
    unit_id: int | None,
    due_at: datetime,
    answer: str = "",
) -> Assignment:
    """The assignment ends here and the same task begins at the other unit, due at `due_at`.

    Answers with the new assignment. Raises Invalid at `to_unit` when that unit was given the task
    before, and at `due_on` when the deadline has passed.
    """
    asked = _begin(assignment, AssignmentAction.TRANSFER, actor, version, request_id, Wish.TRANSFER)
    unit = _free_unit(assignment, unit_id)
    if due_at <= clock.now():
        raise Invalid(_("截止时间要晚于现在。"), field="due_on")
    answer = _optional(answer)
    _settle(asked, WishState.GRANTED, actor, answer)
    reason = str(_("转由{unit}办理。{answer}", unit=unit.short_name, answer=answer))
    end(assignment, AssignmentAction.TRANSFER, actor, reason)
    made = _given_to(unit, assignment, due_at)
    came = str(_("由{unit}转来。", unit=assignment.unit.short_name))
    record(actor, AssignmentAction.TRANSFER, made, reason=came)
    tell_who_carries_out(actor, Kind.ANSWERED, [assignment], _told_transferred(unit), asked)
    tell_who_carries_out(actor, Kind.ISSUED, [made], told_issued)
    return made


def _begin(
    assignment: Assignment,
    action: AssignmentAction,
    actor: Actor,
    version: int | None,
    request_id: int,
    wish: Wish | None = None,
) -> Request:
    """The open request, with nothing changed yet; who asked does not answer."""
    expect(assignment, version)
    WORKFLOW.next(assignment.state, action)
    found = select(Request).where(Request.id == request_id, Request.assignment_id == assignment.id)
    asked = session.scalars(found.with_for_update()).first()
    if asked is None or asked.state is not WishState.ASKED or wish not in (None, asked.wish):
        raise Conflict(_("这项申请已经答复，或已不再需要。"))
    if asked.asked_by_id == actor.id:
        raise Forbidden(_("申请人不能答复自己的申请。"))
    return asked


def _settle(asked: Request, state: WishState, actor: Actor, answer: str) -> None:
    asked.state, asked.answer = state, answer
    asked.decided_at, asked.decided_by_id = clock.now(), actor.id


def _optional(answer: str) -> str:
    return checked_reason(answer, _("请写明理由。"), field="answer") if answer.strip() else ""


def _free_unit(assignment: Assignment, unit_id: int | None) -> MemberUnit:
    unit = open_unit(assignment, unit_id)
    given = exists().where(
        Assignment.task_id == assignment.task_id,
        Assignment.unit_id == unit.id,
        Assignment.division_id.is_(None),
    )
    if session.scalar(select(given)):
        raise Invalid(_("{unit}已经有过这项任务，不能再转给它。", unit=unit.short_name), field="to_unit")
    return unit


def _given_to(unit: MemberUnit, assignment: Assignment, due_at: datetime) -> Assignment:
    made = Assignment(
        office_id=assignment.office_id,
        task=assignment.task,
        unit=unit,
        role=assignment.role,
        party_id=assignment.party_id,
        weight=assignment.weight,
        state=AssignmentState.ISSUED,
        issued_at=clock.now(),
        due_at=due_at,
    )
    session.add(made)
    session.flush()
    return made


def _told_refused(asked: Request) -> Wording:
    def message(assignment: Assignment) -> Text:
        return _(
            "{wish}没有同意：{title}。理由：{answer}",
            wish=WISH_LABELS[asked.wish],
            title=assignment.task.title,
            answer=asked.answer,
        )

    return message


def _told_extended(assignment: Assignment) -> Text:
    return _("同意延期到{due}：{title}", due=assignment.due_at, title=assignment.task.title)


def _told_transferred(unit: MemberUnit) -> Wording:
    def message(assignment: Assignment) -> Text:
        return _("同意转办：{title}，已转由{unit}办理", title=assignment.task.title, unit=unit.short_name)

    return message
