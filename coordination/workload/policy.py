"""Who reads the load meter: the office that of all its units, a unit its own."""

from enum import StrEnum
from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office


class WorkloadAction(StrEnum):
    """LIST is asked about the Office, VIEW about a MemberUnit too."""

    VIEW = "workload.view"
    LIST = "workload.list"


def of_its_unit(actor: Actor, subject: Any) -> bool:
    """The unit is the actor's own; never true of an office."""
    return actor.unit_id is not None and actor.unit_id == getattr(subject, "unit_id", None)


in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
in_the_unit = all_of(
    same_office, of_its_unit, has(Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
)

POLICY = policy(
    {
        WorkloadAction.VIEW: any_of(in_the_office, in_the_unit),
        WorkloadAction.LIST: in_the_office,
    }
)
