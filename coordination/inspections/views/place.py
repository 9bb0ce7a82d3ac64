"""Where the pages of the slice hang, and the words they share."""

from dataclasses import dataclass

from flask import Blueprint

from coordination.inspections.rules import days_over
from coordination.inspections.states import (
    LABELS,
    RESULT_LABELS,
    VERDICT_LABELS,
    WORKFLOW,
    InspectionAction,
    InspectionState,
    Result,
    Verdict,
)
from coordination.kernel.clock import clock
from coordination.kernel.policy import Actor
from coordination.kernel.web import actor

blueprint = Blueprint("inspections", __name__)
S = InspectionState
#: How a state, a verdict, a result looks: late, change, wait, done or plain.
LOOKS = {S.PLANNED: "wait", S.DONE: "plain", S.CANCELLED: "plain"}
VERDICT_LOOKS = {Verdict.PASSED: "done", Verdict.TO_MEND: "change", Verdict.FAILED: "late"}
RESULT_LOOKS = {Result.GOOD: "done", Result.PROBLEM: "change", Result.NOT_APPLICABLE: "plain"}


@dataclass(frozen=True, slots=True)
class Part:
    """Whose list it is: the office's, or that of a unit of it; the policy asks about it."""

    id: int
    office_id: int
    unit_id: int | None


def own_part(actor: Actor, **_places: int) -> Part | None:
    """The actor's part of the inspections."""
    if actor.office_id is None:
        return None
    return Part(actor.office_id, actor.office_id, actor.unit_id)


def can(action: InspectionAction, inspection: object) -> bool:
    """Whether the actor can do it now."""
    return action in WORKFLOW.available(actor(), inspection)  # type: ignore[arg-type]


@blueprint.app_context_processor
def acts() -> dict[str, object]:
    """For the pages of other slices: whether to lead to planning an inspection."""
    return {"InspectionAct": InspectionAction}


@blueprint.context_processor
def shared() -> dict[str, object]:
    return {
        "Act": InspectionAction,
        "states": LABELS,
        "looks": LOOKS,
        "verdicts": VERDICT_LABELS,
        "verdict_looks": VERDICT_LOOKS,
        "results": RESULT_LABELS,
        "result_looks": RESULT_LOOKS,
        "can": can,
        "over": lambda due_on: days_over(due_on, clock.today()),
    }
