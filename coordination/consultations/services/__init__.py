"""The acts upon consultations and objections."""

from coordination.consultations import policy as _policy  # noqa: F401  every service is asked about it
from coordination.consultations import sentences as _sentences  # noqa: F401  what the register says
from coordination.consultations.services.answering import answer
from coordination.consultations.services.closing import cancel, close
from coordination.consultations.services.daily import attend_daily
from coordination.consultations.services.evidence import add_evidence, remove_evidence
from coordination.consultations.services.objecting import edit, object_to, withdraw
from coordination.consultations.services.opening import begin, remind
from coordination.consultations.services.reading import agree, read
from coordination.consultations.services.recomputing import recompute

__all__ = [
    "add_evidence",
    "agree",
    "answer",
    "attend_daily",
    "begin",
    "cancel",
    "close",
    "edit",
    "object_to",
    "read",
    "recompute",
    "remind",
    "remove_evidence",
    "withdraw",
]
