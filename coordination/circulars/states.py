"""The states of a circular, the acts upon it, and the table of moves (domain.md section 8)."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class CircularState(StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"
    SIGNING = "signing"
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


class LedgerAction(StrEnum):
    """The ledger of numbers: LIST and VOID are asked about the office, CONFIRM about a comparison."""

    VIEW = "ledger.view"
    LIST = "ledger.list"
    VOID = "ledger.void"
    CONFIRM = "ledger.confirm"


class CircularAction(StrEnum):
    VIEW = "circular.view"
    DRAFT = "circular.draft"
    EDIT = "circular.edit"
    HAND_IN = "circular.hand_in"
    CHECK = "circular.check"
    RETURN = "circular.return"
    ISSUE = "circular.issue"
    WITHDRAW = "circular.withdraw"


STATE_LABELS: dict[CircularState, Text] = {
    CircularState.DRAFT: _("起草"),
    CircularState.CHECKING: _("核稿"),
    CircularState.SIGNING: _("待签发"),
    CircularState.ISSUED: _("已印发"),
    CircularState.WITHDRAWN: _("已撤销"),
}

WORKFLOW = Workflow(
    "circular",
    STATE_LABELS,
    move(CircularAction.EDIT, frm=CircularState.DRAFT, to=CircularState.DRAFT),
    move(CircularAction.HAND_IN, frm=CircularState.DRAFT, to=CircularState.CHECKING),
    move(CircularAction.CHECK, frm=CircularState.CHECKING, to=CircularState.SIGNING),
    move(CircularAction.RETURN, frm=(CircularState.CHECKING, CircularState.SIGNING), to=CircularState.DRAFT),
    move(CircularAction.ISSUE, frm=CircularState.SIGNING, to=CircularState.ISSUED),
    move(CircularAction.WITHDRAW, frm=CircularState.ISSUED, to=CircularState.WITHDRAWN),
)
