"""Who reads standards, who writes and who enacts them."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office


class StandardAction(StrEnum):
    """LIST, CREATE, TRY and VETO are asked about the office (VETO with the subject's office), ADOPT about a
    pattern, the others about a standard or one of its versions."""

    VIEW = "standard.view"
    LIST = "standard.list"
    CREATE = "standard.create"
    ADOPT = "standard.adopt"
    EDIT = "standard.edit"
    REVISE = "standard.revise"
    DISCARD = "standard.discard"
    TRY = "standard.try"
    ENACT = "standard.enact"
    CLOSE = "standard.close"
    VETO = "standard.veto"
    UNVETO = "standard.unveto"


_working = has(
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


def is_a_pattern(_actor: Actor, standard: Any) -> bool:
    """It belongs to no office: a published pattern."""
    return hasattr(standard, "office_id") and standard.office_id is None


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
reads = all_of(any_of(is_a_pattern, same_office), _working)

POLICY = policy(
    {
        StandardAction.VIEW: reads,
        StandardAction.LIST: reads,
        StandardAction.CREATE: clerk_of_the_office,
        StandardAction.ADOPT: all_of(is_a_pattern, has(Function.CLERK)),
        StandardAction.EDIT: clerk_of_the_office,
        StandardAction.REVISE: clerk_of_the_office,
        StandardAction.DISCARD: clerk_of_the_office,
        StandardAction.TRY: in_the_office,
        StandardAction.ENACT: all_of(of_the_office, has(Function.LEADER)),
        StandardAction.CLOSE: clerk_of_the_office,
        StandardAction.VETO: clerk_of_the_office,
        StandardAction.UNVETO: all_of(of_the_office, has(Function.LEADER)),
    }
)
