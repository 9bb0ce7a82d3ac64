"""Where the pages of the slice hang, and the words they share."""

from flask import Blueprint

from coordination.certificates.sentences import why
from coordination.certificates.states import (
    CAUSE_LABELS,
    LABELS,
    OUTCOME_LABELS,
    CertificateAction,
    CertificateState,
    Outcome,
)
from coordination.standards.rules import STANDING_LABELS, Standing

blueprint = Blueprint("certificates", __name__)
S = CertificateState
LOOKS = {S.VALID: "done", S.SUSPENDED: "change", S.REVOKED: "late", S.EXPIRED: "plain", S.RENEWED: "plain"}


STANDING_LOOKS = {
    Standing.MET: "done",
    Standing.UNMET: "late",
    Standing.UNKNOWN: "wait",
    Standing.TO_CONFIRM: "wait",
}


@blueprint.context_processor
def shared() -> dict[str, object]:
    return {
        "CertificateAct": CertificateAction,
        "CertificateState": CertificateState,
        "Outcome": Outcome,
        "certificate_labels": LABELS,
        "certificate_looks": LOOKS,
        "cause_labels": CAUSE_LABELS,
        "outcome_labels": OUTCOME_LABELS,
        "why": why,
        "standings": STANDING_LABELS,
        "standing_looks": STANDING_LOOKS,
    }
