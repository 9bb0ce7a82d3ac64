"""Who may do what with tasks and assignments.

A township keeps the assignments of its communities: it passes its own on, and judges what the
communities file. A community worker sees the own community's only.
"""

from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office
from coordination.tasks.states import AssignmentAction, TaskAction

OFFICE_PEOPLE = frozenset({Function.CLERK, Function.LEADER})
UNIT_PEOPLE = frozenset({Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP})

in_the_office = all_of(of_the_office, has(*sorted(OFFICE_PEOPLE)))
clerk = all_of(of_the_office, has(Function.CLERK))
_unit_people = has(*sorted(UNIT_PEOPLE))
_files = has(Function.LIAISON, Function.TOWNSHIP)


def of_its_unit(actor: Actor, subject: Any) -> bool:
    """The assignment (or the unit itself) is of the actor's member unit."""
    return actor.unit_id is not None and actor.unit_id == getattr(subject, "unit_id", None)


def of_its_community(actor: Actor, assignment: Any) -> bool:
    """The assignment was passed on to the actor's own community."""
    community = getattr(assignment, "division_id", None)
    return community is not None and actor.division_id == community


def to_a_unit(_actor: Actor, assignment: Any) -> bool:
    return getattr(assignment, "division_id", None) is None


def to_a_community(_actor: Actor, assignment: Any) -> bool:
    return getattr(assignment, "division_id", None) is not None


def not_the_submitter(actor: Actor, assignment: Any) -> bool:
    """Who filed the work does not judge it."""
    return actor.id is not None and actor.id != getattr(assignment, "submitted_by_id", None)


in_the_unit = all_of(same_office, of_its_unit, _unit_people)
in_the_community = all_of(same_office, of_its_unit, has(Function.COMMUNITY_WORKER), of_its_community)
carries_out = any_of(
    all_of(same_office, of_its_unit, _files, to_a_unit),
    in_the_community,
)
keeps_the_community = all_of(same_office, of_its_unit, has(Function.TOWNSHIP), to_a_community)
hands_out = any_of(all_of(clerk, to_a_unit), keeps_the_community)
answers = any_of(all_of(in_the_office, to_a_unit), keeps_the_community)
judges = all_of(answers, not_the_submitter)
passes_on = all_of(same_office, of_its_unit, has(Function.TOWNSHIP), to_a_unit)

TASK_POLICY = policy(
    {
        TaskAction.VIEW: in_the_office,
        TaskAction.LIST: in_the_office,
        TaskAction.CREATE: clerk,
        TaskAction.EDIT: clerk,
        TaskAction.ISSUE: clerk,
        TaskAction.ADD_UNITS: clerk,
        TaskAction.DISCARD: clerk,
        TaskAction.WITHDRAW: clerk,
        TaskAction.TERMINATE: in_the_office,
    }
)

ASSIGNMENT_POLICY = policy(
    {
        AssignmentAction.VIEW: any_of(in_the_office, in_the_unit, in_the_community),
        AssignmentAction.LIST: any_of(in_the_unit, in_the_community),
        AssignmentAction.ACKNOWLEDGE: carries_out,
        AssignmentAction.DRAFT: carries_out,
        AssignmentAction.FEED_BACK: carries_out,
        AssignmentAction.SUBMIT: carries_out,
        AssignmentAction.RETURN: judges,
        AssignmentAction.APPROVE: judges,
        AssignmentAction.CLOSE: answers,
        AssignmentAction.WITHDRAW: hands_out,
        AssignmentAction.TERMINATE: answers,
        AssignmentAction.PASS_ON: passes_on,
        AssignmentAction.ASK_EXTENSION: carries_out,
        AssignmentAction.ASK_TRANSFER: all_of(same_office, of_its_unit, _files, to_a_unit),
        AssignmentAction.DECIDE: answers,
        AssignmentAction.TRANSFER: all_of(in_the_office, to_a_unit),
    }
)
