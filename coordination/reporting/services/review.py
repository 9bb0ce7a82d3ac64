"""What the office does with a report that was filed: approve, return, lock."""

from collections.abc import Mapping

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.reporting import queries
from coordination.reporting.models import Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.services import figures
from coordination.reporting.sheet import REASON_AT_MOST
from coordination.reporting.states import WORKFLOW, ReportAction

RETURN_REASON_AT_MOST = 500


@service(ReportAction.APPROVE)
def approve(report: Report, *, actor: Actor, operation: str, version: int | None) -> Report:
    """The figures are right and count from now on."""
    expect(report, version)
    WORKFLOW.apply(report, ReportAction.APPROVE)
    report.approved_at = clock.now()
    report.approved_by_id = actor.id
    record(actor, ReportAction.APPROVE, report, revision=report.revision)
    return report


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
    """Ask the unit to mend the report: `reason` for the whole, `notes` by key for single figures.

    One of both is needed; a figure pointed at without words of its own carries the reason.
    Raises Invalid at `reason`. An approval is withdrawn.
    """
    expect(report, version)
    reason, sheet = reason.strip(), queries.sheet(report)
    pointed = {key: note.strip() or reason for key, note in (notes or {}).items()}
    _check_reason(reason, pointed)
    WORKFLOW.apply(report, ReportAction.RETURN)
    report.approved_at = report.approved_by_id = None
    report.return_reason = reason or _summary(sheet, pointed)
    session.flush()
    _point_at(report, sheet, pointed)
    keys = sorted(place.key for place in sheet.layout.places if place.key in pointed)
    record(actor, ReportAction.RETURN, report, reason=report.return_reason, figures=keys)
    return report


def _check_reason(reason: str, pointed: Mapping[str, str]) -> None:
    if not reason and not any(pointed.values()):
        raise Invalid(_("请写明退回原因，填报人凭它修改。"), field="reason")
    if not all(pointed.values()):
        raise Invalid(_("选中的数据没有写问题，请在数据旁或总的原因里写明。"), field="reason")
    if len(reason) > RETURN_REASON_AT_MOST:
        raise Invalid(_("退回原因最多{limit}个字。", limit=RETURN_REASON_AT_MOST), field="reason")


def _summary(sheet: Sheet, pointed: Mapping[str, str]) -> str:
    """The reason of a return that only points at figures, as the reporter reads it."""
    names = [place.name for place in sheet.layout.places if place.key in pointed]
    shown = "、".join(names[:3])
    return f"{shown}等{len(names)}项需要核对" if len(names) > 3 else f"{shown}需要核对"


def _point_at(report: Report, sheet: Sheet, pointed: Mapping[str, str]) -> None:
    figures.write(
        report,
        [
            (place, _with_note(sheet.stored.get(place.key), pointed[place.key]))
            for place in sheet.layout.places
            if place.key in pointed
        ],
    )


def _with_note(before: Stored | None, note: str) -> Stored:
    stored = before or Stored(None)
    return Stored(stored.value, stored.typed, stored.reason, note[:REASON_AT_MOST])


@service(ReportAction.LOCK)
def lock(report: Report, *, actor: Actor, operation: str) -> Report:
    """The figures have gone into an issued document; they can no longer be returned."""
    WORKFLOW.apply(report, ReportAction.LOCK)
    report.frozen_at, report.frozen_revision = clock.now(), report.revision
    record(actor, ReportAction.LOCK, report, revision=report.revision)
    return report
