"""What the pages and the audit say about chasing."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.audit.sentences import publish
from coordination.kernel.text import Text, _
from coordination.notifications.queries import DeliveryLine
from coordination.notifications.states import CHANNEL_LABELS, DELIVERY_LABELS, DeliveryState
from coordination.reminders.policy import FeedAction, ReminderAction
from coordination.reminders.queries.items import Item, Kind
from coordination.reporting.states import STATE_LABELS, ReportState
from coordination.tasks.rules import AssignmentState
from coordination.tasks.states import ASSIGNMENT_LABELS

publish(
    {
        ReminderAction.CLIMB: _("自动提醒{reminders}项，起草督办函{letters}份"),
        ReminderAction.CHASE: _("催办{items}项：{text}"),
        ReminderAction.CALL: _("电话催办{who}：{what}"),
        ReminderAction.EDIT_LETTER: _("修改督办函"),
        ReminderAction.SEND_LETTER: _("向{who}发出督办函：{what}"),
        FeedAction.TURN_ON: _("生成日历订阅地址"),
        FeedAction.TURN_OFF: _("停止日历订阅"),
    }
)


def state(item: Item) -> Text:
    """The state of an item in the words of its kind."""
    if item.kind is Kind.ASSIGNMENT:
        return ASSIGNMENT_LABELS[AssignmentState(item.state)]
    return STATE_LABELS[ReportState(item.state)]


def told(line: DeliveryLine) -> Text:
    """What became of one message to one person."""
    if line.channel is None:
        return _("站内已读") if line.read_at else _("站内未读")
    return _("{channel}{state}", channel=CHANNEL_LABELS[line.channel], state=DELIVERY_LABELS[line.state])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one reminder: people told in the site, of whom some have read it; messages sent."""

    told: int
    read: int
    delivered: int
    failed: int
    open: int

    @property
    def words(self) -> list[tuple[Text, str]]:
        """Sentences with their look; delivered or not always has words."""
        if not self.told:
            return [(_("没有可通知的账号"), "late")]
        said = [(_("站内{told}人，已读{read}人", told=self.told, read=self.read), "plain")]
        if self.delivered:
            said.append((_("外发送达{count}条", count=self.delivered), "plain"))
        if self.open:
            said.append((_("待发{count}条", count=self.open), "wait"))
        if self.failed:
            said.append((_("未送达{count}条", count=self.failed), "change"))
        return said


def outcome(lines: Sequence[DeliveryLine]) -> Outcome:
    """The lines of one reminder, summed up."""
    inside = [line for line in lines if line.channel is None]
    sent = [line.state for line in lines if line.channel is not None]
    failed = (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    return Outcome(
        told=len(inside),
        read=sum(line.read_at is not None for line in inside),
        delivered=sent.count(DeliveryState.DELIVERED),
        failed=sum(one in failed for one in sent),
        open=sum(one in (DeliveryState.WAITING, DeliveryState.HANDED) for one in sent),
    )
