"""What the register of the audit says about schemes and entries by hand."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.schemes.states import EntryAction, SchemeAction

publish(
    {
        SchemeAction.DRAFT: _("起草考核办法“{name}”第{revision}版"),
        SchemeAction.EDIT: _("修改考核办法“{name}”：{what}"),
        SchemeAction.DISCARD: _("作废考核办法“{name}”第{revision}版草稿"),
        SchemeAction.ENACT: _("施行考核办法“{name}”第{revision}版"),
        SchemeAction.CLOSE: _("停用考核办法“{name}”第{revision}版"),
        EntryAction.ENTER: _("登记{period}的{kind}：{reason}"),
        EntryAction.CONFIRM: _("确认{period}的登记：{reason}"),
        EntryAction.WITHDRAW: _("撤回{period}的登记：{reason}"),
    }
)
