"""What the audit says about packages and keys."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.transmissions.states import KeyAction, TransmissionAction

publish(
    {
        TransmissionAction.SEND: _("上报{form}（{period}，第{revision}次），共{figures}个数"),
        TransmissionAction.RECEIVE: _("接收{sender}的{form}（{period}，第{revision}次）"),
        KeyAction.MAKE: _("生成上报密钥，指纹{mark}"),
        KeyAction.TRUST: _("登记{name}的公钥，指纹{mark}"),
        KeyAction.WITHDRAW: _("停用{name}的密钥，指纹{mark}"),
    }
)
