"""What the audit says about chasing."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.reminders.policy import ReminderAction

publish(
    {
        ReminderAction.CLIMB: _("自动提醒{reminders}项，起草督办函{letters}份"),
        ReminderAction.CHASE: _("催办{items}项：{text}"),
        ReminderAction.CALL: _("电话催办{who}：{what}"),
        ReminderAction.EDIT_LETTER: _("修改督办函"),
        ReminderAction.SEND_LETTER: _("向{who}发出督办函：{what}"),
    }
)
