"""What the audit and the timeline say about report forms."""

from coordination.audit.sentences import publish
from coordination.kernel.text import _
from coordination.report_forms.states import FormAction

publish(
    {
        FormAction.CREATE: _("新建报表“{name}”"),
        FormAction.EDIT: _("修改报表“{name}”：{what}"),
        FormAction.REVISE: _("修订报表“{name}”，起草第{revision}版"),
        FormAction.ENACT: _("启用报表“{name}”，从{period}起填报，共{fields}项"),
        FormAction.DISCARD: _("删除报表“{name}”第{revision}版的草稿"),
        FormAction.CLOSE: _("停用报表“{name}”"),
    }
)
