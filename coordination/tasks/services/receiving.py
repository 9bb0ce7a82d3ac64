"""The receipt: a named person of the unit took note, at a time."""

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.tasks.models import Assignment
from coordination.tasks.states import WORKFLOW, AssignmentAction


@service(AssignmentAction.ACKNOWLEDGE)
def acknowledge(assignment: Assignment, *, actor: Actor, operation: str, version: int | None) -> Assignment:
    """Raises Conflict when somebody has acknowledged it before."""
    expect(assignment, version)
    receive(assignment, actor)
    return assignment


def receive(assignment: Assignment, actor: Actor) -> None:
    WORKFLOW.apply(assignment, AssignmentAction.ACKNOWLEDGE)
    assignment.acknowledged_at = clock.now()
    assignment.acknowledged_by_id = actor.id
    record(actor, AssignmentAction.ACKNOWLEDGE, assignment)
