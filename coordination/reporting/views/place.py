"""The blueprint, and what every page about one report shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint

from coordination.audit import queries as audit
from coordination.audit.sentences import Told
from coordination.kernel.clock import clock
from coordination.kernel.text import Text
from coordination.kernel.web import actor
from coordination.reporting import panels, queries
from coordination.reporting.cells import Page
from coordination.reporting.models import Correction, Extension, Report
from coordination.reporting.queries import freezes, wishes
from coordination.reporting.rules import counts_until, time_left
from coordination.reporting.sentences import tag, told, told_frozen
from coordination.reporting.states import (
    PASSED,
    STATE_LABELS,
    WISH_STATES,
    WORKFLOW,
    ReportAction,
    WishState,
)

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


def left(due_at: datetime, grace_until: datetime | None = None) -> Text:
    """How far the deadline is, in words."""
    return time_left(due_at, clock.now(), grace_until)


def in_time(report: Report) -> bool:
    """Whether the first submission came before the deadline, or before the end of the days of grace."""
    first = report.first_submitted_at
    return first is not None and first < counts_until(report.due_at, report.grace_until)


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
        "in_time": in_time,
        "states": STATE_LABELS,
        "may_now": may_now,
        "history_of": history_of,
        "correction_of": correction_of,
        "after_freeze": freezes.after_freeze,
        "wish_states": WISH_STATES,
        "panels": panels.drawn,
    }


def about(report: Report, page: Page) -> dict[str, object]:
    return {"report": report, "page": page, "layout": page.sheet.layout}


def timeline(report: Report) -> list[Told]:
    """What happened to the report, newest first; the freeze of its period in its place."""
    lines = told(audit.timeline(report))
    freeze = freezes.freeze_of(report) if report.frozen_at is not None else None
    if freeze is not None:
        lines.append(told_frozen(report, freeze))
        lines.sort(key=lambda line: line.at, reverse=True)
    return lines


@dataclass(frozen=True, slots=True)
class History:
    """What was asked about a report and how it was answered, latest first; what waits for an answer."""

    extensions: Sequence[Extension]
    corrections: Sequence[Correction]

    @property
    def extension(self) -> Extension | None:
        return next((one for one in self.extensions if one.state is WishState.ASKED), None)

    @property
    def correction(self) -> Correction | None:
        return next((one for one in self.corrections if one.state is WishState.ASKED), None)


def history_of(report: Report) -> History:
    return History(wishes.extensions_of(report), wishes.corrections_of(report))


def correction_of(report: Report) -> bool:
    """Whether a report stands open for a correction; asked only about one that is not approved."""
    if report.state in PASSED or report.revision == 0:
        return False
    return wishes.granted_correction(report) is not None if report.reopened is None else report.reopened
