"""What a unit asks about an assignment: a later date, or that another unit carries it out."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment, Request
from coordination.tasks.rules import check_extension, checked_reason
from coordination.tasks.services.telling import Kind, Wording, name_of, tell_who_keeps
from coordination.tasks.states import WISH_LABELS, WORKFLOW, AssignmentAction, Wish, WishState

ASK = {Wish.EXTENSION: AssignmentAction.ASK_EXTENSION, Wish.TRANSFER: AssignmentAction.ASK_TRANSFER}


@service(AssignmentAction.ASK_EXTENSION)
def ask_extension(
    assignment: Assignment,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    new_due_at: datetime | None,
    reason: str,
) -> Request:
    """Ask for a later date, before the deadline. Raises Invalid at `new_due_on` or `reason`."""
    expect(assignment, version)
    WORKFLOW.apply(assignment, AssignmentAction.ASK_EXTENSION)
    parent = session.get(Assignment, assignment.parent_id) if assignment.parent_id is not None else None
    latest = parent.due_at if parent is not None else None
    check_extension(new_due_at, assignment.due_at, clock.now(), latest=latest)
    reason = checked_reason(reason, _("请写明延期的原因。"))
    return _ask(assignment, actor, Wish.EXTENSION, reason, new_due_at=new_due_at)


@service(AssignmentAction.ASK_TRANSFER)
def ask_transfer(
    assignment: Assignment,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
    other_unit_id: int | None = None,
) -> Request:
    """Say that it is for another unit, and which, if known. Raises Invalid at `reason` or `to_unit`."""
    expect(assignment, version)
    WORKFLOW.apply(assignment, AssignmentAction.ASK_TRANSFER)
    reason = checked_reason(reason, _("请写明为什么不该由本单位办理。"))
    if other_unit_id is not None:
        open_unit(assignment, other_unit_id)
    return _ask(assignment, actor, Wish.TRANSFER, reason, other_unit_id=other_unit_id)


def _ask(assignment: Assignment, actor: Actor, wish: Wish, reason: str, **values: object) -> Request:
    if session.scalar(select(exists().where(*_open(assignment, wish)))):
        raise Conflict(_("已经有一项同样的申请在等答复。"))
    asked = Request(
        assignment_id=assignment.id,
        office_id=assignment.office_id,
        unit_id=assignment.unit_id,
        wish=wish,
        state=WishState.ASKED,
        reason=reason,
        asked_at=clock.now(),
        asked_by_id=actor.id,
        **values,
    )
    session.add(asked)
    due = {"due": asked.new_due_at.isoformat()} if asked.new_due_at is not None else {}
    record(actor, ASK[wish], assignment, reason=reason, **due)
    tell_who_keeps(actor, Kind.ASKED, assignment, _told_asked(wish, reason), asked)
    return asked


def _open(assignment: Assignment, wish: Wish) -> list[ColumnElement[bool]]:
    return [
        Request.assignment_id == assignment.id,
        Request.wish == wish,
        Request.state == WishState.ASKED,
    ]


def _told_asked(wish: Wish, reason: str) -> Wording:
    def message(assignment: Assignment) -> Text:
        return _(
            "{wish}：{unit}，{title}。原因：{reason}",
            wish=WISH_LABELS[wish],
            unit=name_of(assignment),
            title=assignment.task.title,
            reason=reason,
        )

    return message


def open_unit(assignment: Assignment, unit_id: int | None) -> MemberUnit:
    """Another open unit of the same office; raises Invalid at `to_unit`."""
    unit = session.get(MemberUnit, unit_id) if unit_id is not None else None
    if unit is None or unit.office_id != assignment.office_id or unit.closed_on is not None:
        raise Invalid(_("请从名单里选一个在册的成员单位。"), field="to_unit")
    if unit.id == assignment.unit_id:
        raise Invalid(_("这就是现在的承办单位，请另选一个。"), field="to_unit")
    return unit
