"""The blueprint of the slice, and the words of its pages."""

from flask import Blueprint

from coordination.radar.policy import FlagAction
from coordination.radar.rules import FlagKind, Standing
from coordination.radar.sentences import KIND_LABELS, PROMISE, STANDING_LABELS
from coordination.radar.services import ANSWER_AT_MOST

blueprint = Blueprint("radar", __name__)

#: The counters and filters by their names in the address.
KINDS = {str(kind): kind for kind in FlagKind}
STANDINGS = {str(standing): standing for standing in Standing}


def shared() -> dict[str, object]:
    """What the templates of the slice need, also where reporting shows them."""
    return {
        "FlagAct": FlagAction,
        "Standing": Standing,
        "kinds": KIND_LABELS,
        "standings": STANDING_LABELS,
        "promise": PROMISE,
        "answer_at_most": ANSWER_AT_MOST,
    }


blueprint.context_processor(shared)
