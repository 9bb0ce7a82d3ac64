"""The states of a report form and the acts upon it."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.report_forms.rules import FormState

__all__ = ["STATE_LABELS", "FormAction", "FormState"]


class FormAction(StrEnum):
    """LIST and CREATE are asked about the office, the rest about a form."""

    VIEW = "form.view"
    LIST = "form.list"
    CREATE = "form.create"
    EDIT = "form.edit"
    REVISE = "form.revise"
    ENACT = "form.enact"
    DISCARD = "form.discard"
    CLOSE = "form.close"


STATE_LABELS: dict[FormState, Text] = {
    FormState.DRAFT: _("起草中"),
    FormState.IN_FORCE: _("使用中"),
    FormState.SUPERSEDED: _("已被新版取代"),
    FormState.CLOSED: _("已停用"),
}
