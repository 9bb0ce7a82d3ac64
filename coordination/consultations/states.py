"""The states of a consultation and of an objection, and the acts upon them."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class ConsultationAction(StrEnum):
    """LIST is asked about an office, OPEN about a ranking, READ and AGREE about a unit that is asked."""

    LIST = "consultation.list"
    OPEN = "consultation.open"
    VIEW = "consultation.view"
    READ = "consultation.read"
    AGREE = "consultation.agree"
    REMIND = "consultation.remind"
    RECOMPUTE = "consultation.recompute"
    CLOSE = "consultation.close"
    CANCEL = "consultation.cancel"


class ObjectionAction(StrEnum):
    """FILE is asked about a unit that is asked, the others about an objection."""

    FILE = "ranking_objection.file"
    VIEW = "ranking_objection.view"
    EDIT = "ranking_objection.edit"
    WITHDRAW = "ranking_objection.withdraw"
    ANSWER = "ranking_objection.answer"


class ConsultationState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class ObjectionState(StrEnum):
    """CARRIED: unanswered when the ranking was computed again; it goes on in the next consultation."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CARRIED = "carried"


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
    ObjectionState.CARRIED: _("转入重新计算后的一轮"),
}

WORKFLOW = Workflow(
    "consultation",
    STATE_LABELS,
    move(ConsultationAction.RECOMPUTE, frm=ConsultationState.OPEN, to=ConsultationState.REPLACED),
    move(ConsultationAction.CLOSE, frm=ConsultationState.OPEN, to=ConsultationState.CLOSED),
    move(ConsultationAction.CANCEL, frm=ConsultationState.OPEN, to=ConsultationState.CANCELLED),
)
OBJECTIONS = Workflow(
    "ranking_objection",
    OBJECTION_LABELS,
    move(ObjectionAction.EDIT, frm=ObjectionState.OPEN, to=ObjectionState.OPEN),
    move(ObjectionAction.WITHDRAW, frm=ObjectionState.OPEN, to=ObjectionState.WITHDRAWN),
)
