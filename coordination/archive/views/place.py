"""Where the pages of the slice hang, and the words they share."""

from flask import Blueprint, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from coordination.archive.policy import ArchiveAction
from coordination.archive.verifying import Verdict
from coordination.circulars.states import KIND_LABELS, STATE_LABELS, CircularState
from coordination.config import settings
from coordination.kernel.web import Answer

blueprint = Blueprint("archive", __name__)
LOOKS = {
    CircularState.ISSUED: "done",
    CircularState.CORRECTED: "change",
    CircularState.WITHDRAWN: "change",
}


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    return render_template("archive/too_large.html", limit=settings().max_upload_mb, back=request.path), 413


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "ArchiveAction": ArchiveAction,
        "CircularState": CircularState,
        "Verdict": Verdict,
        "document_states": STATE_LABELS,
        "document_looks": LOOKS,
        "document_kinds": KIND_LABELS,
    }
