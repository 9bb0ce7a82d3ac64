"""What the timeline says about a template."""

from coordination.audit.sentences import publish
from coordination.document_templates.states import TemplateAction
from coordination.kernel.text import _

publish(
    {
        TemplateAction.DRAFT: _("起草“{name}”模板第{number}版"),
        TemplateAction.EDIT: _("修改“{name}”模板第{number}版"),
        TemplateAction.ADOPT: _("启用“{name}”模板第{number}版"),
        TemplateAction.RETIRE: _("停用“{name}”模板第{number}版"),
    }
)
