"""What the timeline says about a circular."""

from coordination.audit.sentences import publish
from coordination.circulars.states import CircularAction, LedgerAction
from coordination.kernel.text import _

publish(
    {
        CircularAction.DRAFT: _("起草了通报"),
        CircularAction.EDIT: _("修改了文稿"),
        CircularAction.HAND_IN: _("送去核稿"),
        CircularAction.CHECK: _("核稿通过，送去签发"),
        CircularAction.RETURN: _("退回修改：{reason}"),
        CircularAction.ISSUE: _("签发，编号{number}"),
        "circular.print": _("生成了文件"),
        CircularAction.WITHDRAW: _("撤销：{reason}"),
        CircularAction.CORRECT: _("由{number}更正"),
        LedgerAction.PLAN: _("设置发文计划或发文代字"),
        LedgerAction.VOID: _("登记作废号{count}个，到〔{year}〕{upto}号：{reason}"),
        LedgerAction.CONFIRM: _("核对了发文号台账（{cause}）"),
    }
)
