"""Handing a task out, to more units later, and taking it back."""

from typing import Any, cast

from sqlalchemy import CursorResult, String, insert, literal, select, update

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.tasks import jobs
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Assignment, Request, Task
from coordination.tasks.queries import addressed
from coordination.tasks.rules import UNDER_WAY, AssignmentState, checked_reason
from coordination.tasks.services.checking import called, due_fault, left_fault, units_fault
from coordination.tasks.states import TASK_WORKFLOW, TaskAction, WishState


@service(TaskAction.ISSUE)
def issue(task: Task, *, actor: Actor, operation: str, version: int | None, anyway: bool = False) -> Task:
    """Hand a draft to its units: one assignment each, all in one statement.

    Raises Invalid at `due_on` and `units` for what is no longer true of the draft, and at `anyway`
    when the same units are still at work on a like task and nobody said to go on regardless. The
    task of a period of a duty is like its forerunner on purpose and may be opened late.
    """
    expect(task, version)
    TASK_WORKFLOW.next(task.state, TaskAction.ISSUE)
    to = addressed.addressees(task)
    errors = _faults(task, to, anyway=anyway)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    TASK_WORKFLOW.apply(task, TaskAction.ISSUE)
    task.issued_at, task.issued_by_id = clock.now(), actor.id
    session.flush()
    units = hand(task, to)
    record(actor, TaskAction.ISSUE, task, title=called(task), units=units)
    jobs.announce.later(task.id)
    return task


def _faults(task: Task, to: Addressees, *, anyway: bool) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    late = due_fault(task.due_at) if task.period is None else None
    if late is not None:
        errors["due_on"] = late
    fault = units_fault(task.office_id, to)
    if fault is not None:
        errors["units"] = fault
    if not anyway and task.period is None and (found := addressed.repeats(task, to, clock.now())):
        errors["anyway"] = _(
            "有{count}项相同或相近的任务还在办理，请核对；确要交办，勾选“仍然交办”。", count=len(found)
        )
    return errors


def hand(task: Task, to: Addressees) -> int:
    """Insert the assignments of an issued task for those meant who have none yet; answers how many."""
    meant = addressed.without_assignment(addressed.addressed(task.office_id, to), task.id)
    values: dict[str, Any] = {
        "office_id": MemberUnit.office_id,
        "task_id": literal(task.id),
        "unit_id": MemberUnit.id,
        "role": addressed.role(to),
        "party_id": literal(task.party_id),
        "weight": literal(task.weight),
        "state": literal(AssignmentState.ISSUED.value, String()),
        "issued_at": literal(clock.now()),
        "due_at": literal(task.due_at),
    }
    rows = meant.with_only_columns(*values.values()).order_by(MemberUnit.sort_order, MemberUnit.id)
    statement = insert(Assignment).from_select(list(values), rows, include_defaults=False)
    made = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast(CursorResult[Any], made).rowcount


@service(TaskAction.ADD_UNITS)
def add_units(task: Task, to: Addressees, *, actor: Actor, operation: str, version: int | None) -> Task:
    """Hand an issued task to more units; those that have or had it keep what they have."""
    expect(task, version)
    TASK_WORKFLOW.apply(task, TaskAction.ADD_UNITS)
    fault = left_fault(task.office_id, to)
    if fault is not None:
        raise Invalid(fault, field="units")
    if due_fault(task.due_at) is not None:
        raise Conflict(_("截止时间已经过了，不能再交办给别的单位；可以另建任务。"))
    units = hand(task, to)
    if not units:
        raise Invalid(_("没有选新的单位：所选单位都已经交办过。"), field="units")
    _remember(task, addressed.addressees(task).joined(to))
    record(actor, TaskAction.ADD_UNITS, task, title=called(task), units=units)
    jobs.announce.later(task.id)
    return task


def _remember(task: Task, to: Addressees) -> None:
    task.kinds, task.support_kinds = list(to.kinds), list(to.support_kinds)
    task.lead_ids, task.support_ids = list(to.lead_ids), list(to.support_ids)


@service(TaskAction.WITHDRAW)
def withdraw(task: Task, *, actor: Actor, operation: str, version: int | None, reason: str) -> Task:
    """Take back what should not have been handed out; what was already fulfilled stays fulfilled."""
    return _end(task, TaskAction.WITHDRAW, AssignmentState.WITHDRAWN, actor, version, reason)


@service(TaskAction.TERMINATE)
def terminate(task: Task, *, actor: Actor, operation: str, version: int | None, reason: str) -> Task:
    """End a task that is no longer needed; what was already fulfilled stays fulfilled."""
    return _end(task, TaskAction.TERMINATE, AssignmentState.TERMINATED, actor, version, reason)


def _end(
    task: Task,
    action: TaskAction,
    state: AssignmentState,
    actor: Actor,
    version: int | None,
    reason: str,
) -> Task:
    expect(task, version)
    TASK_WORKFLOW.next(task.state, action)
    task.end_reason = checked_reason(reason, _("请写明原因，各单位会看到。"))
    TASK_WORKFLOW.apply(task, action)
    session.flush()
    units = _end_assignments(task, state)
    _lapse(task)
    _forget_what_was_read()
    record(actor, action, task, title=called(task), reason=task.end_reason, units=units)
    jobs.tell_end.later(task.id)
    return task


def _end_assignments(task: Task, state: AssignmentState) -> int:
    """End what is under way, in units and communities, past the versions that open pages carry."""
    ended = session.execute(
        update(Assignment)
        .where(Assignment.task_id == task.id, Assignment.state.in_(UNDER_WAY))
        .values(state=state, end_reason=task.end_reason, version=Assignment.version + 1)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], ended).rowcount


def _lapse(task: Task) -> None:
    """What was asked about the task needs no answer any more."""
    of_the_task = select(Assignment.id).where(Assignment.task_id == task.id)
    session.execute(
        update(Request)
        .where(Request.assignment_id.in_(of_the_task), Request.state == WishState.ASKED)
        .values(state=WishState.LAPSED, decided_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _forget_what_was_read() -> None:
    """What was loaded before the changes made past the session."""
    for one in list(session.identity_map.values()):
        if isinstance(one, Assignment | Request):
            session.expire(one)
