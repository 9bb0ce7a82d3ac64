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
    policy,
    refusing,
    same_office,
)
from coordination.kernel.text import _

UNIT = (Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP)
STAFF = (Function.CLERK, Function.LEADER)


@refusing(_("这一步由被征求意见的单位的人办理。"))
def of_the_asked_unit(actor: Actor, subject: Any) -> bool:
    """What is asked of, or said by, the actor's own unit; never true of a whole consultation."""
    return actor.unit_id is not None and actor.unit_id == getattr(subject, "unit_id", None)


@refusing(_("您填报或审核过被异议的数据，要回避，请由联席办另一位同事答复。"))
def not_recused(actor: Actor, objection: Any) -> bool:
    """Neither filed nor approved what is contested; the database refuses it as well."""
    return actor.id is not None and actor.id not in (*(objection.recused or ()), objection.filed_by_id)


keeps = all_of(of_the_office, has(*STAFF))
clerk = all_of(of_the_office, has(Function.CLERK))
leader = all_of(of_the_office, has(Function.LEADER))
of_its_unit = all_of(same_office, of_the_asked_unit, has(*UNIT))
_concerned = all_of(same_office, has(*STAFF, *UNIT))


def lists(actor: Actor, office: Any) -> bool:
    """The list of the own office; it shows what the actor may view."""
    return getattr(office, "__tablename__", "") == "offices" and _concerned(actor, office)


POLICY = policy(
    {
        ConsultationAction.LIST: lists,
        ConsultationAction.OPEN: clerk,
        ConsultationAction.VIEW: any_of(keeps, of_its_unit, lists),
        ConsultationAction.READ: of_its_unit,
        ConsultationAction.AGREE: of_its_unit,
        ConsultationAction.REMIND: clerk,
        ConsultationAction.RECOMPUTE: clerk,
        ConsultationAction.CLOSE: clerk,
        ConsultationAction.CANCEL: leader,
    }
)

OBJECTIONS = policy(
    {
        ObjectionAction.FILE: of_its_unit,
        ObjectionAction.VIEW: any_of(keeps, of_its_unit),
        ObjectionAction.EDIT: of_its_unit,
        ObjectionAction.WITHDRAW: of_its_unit,
        ObjectionAction.ANSWER: all_of(keeps, not_recused),
    }
)
