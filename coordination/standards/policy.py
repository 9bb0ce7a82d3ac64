"""Who reads standards, who writes and who enacts them."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office
from coordination.standards.rules import VersionState


class StandardAction(StrEnum):
    """LIST, CREATE and VETOES are asked about the office, ADOPT about a pattern, VETO about a subject, UNVETO
    about an event, the others about a standard or one of its versions."""

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
    VETOES = "standard.vetoes"
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


def has_an_office(_actor: Actor, subject: Any) -> bool:
    """It is no pattern: those belong to nobody, and their ids say nothing of offices."""
    return not is_a_pattern(_actor, subject)


def is_issued(_actor: Actor, subject: Any) -> bool:
    """It is no draft and was none that was given up: units read what was enacted."""
    return getattr(subject, "state", None) not in (VersionState.DRAFT, VersionState.DISCARDED)


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
own_clerk = all_of(has_an_office, clerk_of_the_office)
reads = all_of(any_of(is_a_pattern, in_the_office, all_of(same_office, is_issued)), _working)

POLICY = policy(
    {
        StandardAction.VIEW: reads,
        StandardAction.LIST: all_of(same_office, _working),
        StandardAction.CREATE: clerk_of_the_office,
        StandardAction.ADOPT: all_of(is_a_pattern, has(Function.CLERK)),
        StandardAction.EDIT: own_clerk,
        StandardAction.REVISE: own_clerk,
        StandardAction.DISCARD: own_clerk,
        StandardAction.TRY: all_of(has_an_office, in_the_office),
        StandardAction.ENACT: all_of(has_an_office, of_the_office, has(Function.LEADER)),
        StandardAction.CLOSE: own_clerk,
        StandardAction.VETOES: in_the_office,
        StandardAction.VETO: clerk_of_the_office,
        StandardAction.UNVETO: all_of(of_the_office, has(Function.LEADER)),
    }
)
