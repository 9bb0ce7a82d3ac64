"""What the register and the timelines say about consultations and objections."""

from coordination.audit.sentences import publish
from coordination.consultations.states import (
    ConsultationAction,
    ConsultationState,
    ObjectionAction,
    ObjectionState,
)
from coordination.kernel.text import _

STATE_LOOKS: dict[ConsultationState, str] = {
    ConsultationState.OPEN: "wait",
    ConsultationState.CLOSED: "done",
    ConsultationState.REPLACED: "plain",
    ConsultationState.CANCELLED: "plain",
}
OBJECTION_LOOKS: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "change",
    ObjectionState.UPHELD: "wait",
    ObjectionState.REJECTED: "plain",
    ObjectionState.WITHDRAWN: "plain",
    ObjectionState.CARRIED: "plain",
}

publish(
    {
        ConsultationAction.OPEN: _("{period}排名开始征求意见，{units}个单位，到{closes_on}为止"),
        ConsultationAction.READ: _("查看{period}排名征求意见的本单位得分"),
        ConsultationAction.AGREE: _("对{period}排名表示无意见"),
        ConsultationAction.REMIND: _("提醒{count}个单位查看征求意见的排名"),
        ConsultationAction.RECOMPUTE: _("按更正的数据重新计算{period}排名，{changed}个单位有变化"),
        ConsultationAction.CLOSE: _("结束{period}排名的征求意见"),
        ConsultationAction.CANCEL: _("取消{period}排名的征求意见：{reason}"),
        ObjectionAction.FILE: _("{unit}对{item}提出异议：{reason}"),
        ObjectionAction.EDIT: _("修改对{item}的异议"),
        ObjectionAction.WITHDRAW: _("撤回对{item}的异议"),
        ObjectionAction.ANSWER: _("答复{unit}对{item}的异议：{answer}"),
    }
)
