"""Who plans inspections, who goes there, who sees what was found."""

from typing import Any

from coordination.inspections.states import InspectionAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import (
    Actor,
    all_of,
    any_of,
    has,
    of_the_community,
    of_the_office,
    of_the_unit,
    policy,
    same_office,
)

A = InspectionAction
_unit_people = has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
looks_after = all_of(same_office, of_the_unit, _unit_people)


def inspects(actor: Actor, inspection: Any) -> bool:
    """The actor's unit was asked to inspect, and it is not the one that is inspected."""
    inspector_id = getattr(inspection, "inspector_id", None)
    return (
        inspector_id is not None
        and actor.unit_id == inspector_id
        and inspector_id != getattr(inspection, "unit_id", None)
    )


goes_there = any_of(
    clerk_of_the_office, all_of(same_office, inspects, has(Function.LIAISON, Function.TOWNSHIP))
)

POLICY = policy(
    {
        A.VIEW: any_of(
            in_the_office,
            looks_after,
            all_of(same_office, of_the_community),
            all_of(same_office, inspects, _unit_people),
        ),
        A.LIST: any_of(in_the_office, all_of(same_office, _unit_people)),
        A.PLAN: clerk_of_the_office,
        A.MOVE: clerk_of_the_office,
        A.FILL: goes_there,
        A.FINISH: goes_there,
        A.CANCEL: clerk_of_the_office,
    }
)
