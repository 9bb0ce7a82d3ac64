"""What every page of the slice says in words."""

from coordination.applications.rules import STAGE_LABELS, days_late
from coordination.applications.states import (
    LABELS,
    OPINION_LABELS,
    PURPOSE_LABELS,
    WORKFLOW,
    ApplicationAction,
    ApplicationState,
)
from coordination.applications.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.web import actor
from coordination.standards.rules import STANDING_LABELS, Standing
from coordination.subjects.rules import KIND_LABELS

S = ApplicationState
#: How a state looks: late, change, wait, done or plain.
LOOKS = {
    S.FILED: "wait",
    S.JOINT_REVIEW: "wait",
    S.BEFORE_NOTICE: "wait",
    S.NOTICE: "wait",
    S.BEFORE_NAMING: "wait",
    S.NAMED: "done",
    S.RETURNED: "change",
    S.REFUSED: "change",
}
STANDING_LOOKS = {
    Standing.MET: "done",
    Standing.UNMET: "change",
    Standing.UNKNOWN: "wait",
    Standing.TO_CONFIRM: "wait",
}
OPINION_LOOKS = {"agreed": "done", "opposed": "change", "asked": "wait"}


def can(action: ApplicationAction, application: object) -> bool:
    """Whether the actor can do it now."""
    return action in WORKFLOW.available(actor(), application)  # type: ignore[arg-type]


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "states": LABELS,
        "looks": LOOKS,
        "standings": STANDING_LABELS,
        "standing_looks": STANDING_LOOKS,
        "opinions_words": OPINION_LABELS,
        "opinion_looks": OPINION_LOOKS,
        "purposes": PURPOSE_LABELS,
        "stages": STAGE_LABELS,
        "kinds": KIND_LABELS,
        "Action": ApplicationAction,
        "can": can,
        "late": lambda due_on: days_late(due_on, clock.today()),
    }
