"""What the timeline says about dispatches."""

from coordination.audit.sentences import publish
from coordination.dispatches.states import DispatchAction
from coordination.kernel.text import _

publish(
    {
        DispatchAction.CHOOSE: _("选定发送范围：主送{main}家，抄送{copies}家"),
        DispatchAction.SEND: _("送达{count}家单位"),
        DispatchAction.RECEIVE: _("签收{number}"),
        DispatchAction.REMIND: _("催签{count}家单位"),
        "dispatch.remind_due": _("24小时未签收，自动催签{count}家单位"),
    }
)
