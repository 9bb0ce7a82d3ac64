"""Channels, and what became of a delivery."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.notifications.rules import Reason


class Channel(StrEnum):
    """In the site itself there is no delivery: the notification is the row."""

    MAIL = "mail"
    SMS = "sms"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


CHANNEL_LABELS: dict[Channel, Text] = {
    Channel.MAIL: _("邮件"),
    Channel.SMS: _("短信"),
    Channel.WECOM: _("企业微信群机器人"),
    Channel.DINGTALK: _("钉钉群机器人"),
    Channel.FEISHU: _("飞书群机器人"),
}
ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)


class DeliveryState(StrEnum):
    """HANDED is committed before the message leaves: whoever dies after that leaves a doubt behind.

    Of what may have arrived one more attempt is made; after a second doubt it stays UNKNOWN.
    """

    WAITING = "waiting"
    HANDED = "handed"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


DELIVERY_LABELS: dict[DeliveryState, Text] = {
    DeliveryState.WAITING: _("待发"),
    DeliveryState.HANDED: _("发送中"),
    DeliveryState.DELIVERED: _("已送达"),
    DeliveryState.FAILED: _("未送达"),
    DeliveryState.UNKNOWN: _("不明"),
}
#: Nothing more happens to these by itself.
SETTLED = (DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.UNKNOWN)
REASON_LABELS: dict[Reason, Text] = {
    Reason.REFUSED: _("邮箱拒收"),
    Reason.LATER: _("对方要求过后再发"),
    Reason.UNREACHABLE: _("连不上"),
    Reason.SIGN_IN: _("邮件服务器不接受账号"),
    Reason.SERVER: _("对方服务器出错"),
    Reason.ROBOT: _("机器人没有接受"),
    Reason.NO_ANSWER: _("发出后没有等到回答"),
    Reason.DIED: _("发送时程序中断，可能已送到"),
    Reason.OFF: _("渠道没有启用"),
    Reason.FORBIDDEN: _("地址不在允许的范围"),
    Reason.CLOSED: _("收信人或机器人已停用"),
    Reason.SEALED: _("站点密钥换过，地址打不开了，请重新填写 Webhook 地址"),
    Reason.DISK: _("短信文件写不进去"),
}


class Rhythm(StrEnum):
    """How often a person wants mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"


RHYTHM_LABELS: dict[Rhythm, Text] = {
    Rhythm.AT_ONCE: _("随时"),
    Rhythm.DAILY: _("每个工作日一封汇总"),
}
