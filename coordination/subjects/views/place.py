"""Where the pages of the slice hang, and the words they share."""

from flask import Blueprint

from coordination.organizations.rules import masked_phone
from coordination.subjects import sentences as _sentences  # noqa: F401  what the audit says
from coordination.subjects.policy import SubjectAction
from coordination.subjects.rules import BY_HAND, KIND_LABELS, SubjectKind

blueprint = Blueprint("subjects", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "SubjectAct": SubjectAction,
        "subject_kinds": KIND_LABELS,
        "by_hand": BY_HAND,
        "Kind": SubjectKind,
        "masked": masked_phone,
    }
