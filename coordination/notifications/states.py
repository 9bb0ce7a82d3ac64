"""Channels, and what became of a delivery."""

from enum import StrEnum

from coordination.kernel.text import Text, _


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
    """HANDED is written before the message leaves: whoever dies after that leaves UNKNOWN behind."""

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


class Rhythm(StrEnum):
    """How often a person wants mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"


RHYTHM_LABELS: dict[Rhythm, Text] = {
    Rhythm.AT_ONCE: _("随时"),
    Rhythm.DAILY: _("每个工作日一封汇总"),
}
