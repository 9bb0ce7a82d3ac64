"""Who reads the catalogue and the regulations, and who changes them."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, has, of_the_office, policy, same_office


class IndicatorAction(StrEnum):
    """LIST and CREATE are asked about the actor's office, the rest about an indicator."""

    VIEW = "indicator.view"
    LIST = "indicator.list"
    CREATE = "indicator.create"
    EDIT = "indicator.edit"
    CLOSE = "indicator.close"


class RegulationAction(StrEnum):
    """LIST and ADD are asked about the actor's office, the rest about a regulation.

    Who edits a shared regulation makes a correction of the own office; the shared row stays as it is.
    """

    VIEW = "regulation.view"
    LIST = "regulation.list"
    ADD = "regulation.add"
    EDIT = "regulation.edit"


AT_WORK = (
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)
_at_work = has(*AT_WORK)
_clerk = has(Function.CLERK)


def in_reach(actor: Actor, indicator: Any) -> bool:
    """The indicator is of the shared catalogue or of the actor's own office; an Office is its own."""
    office_id = getattr(indicator, "office_id", indicator.id)
    return actor.office_id is not None and office_id in (None, actor.office_id)


def of_its_own_office(actor: Actor, indicator: Any) -> bool:
    """The shared catalogue is not one office's to change."""
    return actor.office_id is not None and getattr(indicator, "office_id", None) == actor.office_id


def in_the_office(actor: Actor, _subject: Any) -> bool:
    return actor.unit_id is None


REGULATION_POLICY = policy(
    {
        RegulationAction.VIEW: all_of(in_reach, _at_work),
        RegulationAction.LIST: all_of(same_office, _at_work),
        RegulationAction.ADD: all_of(of_the_office, _clerk),
        RegulationAction.EDIT: all_of(in_reach, in_the_office, _clerk),
    }
)

POLICY = policy(
    {
        IndicatorAction.VIEW: all_of(in_reach, _at_work),
        IndicatorAction.LIST: all_of(same_office, _at_work),
        IndicatorAction.CREATE: all_of(of_the_office, _clerk),
        IndicatorAction.EDIT: all_of(of_its_own_office, in_the_office, _clerk),
        IndicatorAction.CLOSE: all_of(of_its_own_office, in_the_office, _clerk),
    }
)
