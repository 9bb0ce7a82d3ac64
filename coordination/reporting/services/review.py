"""What the office does with a report that was filed: approve, return."""

from collections.abc import Mapping

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.reporting import queries
from coordination.reporting.models import Report
from coordination.reporting.services import corrections
from coordination.reporting.services.pointing import check_pointed, point_at, summary
from coordination.reporting.services.telling import Kind, name_of, tell_unit
from coordination.reporting.states import WORKFLOW, ReportAction


@service(ReportAction.APPROVE)
def approve(report: Report, *, actor: Actor, operation: str, version: int | None) -> Report:
    """The figures are right and count from now on; of a frozen period they are locked at once."""
    expect(report, version)
    accept(report, actor)
    return report


def accept(report: Report, actor: Actor) -> None:
    """Approve a report that may be approved; raises Conflict when it does not wait."""
    WORKFLOW.apply(report, ReportAction.APPROVE)
    report.approved_at = clock.now()
    report.approved_by_id = actor.id
    if report.frozen_at is not None:
        WORKFLOW.apply(report, ReportAction.FREEZE)
    if report.revision > 1:
        corrections.corrected(report)
    late = {} if report.frozen_at is None else {"after_freeze": True}
    record(actor, ReportAction.APPROVE, report, revision=report.revision, **late)


@service(ReportAction.RETURN)
def give_back(
    report: Report,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
    notes: Mapping[str, str] | None = None,
) -> Report:
    """Ask the unit to mend what it filed: `reason` for the whole, `notes` by key for single figures.

    One of both is needed; a figure pointed at without words of its own carries the reason.
    Raises Invalid at `reason`. What was approved is opened again by `corrections.reopen`.
    """
    expect(report, version)
    sheet = queries.sheet(report)
    reason, pointed = check_pointed(reason, notes)
    WORKFLOW.apply(report, ReportAction.RETURN)
    report.return_reason = reason or summary(sheet, pointed)
    session.flush()
    keys = point_at(report, sheet, pointed)
    record(actor, ReportAction.RETURN, report, reason=report.return_reason, figures=keys)
    tell_unit(actor, Kind.RETURNED, [report], _told_returned, str(report.version))
    return report


def _told_returned(report: Report) -> Text:
    return _("填报被退回：{what}。原因：{reason}", what=name_of(report), reason=report.return_reason)
