"""How an assignment ends otherwise than by being done: closed after it, withdrawn, terminated."""

from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.tasks.models import Assignment, Request
from coordination.tasks.rules import UNDER_WAY, AssignmentState, checked_reason
from coordination.tasks.services.telling import Kind, tell_who_carries_out
from coordination.tasks.states import WORKFLOW, AssignmentAction, WishState

CLOSED_ABOVE = _("镇街的这项交办已销号，不再需要反馈。")


@service(AssignmentAction.CLOSE)
def close(assignment: Assignment, *, actor: Actor, operation: str, version: int | None) -> Assignment:
    """销号: strike off what was fulfilled. What communities have still open is terminated with it."""
    expect(assignment, version)
    strike_off(assignment, actor)
    tell_who_carries_out(actor, Kind.CLOSED, [assignment], told_closed)
    return assignment


def strike_off(assignment: Assignment, actor: Actor) -> None:
    WORKFLOW.apply(assignment, AssignmentAction.CLOSE)
    assignment.closed_at = clock.now()
    record(actor, AssignmentAction.CLOSE, assignment)
    end_communities(assignment, AssignmentAction.TERMINATE, actor, str(CLOSED_ABOVE))


@service(AssignmentAction.WITHDRAW)
def withdraw(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Assignment:
    """Take back what should not have been asked of this unit. Raises Invalid at `reason`."""
    return _end(assignment, AssignmentAction.WITHDRAW, actor, version, reason)


@service(AssignmentAction.TERMINATE)
def terminate(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Assignment:
    """End what is no longer needed. Raises Invalid at `reason`."""
    return _end(assignment, AssignmentAction.TERMINATE, actor, version, reason)


def _end(
    assignment: Assignment, action: AssignmentAction, actor: Actor, version: int | None, reason: str
) -> Assignment:
    expect(assignment, version)
    WORKFLOW.next(assignment.state, action)
    reason = checked_reason(reason, _("请写明原因，对方会看到。"))
    end(assignment, action, actor, reason)
    tell_who_carries_out(actor, Kind.ENDED, [assignment], told_ended)
    return assignment


def end(assignment: Assignment, action: AssignmentAction, actor: Actor, reason: str) -> None:
    """Drop it with what its communities have under way; open requests lapse."""
    WORKFLOW.apply(assignment, action)
    assignment.end_reason = reason
    lapse([assignment])
    record(actor, action, assignment, reason=reason)
    passed_on = AssignmentAction.TERMINATE if action is AssignmentAction.TRANSFER else action
    end_communities(assignment, passed_on, actor, reason)


def end_communities(assignment: Assignment, action: AssignmentAction, actor: Actor, reason: str) -> None:
    """End what a township passed on and what is still under way, each with its own trace."""
    if assignment.division_id is not None:
        return
    ended = _communities_under_way(assignment)
    for one in ended:
        WORKFLOW.apply(one, action)
        one.end_reason = reason
        record(actor, action, one, reason=reason)
    lapse(ended)
    if ended:
        tell_who_carries_out(actor, Kind.ENDED, ended, told_ended)


def _communities_under_way(assignment: Assignment) -> Sequence[Assignment]:
    found = select(Assignment).where(Assignment.parent_id == assignment.id, Assignment.state.in_(UNDER_WAY))
    return session.scalars(found.options(joinedload(Assignment.task)).order_by(Assignment.id)).all()


def lapse(assignments: Sequence[Assignment]) -> None:
    """What was asked about them needs no answer any more."""
    ids = [one.id for one in assignments]
    if ids:
        session.execute(
            update(Request)
            .where(Request.assignment_id.in_(ids), Request.state == WishState.ASKED)
            .values(state=WishState.LAPSED, decided_at=clock.now())
        )


def told_closed(assignment: Assignment) -> Text:
    return _("已销号：{title}", title=assignment.task.title)


def told_ended(assignment: Assignment) -> Text:
    values = {"title": assignment.task.title, "reason": assignment.end_reason}
    if assignment.state is AssignmentState.WITHDRAWN:
        return Text(_("交办已撤回：{title}。原因：{reason}").msgid, values)
    return Text(_("交办已终止：{title}。原因：{reason}").msgid, values)
