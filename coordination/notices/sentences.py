"""What the register and the timelines say about notices and objections; the names of states on screen."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.notices.states import NoticeAction, NoticeState, ObjectionState

NOTICE_LOOKS: dict[NoticeState, str] = {
    NoticeState.DRAFT: "plain",
    NoticeState.OPEN: "wait",
    NoticeState.CLOSED: "done",
    NoticeState.CANCELLED: "plain",
}
OBJECTION_LOOKS: dict[ObjectionState, str] = {
    ObjectionState.OPEN: "change",
    ObjectionState.UPHELD: "plain",
    ObjectionState.DISMISSED: "done",
}

publish(
    {
        NoticeAction.CREATE: _("草拟公示“{title}”，{entries}件"),
        NoticeAction.EDIT: _("修改公示“{title}”，{entries}件"),
        NoticeAction.PUBLISH: _("发布公示，{entries}件，到{closes_on}为止"),
        NoticeAction.CANCEL: _("取消公示：{reason}"),
        NoticeAction.CLOSE: _("结束公示：{gone_on}件进入命名，{held}件等异议答复"),
        NoticeAction.OBJECT: _("公示页面收到对{name}的异议"),
        NoticeAction.ENTER: _("登记对{name}的异议"),
        NoticeAction.ANSWER: _("答复对{name}的异议：{answer}"),
        NoticeAction.REVEAL: _("查看异议人的联系方式：{reason}"),
    }
)
