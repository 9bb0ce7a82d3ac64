"""The states of a consultation and of an objection, and the acts upon them."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class ConsultationAction(StrEnum):
    """OPEN is asked about a ranking, LIST about an office, READ about a unit's own line in it."""

    LIST = "consultation.list"
    OPEN = "consultation.open"
    VIEW = "consultation.view"
    READ = "consultation.read"
    CLOSE = "consultation.close"
    CANCEL = "consultation.cancel"


class ObjectionAction(StrEnum):
    """FILE is asked about a unit's own line, the others about an objection."""

    FILE = "ranking_objection.file"
    VIEW = "ranking_objection.view"
    WITHDRAW = "ranking_objection.withdraw"
    ANSWER = "ranking_objection.answer"


class ConsultationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


STATE_LABELS: dict[ConsultationState, Text] = {
    ConsultationState.OPEN: _("征求意见中"),
    ConsultationState.CLOSED: _("征求意见已结束"),
    ConsultationState.REPLACED: _("已重新计算"),
    ConsultationState.CANCELLED: _("已取消"),
}
OBJECTION_LABELS: dict[ObjectionState, Text] = {
    ObjectionState.OPEN: _("待答复"),
    ObjectionState.UPHELD: _("异议成立"),
    ObjectionState.REJECTED: _("异议不成立"),
    ObjectionState.WITHDRAWN: _("已撤回"),
}

WORKFLOW = Workflow(
    "consultation",
    STATE_LABELS,
    move(ConsultationAction.CLOSE, frm=ConsultationState.OPEN, to=ConsultationState.CLOSED),
    move(ConsultationAction.CANCEL, frm=ConsultationState.OPEN, to=ConsultationState.CANCELLED),
)
