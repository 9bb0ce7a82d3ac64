"""Where the pages of the slice hang, the words they share, forms that carry files."""

from flask import Blueprint, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from coordination.config import settings
from coordination.consultations.rules import FILES_AT_MOST
from coordination.consultations.sentences import OBJECTION_LOOKS, STATE_LOOKS
from coordination.consultations.services.telling import what_of
from coordination.consultations.states import (
    OBJECTION_LABELS,
    STATE_LABELS,
    ConsultationAction,
    ConsultationState,
    ObjectionAction,
    ObjectionState,
)
from coordination.kernel.web import Answer

blueprint = Blueprint("consultations", __name__)
CARRY_FILES = ("object_to", "edit")


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Before the body is read: forms with files may be larger than others."""
    if (endpoint or "").rpartition(".")[2] in CARRY_FILES:
        request.max_content_length = settings().largest_form_mb * 1024 * 1024


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    limit = settings().largest_form_mb
    return render_template("consultations/too_large.html", limit=limit, back=request.path), 413


@blueprint.context_processor
def shared() -> dict[str, object]:
    return {
        "Act": ConsultationAction,
        "ObjectionAct": ObjectionAction,
        "ConsultationState": ConsultationState,
        "ObjectionState": ObjectionState,
        "labels": STATE_LABELS,
        "looks": STATE_LOOKS,
        "objection_labels": OBJECTION_LABELS,
        "objection_looks": OBJECTION_LOOKS,
        "what_of": what_of,
        "files_at_most": FILES_AT_MOST,
        "file_at_most": settings().max_evidence_mb,
    }
