"""The states of a public notice and of an objection."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class NoticeState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


NOTICE_LABELS: dict[NoticeState, Text] = {
    NoticeState.DRAFT: _("草拟"),
    NoticeState.OPEN: _("公示中"),
    NoticeState.CLOSED: _("公示结束"),
    NoticeState.CANCELLED: _("已取消"),
}


class NoticeAction(StrEnum):
    """LIST and CREATE are asked about the office, OBJECT (by anybody, without signing in) about a notice in
    public, ENTER (an objection on paper or by phone) about a notice, ANSWER and OPEN about an objection."""

    VIEW = "notice.view"
    LIST = "notice.list"
    CREATE = "notice.create"
    EDIT = "notice.edit"
    PUBLISH = "notice.publish"
    CANCEL = "notice.cancel"
    CLOSE = "notice.close"
    OBJECT = "notice.object"
    ENTER = "notice.enter"
    OPEN = "notice.open"
    REVEAL = "notice.reveal"
    ANSWER = "notice.answer"


WORKFLOW = Workflow(
    "notice",
    NOTICE_LABELS,
    move(NoticeAction.EDIT, frm=NoticeState.DRAFT, to=NoticeState.DRAFT),
    move(NoticeAction.PUBLISH, frm=NoticeState.DRAFT, to=NoticeState.OPEN),
    move(NoticeAction.CANCEL, frm=(NoticeState.DRAFT, NoticeState.OPEN), to=NoticeState.CANCELLED),
    move(NoticeAction.CLOSE, frm=NoticeState.OPEN, to=NoticeState.CLOSED),
)


class ObjectionState(StrEnum):
    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


OBJECTION_LABELS: dict[ObjectionState, Text] = {
    ObjectionState.OPEN: _("待答复"),
    ObjectionState.UPHELD: _("异议成立"),
    ObjectionState.DISMISSED: _("异议不成立"),
}


class Channel(StrEnum):
    PAGE = "page"
    PAPER = "paper"
    PHONE = "phone"
    VISIT = "visit"


CHANNEL_LABELS: dict[Channel, Text] = {
    Channel.PAGE: _("网页"),
    Channel.PAPER: _("书面"),
    Channel.PHONE: _("电话"),
    Channel.VISIT: _("来访"),
}
