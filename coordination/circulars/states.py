"""The states of a circular, the acts upon it, and the table of moves (domain.md section 8)."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class CircularState(StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"
    SIGNING = "signing"
    ISSUED = "issued"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class LedgerAction(StrEnum):
    """The ledger of numbers: LIST, VOID and PLAN are asked about the office, CONFIRM about a comparison."""

    VIEW = "ledger.view"
    LIST = "ledger.list"
    VOID = "ledger.void"
    CONFIRM = "ledger.confirm"
    PLAN = "ledger.plan"


class CircularAction(StrEnum):
    VIEW = "circular.view"
    DRAFT = "circular.draft"
    EDIT = "circular.edit"
    HAND_IN = "circular.hand_in"
    CHECK = "circular.check"
    RETURN = "circular.return"
    ISSUE = "circular.issue"
    WITHDRAW = "circular.withdraw"
    CORRECT = "circular.correct"
    COMMENT = "circular.comment"


class Kind(StrEnum):
    """What is written; the kind says which series of numbers it takes and how the page is set."""

    MONTHLY = "monthly"
    SPECIAL = "special"
    CORRECTION = "correction"
    MINUTES = "minutes"
    LETTER = "letter"
    REMINDER = "reminder"


class Series(StrEnum):
    """A series of numbers: each counts by itself in its office and year."""

    CIRCULAR = "circular"
    MINUTES = "minutes"
    LETTER = "letter"


class Publication(StrEnum):
    """How much of a ranking a circular shows to everybody."""

    FULL = "full"
    TOP = "top"
    TIERS = "tiers"


KIND_LABELS: dict[Kind, Text] = {
    Kind.MONTHLY: _("月度通报"),
    Kind.SPECIAL: _("专项通报"),
    Kind.CORRECTION: _("更正通报"),
    Kind.MINUTES: _("会议纪要"),
    Kind.LETTER: _("函"),
    Kind.REMINDER: _("督办函"),
}
SERIES_LABELS: dict[Series, Text] = {
    Series.CIRCULAR: _("通报"),
    Series.MINUTES: _("纪要"),
    Series.LETTER: _("函"),
}
SERIES: dict[Kind, Series] = {
    Kind.MONTHLY: Series.CIRCULAR,
    Kind.SPECIAL: Series.CIRCULAR,
    Kind.CORRECTION: Series.CIRCULAR,
    Kind.MINUTES: Series.MINUTES,
    Kind.LETTER: Series.LETTER,
    Kind.REMINDER: Series.LETTER,
}
PUBLICATION_LABELS: dict[Publication, Text] = {
    Publication.FULL: _("完整名次"),
    Publication.TOP: _("只列前列和进步最大的"),
    Publication.TIERS: _("按档次，不列名次"),
}

STATE_LABELS: dict[CircularState, Text] = {
    CircularState.DRAFT: _("起草"),
    CircularState.CHECKING: _("核稿"),
    CircularState.SIGNING: _("待签发"),
    CircularState.ISSUED: _("已印发"),
    CircularState.CORRECTED: _("已更正"),
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
    move(
        CircularAction.WITHDRAW,
        frm=(CircularState.ISSUED, CircularState.CORRECTED),
        to=CircularState.WITHDRAWN,
    ),
    move(CircularAction.CORRECT, frm=CircularState.ISSUED, to=CircularState.CORRECTED),
)
