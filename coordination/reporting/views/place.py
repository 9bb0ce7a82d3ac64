"""The blueprint, and what every page about one report shows."""

from datetime import datetime

from flask import Blueprint

from coordination.audit import queries as audit
from coordination.audit.sentences import Told
from coordination.kernel.clock import clock
from coordination.kernel.text import Text
from coordination.kernel.web import actor
from coordination.reporting import panels, queries
from coordination.reporting.cells import Page
from coordination.reporting.models import Report
from coordination.reporting.rules import time_left
from coordination.reporting.sentences import tag, told
from coordination.reporting.states import STATE_LABELS, WORKFLOW, ReportAction

blueprint = Blueprint("reporting", __name__)

#: How each standing looks; the words are those of the state, but for what is overdue.
LOOKS = {
    queries.Trouble.LATE: "late",
    queries.Trouble.RETURNED: "change",
    queries.Trouble.WAITING: "wait",
    queries.Trouble.OPEN: "plain",
    queries.Trouble.PASSED: "done",
}


def standing(report: Report) -> queries.Trouble:
    return queries.trouble(report, clock.now())


def left(due_at: datetime) -> Text:
    """How far the deadline is, in words."""
    return time_left(due_at, clock.now())


def may_now(action: ReportAction, report: Report) -> bool:
    """Whether this person can do it at this moment."""
    return action in WORKFLOW.available(actor(), report)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "Trouble": queries.Trouble,
        "Act": ReportAction,
        "standing": standing,
        "tagged": tag,
        "looks": LOOKS,
        "left": left,
        "states": STATE_LABELS,
        "may_now": may_now,
        "panels": panels.drawn,
    }


def about(report: Report, page: Page) -> dict[str, object]:
    return {"report": report, "page": page, "layout": page.sheet.layout}


def timeline(report: Report) -> list[Told]:
    return told(audit.timeline(report))
