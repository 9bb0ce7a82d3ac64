"""The acts upon notices and objections; what leaves the procedure comes off its notice."""

from coordination.notices import policy as _policy  # noqa: F401  every service is asked about it
from coordination.notices.services.answering import answer, reveal
from coordination.notices.services.closing import close
from coordination.notices.services.drafting import cancel, draft, edit, publish
from coordination.notices.services.objecting import enter, object_publicly
from coordination.notices.services.taking_off import taken_off

__all__ = [
    "answer",
    "cancel",
    "close",
    "draft",
    "edit",
    "enter",
    "object_publicly",
    "publish",
    "reveal",
    "taken_off",
]
