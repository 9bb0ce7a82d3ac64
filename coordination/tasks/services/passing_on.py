"""A township passes its assignment on to communities of its own."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import String, insert, literal, select
from sqlalchemy.orm import joinedload

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division
from coordination.tasks.models import Assignment
from coordination.tasks.queries.around import communities_left
from coordination.tasks.rules import AssignmentState, check_community_deadline
from coordination.tasks.services.telling import Kind, tell_who_carries_out
from coordination.tasks.states import WORKFLOW, AssignmentAction


@service(AssignmentAction.PASS_ON)
def pass_on(
    assignment: Assignment,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    communities: Collection[int],
    due_at: datetime,
) -> Assignment:
    """One assignment of the same task for each chosen community, all in one statement.

    Raises Invalid at `communities` for what is no open community of the township, or has the task
    already, and at `due_on`; Conflict for a unit that is no township.
    """
    expect(assignment, version)
    WORKFLOW.apply(assignment, AssignmentAction.PASS_ON)
    if assignment.unit.division_id is None:
        raise Conflict(_("只有乡镇街道能把任务转交村社区。"))
    chosen = _checked(assignment, set(communities))
    check_community_deadline(due_at, assignment.due_at, clock.now())
    made = _hand(assignment, chosen, due_at)
    record(actor, AssignmentAction.PASS_ON, assignment, communities=len(made))
    tell_who_carries_out(actor, Kind.ISSUED, _loaded(made), told_issued)
    return assignment


def _checked(assignment: Assignment, chosen: set[int]) -> set[int]:
    if not chosen:
        raise Invalid(_("请选择要转交的村社区。"), field="communities")
    if chosen - {one.id for one in communities_left(assignment)}:
        raise Invalid(
            _("选中的村社区里有已经转交过的，或已不在本镇街名下。请刷新后重选。"), field="communities"
        )
    return chosen


def _hand(assignment: Assignment, chosen: set[int], due_at: datetime) -> list[int]:
    values: dict[str, Any] = {
        "office_id": literal(assignment.office_id),
        "task_id": literal(assignment.task_id),
        "unit_id": literal(assignment.unit_id),
        "division_id": Division.id,
        "parent_id": literal(assignment.id),
        "role": literal(assignment.role.value, String()),
        "party_id": literal(assignment.party_id),
        "weight": literal(assignment.weight),
        "state": literal(AssignmentState.ISSUED.value, String()),
        "issued_at": literal(clock.now()),
        "due_at": literal(due_at),
    }
    rows = select(*values.values()).where(Division.id.in_(chosen)).order_by(Division.code)
    made = insert(Assignment).from_select(list(values), rows, include_defaults=False)
    return list(session.scalars(made.returning(Assignment.id)))


def _loaded(ids: list[int]) -> list[Assignment]:
    found = select(Assignment).where(Assignment.id.in_(ids)).options(joinedload(Assignment.task))
    return list(session.scalars(found.order_by(Assignment.id)))


def told_issued(assignment: Assignment) -> Text:
    return _("新交办任务：{title}，{due}前办结", title=assignment.task.title, due=assignment.due_at)
