"""The states of a scheme, the acts upon it, and the kinds of what is entered by hand."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class SchemeAction(StrEnum):
    """LIST is asked about the office, DRAFT about it or about the scheme that is revised, the others about a
    scheme."""

    VIEW = "scheme.view"
    LIST = "scheme.list"
    DRAFT = "scheme.draft"
    EDIT = "scheme.edit"
    DISCARD = "scheme.discard"
    ENACT = "scheme.enact"
    CLOSE = "scheme.close"
    FREEZE = "scheme.freeze"


class EntryAction(StrEnum):
    """What is entered by hand: LIST and ENTER are asked about a scheme, the others about an entry."""

    LIST = "scheme_entry.list"
    VIEW = "scheme_entry.view"
    ENTER = "scheme_entry.enter"
    CONFIRM = "scheme_entry.confirm"
    WITHDRAW = "scheme_entry.withdraw"


class SchemeState(StrEnum):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    CLOSED = "closed"


class EntryKind(StrEnum):
    VALUE = "value"
    BONUS = "bonus"
    VETO = "veto"


STATE_LABELS: dict[SchemeState, Text] = {
    SchemeState.DRAFT: _("草稿"),
    SchemeState.IN_FORCE: _("施行中"),
    SchemeState.CLOSED: _("已停用"),
}
KIND_LABELS: dict[EntryKind, Text] = {
    EntryKind.VALUE: _("考核项数值"),
    EntryKind.BONUS: _("加分"),
    EntryKind.VETO: _("一票否决"),
}

WORKFLOW = Workflow(
    "scheme",
    STATE_LABELS,
    move(SchemeAction.EDIT, frm=SchemeState.DRAFT, to=SchemeState.DRAFT),
    move(SchemeAction.DISCARD, frm=SchemeState.DRAFT, to=SchemeState.CLOSED),
    move(SchemeAction.ENACT, frm=SchemeState.DRAFT, to=SchemeState.IN_FORCE),
    move(SchemeAction.CLOSE, frm=SchemeState.IN_FORCE, to=SchemeState.CLOSED),
)
