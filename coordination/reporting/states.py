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


class ReportAction(StrEnum):
    """LIST is asked about a member unit, OVERSEE and OPEN about an office, the rest about a report."""

    VIEW = "report.view"
    LIST = "report.list"
    OVERSEE = "report.oversee"
    FILL = "report.fill"
    SUBMIT = "report.submit"
    RETURN = "report.return"
    APPROVE = "report.approve"
    OPEN = "report.open"
    LOCK = "report.lock"


STATE_LABELS: dict[ReportState, Text] = {
    ReportState.MISSING: _("未报"),
    ReportState.DRAFT: _("草稿"),
    ReportState.SUBMITTED: _("已上报"),
    ReportState.RETURNED: _("退回待改"),
    ReportState.APPROVED: _("已通过"),
    ReportState.LOCKED: _("已锁定"),
}

#: With these the unit is still to act, with those it has filed.
_OPEN = (ReportState.MISSING, ReportState.DRAFT)
FILED = (ReportState.SUBMITTED, ReportState.APPROVED, ReportState.LOCKED)
PASSED = (ReportState.APPROVED, ReportState.LOCKED)

WORKFLOW = Workflow(
    "report",
    STATE_LABELS,
    move(ReportAction.FILL, frm=_OPEN, to=ReportState.DRAFT),
    move(ReportAction.FILL, frm=ReportState.RETURNED, to=ReportState.RETURNED),
    move(ReportAction.SUBMIT, frm=(*_OPEN, ReportState.RETURNED), to=ReportState.SUBMITTED),
    move(ReportAction.APPROVE, frm=ReportState.SUBMITTED, to=ReportState.APPROVED),
    move(ReportAction.RETURN, frm=(ReportState.SUBMITTED, ReportState.APPROVED), to=ReportState.RETURNED),
    move(ReportAction.LOCK, frm=ReportState.APPROVED, to=ReportState.LOCKED),
)
