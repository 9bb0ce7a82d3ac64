"""The states of a version of a template, and the acts upon it."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class TemplateAction(StrEnum):
    """LIST and DRAFT are asked about an office, the others about a version."""

    LIST = "document_template.list"
    DRAFT = "document_template.draft"
    VIEW = "document_template.view"
    EDIT = "document_template.edit"
    ADOPT = "document_template.adopt"
    RETIRE = "document_template.retire"


class VersionState(StrEnum):
    DRAFT = "draft"
    IN_USE = "in_use"
    RETIRED = "retired"


STATE_LABELS: dict[VersionState, Text] = {
    VersionState.DRAFT: _("草稿"),
    VersionState.IN_USE: _("使用中"),
    VersionState.RETIRED: _("已停用"),
}

WORKFLOW = Workflow(
    "document_template",
    STATE_LABELS,
    move(TemplateAction.EDIT, frm=VersionState.DRAFT, to=VersionState.DRAFT),
    move(TemplateAction.ADOPT, frm=VersionState.DRAFT, to=VersionState.IN_USE),
    move(TemplateAction.RETIRE, frm=(VersionState.DRAFT, VersionState.IN_USE), to=VersionState.RETIRED),
)
