"""What the audit says about messages, settings, robots and the ledger."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.notifications.policy import DeliveryAction, MessageAction, PreferenceAction, RobotAction

publish(
    {
        MessageAction.READ_ALL: _("把自己的{count}条消息标为已读"),
        PreferenceAction.SAVE: _("修改了自己的通知设置"),
        RobotAction.ADD: _("接入群机器人“{name}”"),
        RobotAction.EDIT: _("修改了群机器人“{name}”"),
        RobotAction.CLOSE: _("停用群机器人“{name}”"),
        RobotAction.TEST: _("试发到群机器人“{name}”"),
        DeliveryAction.SEND_AGAIN: _("再发一次没有送达的通知"),
    }
)
