"""Who may put a ranking to consultation, object, and answer."""

from typing import Any

from coordination.consultations.states import ConsultationAction, ObjectionAction
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

UNIT = (Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)


def not_recused(actor: Actor, objection: Any) -> bool:
    """Neither filed nor approved what is contested; the database refuses it as well."""
    return actor.id is not None and actor.id not in (*(objection.recused or ()), objection.filed_by_id)


keeps = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))
of_its_unit = all_of(of_the_unit, has(*UNIT))

POLICY = policy(
    {
        ConsultationAction.LIST: any_of(keeps, all_of(same_office, has(*UNIT))),
        ConsultationAction.OPEN: clerk,
        ConsultationAction.VIEW: keeps,
        ConsultationAction.READ: of_its_unit,
        ConsultationAction.CLOSE: clerk,
        ConsultationAction.CANCEL: leader,
    }
)

OBJECTIONS = policy(
    {
        ObjectionAction.FILE: of_its_unit,
        ObjectionAction.VIEW: any_of(keeps, of_its_unit),
        ObjectionAction.WITHDRAW: of_its_unit,
        ObjectionAction.ANSWER: all_of(keeps, not_recused),
    }
)
