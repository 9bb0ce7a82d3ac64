"""Where the pages of the slice hang, their words, and what the page of a document shows of its receipts."""

from flask import Blueprint

from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.circulars.states import KIND_LABELS, STATE_LABELS, CircularState
from coordination.dispatches import queries
from coordination.dispatches import sentences as _sentences  # noqa: F401  published on import
from coordination.dispatches.models import Dispatch
from coordination.dispatches.queries import STANDING, Shown, Standing
from coordination.dispatches.states import ROLE_LABELS, DispatchAction, Role
from coordination.kernel.forms import Act
from coordination.kernel.web import actor

blueprint = Blueprint("dispatches", __name__)
LAST_PAGE = 10_000
DOCUMENT_LOOKS = {CircularState.CORRECTED: "change", CircularState.WITHDRAWN: "change"}


@blueprint.app_context_processor
def beside() -> dict[str, object]:
    """For the page of a document, which stands below this slice."""
    return {"dispatch_here": dispatch_here, "receipts_of": receipts_of, "receiving": receiving}


def dispatch_here(circular: Circular) -> Dispatch | None:
    """How the document came to the reader's unit."""
    return queries.to_unit(actor(), circular.id)


def receipts_of(circular: Circular) -> Standing | None:
    return queries.standing(actor(), [circular.id]).get(circular.id)


def receiving(_dispatch: Dispatch) -> Act:
    return Act()


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "DispatchAction": DispatchAction,
        "Shown": Shown,
        "Role": Role,
        "roles": ROLE_LABELS,
        "document_states": STATE_LABELS,
        "document_looks": DOCUMENT_LOOKS,
        "document_kinds": KIND_LABELS,
        "STANDING": STANDING,
        "number": number,
    }
