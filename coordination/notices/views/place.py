"""Where the pages of the slice hang, and the words they share."""

from flask import Blueprint

from coordination.notices.sentences import NOTICE_LOOKS, OBJECTION_LOOKS
from coordination.notices.states import (
    CHANNEL_LABELS,
    NOTICE_LABELS,
    OBJECTION_LABELS,
    NoticeAction,
    NoticeState,
    ObjectionState,
)

blueprint = Blueprint("notices", __name__)


@blueprint.context_processor
def shared() -> dict[str, object]:
    return {
        "NoticeAct": NoticeAction,
        "NoticeState": NoticeState,
        "ObjectionState": ObjectionState,
        "notice_labels": NOTICE_LABELS,
        "notice_looks": NOTICE_LOOKS,
        "objection_labels": OBJECTION_LABELS,
        "objection_looks": OBJECTION_LOOKS,
        "channel_labels": CHANNEL_LABELS,
    }
