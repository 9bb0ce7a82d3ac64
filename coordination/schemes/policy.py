"""Who may do what with schemes of scoring."""

from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)
from coordination.schemes.states import EntryAction, SchemeAction, SchemeState

AT_WORK = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


def was_in_force(_actor: Actor, scheme: Any) -> bool:
    """It is no draft and was none that was given up: units read what they are measured by."""
    if getattr(scheme, "state", None) is SchemeState.DRAFT:
        return False
    return getattr(scheme, "enacted_at", None) is not None or getattr(scheme, "drafted_at", None) is None


def counts(_actor: Actor, entry: Any) -> bool:
    """It was confirmed, so that it stands in the unit's score."""
    return entry.confirmed_at is not None


at_work = all_of(same_office, has(*AT_WORK))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))
keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))

POLICY = policy(
    {
        SchemeAction.VIEW: any_of(keeps, all_of(at_work, was_in_force)),
        SchemeAction.LIST: at_work,
        SchemeAction.DRAFT: clerk,
        SchemeAction.EDIT: clerk,
        SchemeAction.DISCARD: clerk,
        SchemeAction.ENACT: leader,
        SchemeAction.CLOSE: leader,
        SchemeAction.FREEZE: clerk,
        EntryAction.LIST: keeps,
        EntryAction.VIEW: any_of(keeps, all_of(of_the_unit, has(*AT_WORK), counts)),
        EntryAction.ENTER: clerk,
        EntryAction.CONFIRM: leader,
        EntryAction.WITHDRAW: keeps,
    }
)
