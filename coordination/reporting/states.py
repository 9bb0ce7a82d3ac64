"""The states of a report, the acts upon it, and the table of moves (domain.md section 4)."""

from enum import StrEnum

from coordination.kernel.text import Text, _
from coordination.kernel.workflow import Workflow, move


class ReportState(StrEnum):
    MISSING = "missing"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    LOCKED = "locked"


class WishState(StrEnum):
    """How a request for more time or for a correction stands."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Wish(StrEnum):
    """What a unit may ask of the office about a report."""

    EXTENSION = "extension"
    CORRECTION = "correction"


class ReportAction(StrEnum):
    """LIST is asked about a member unit, OVERSEE, OPEN and FREEZE about an office, the rest about a
    report; APPROVE and EXTEND also about an office, for many reports at once."""

    VIEW = "report.view"
    LIST = "report.list"
    OVERSEE = "report.oversee"
    FILL = "report.fill"
    SUBMIT = "report.submit"
    RETURN = "report.return"
    APPROVE = "report.approve"
    OPEN = "report.open"
    FREEZE = "report.freeze"
    ASK_CORRECTION = "report.ask_correction"
    REOPEN = "report.reopen"
    ASK_EXTENSION = "report.ask_extension"
    EXTEND = "report.extend"
    REFUSE = "report.refuse"


STATE_LABELS: dict[ReportState, Text] = {
    ReportState.MISSING: _("未报"),
    ReportState.DRAFT: _("草稿"),
    ReportState.SUBMITTED: _("已上报"),
    ReportState.RETURNED: _("退回待改"),
    ReportState.APPROVED: _("已通过"),
    ReportState.LOCKED: _("已锁定"),
}

#: With these the unit is still to act, with those it has filed.
OPEN = (ReportState.MISSING, ReportState.DRAFT)
FILED = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.LOCKED)
PASSED = (ReportState.APPROVED, ReportState.LOCKED)

WORKFLOW = Workflow(
    "report",
    STATE_LABELS,
    move(ReportAction.FILL, frm=OPEN, to=ReportState.DRAFT),
    move(ReportAction.FILL, frm=ReportState.RETURNED, to=ReportState.RETURNED),
    move(ReportAction.SUBMIT, frm=(*OPEN, ReportState.RETURNED), to=ReportState.SUBMITTED),
    move(ReportAction.APPROVE, frm=ReportState.SUBMITTED, to=ReportState.APPROVED),
    move(ReportAction.RETURN, frm=ReportState.SUBMITTED, to=ReportState.RETURNED),
    move(ReportAction.FREEZE, frm=ReportState.APPROVED, to=ReportState.LOCKED),
    *(move(ReportAction.ASK_CORRECTION, frm=state, to=state) for state in PASSED),
    move(ReportAction.REOPEN, frm=PASSED, to=ReportState.RETURNED),
    *(move(ReportAction.ASK_EXTENSION, frm=state, to=state) for state in OPEN),
    *(move(ReportAction.EXTEND, frm=state, to=state) for state in OPEN),
)

WISH_LABELS: dict[Wish, Text] = {Wish.EXTENSION: _("延期申请"), Wish.CORRECTION: _("更正申请")}
WISH_STATES: dict[WishState, Text] = {
    WishState.ASKED: _("待答复"),
    WishState.GRANTED: _("同意"),
    WishState.REFUSED: _("不同意"),
}
