"""What the audit says about acts upon tasks and assignments."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.tasks.states import TaskAction

publish(
    {
        TaskAction.CREATE: _("起草任务“{title}”"),
        TaskAction.EDIT: _("修改了任务草稿“{title}”"),
        TaskAction.DISCARD: _("删除任务草稿“{title}”"),
        TaskAction.ISSUE: _("交办任务“{title}”，共{units}个单位"),
        TaskAction.ADD_UNITS: _("增加{units}个单位办理任务“{title}”"),
        TaskAction.WITHDRAW: _("撤回任务“{title}”，{units}项在办的交办随之撤回：{reason}"),
        TaskAction.TERMINATE: _("终止任务“{title}”，{units}项在办的交办随之终止：{reason}"),
    }
)
