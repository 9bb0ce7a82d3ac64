"""What a unit does with its report: keep a draft, submit, report zero."""

from typing import cast

from sqlalchemy import Table, insert

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.reporting import queries
from coordination.reporting.models import Report, Revision
from coordination.reporting.queries import Sheet
from coordination.reporting.services import figures
from coordination.reporting.sheet import Entries, Entry, Examination, examine
from coordination.reporting.snapshots import snapshot
from coordination.reporting.states import WORKFLOW, ReportAction

_REVISION = insert(cast(Table, Revision.__table__)).inline()


@service(ReportAction.FILL)
def fill(report: Report, *, actor: Actor, operation: str, version: int | None, entries: Entries) -> Report:
    """Keep a draft of whatever was typed, right or wrong; a place without entry stays as it is.

    Raises Stale and Conflict only.
    """
    sheet = _begin(report, ReportAction.FILL, version)
    entries = {**sheet.entries, **entries}
    found = examine(sheet.layout, entries, sheet.bases)
    _keep_draft(report)
    changed = figures.keep(report, sheet, entries, found.values)
    record(actor, ReportAction.FILL, report, changed=changed)
    return report


@service(ReportAction.SUBMIT)
def submit(
    report: Report, *, actor: Actor, operation: str, version: int | None, entries: Entries | None = None
) -> Report:
    """File the report with these entries on top of what is stored.

    Raises Invalid with everything that blocks, each at its input: `v-<key>` for a figure,
    `r-<key>` for the reason of a large change.
    """
    sheet = _begin(report, ReportAction.SUBMIT, version)
    entries = {**sheet.entries, **(entries or {})}
    found = examine(sheet.layout, entries, sheet.bases)
    if found.refusals:
        raise Invalid(_("还有{count}处要补填或修改。", count=len(found.refusals)), errors=found.refusals)
    report.zero = False
    _file(report, actor, sheet, entries, found)
    record(actor, ReportAction.SUBMIT, report, revision=report.revision, explained=len(found.swings))
    return report


@service(ReportAction.SUBMIT)
def report_zero(
    report: Report, *, actor: Actor, operation: str, version: int | None, reason: str = ""
) -> Report:
    """File zero in every place: an act, unlike silence.

    Raises Invalid at `reason` when figures fall from a large base and nothing explains it.
    """
    sheet = _begin(report, ReportAction.SUBMIT, version)
    found, entries = zeros(sheet, reason)
    if found.unexplained:
        count = len(found.unexplained)
        raise Invalid(_("有{count}项上期或上年同期不是0，要说明这期为什么是0。", count=count), field="reason")
    report.zero = True
    _file(report, actor, sheet, entries, found)
    record(actor, ReportAction.SUBMIT, report, revision=report.revision, zero=True)
    return report


def zeros(sheet: Sheet, reason: str = "") -> tuple[Examination, Entries]:
    """What a zero report of this sheet would file, with the reason where one is asked for."""
    entries = {place.key: Entry("0") for place in sheet.layout.places}
    found = examine(sheet.layout, entries, sheet.bases)
    if found.swings and reason.strip():
        entries |= {key: Entry("0", reason) for key in found.swings}
        found = examine(sheet.layout, entries, sheet.bases)
    return found, entries


def _begin(report: Report, action: ReportAction, version: int | None) -> Sheet:
    """Refuse what cannot be done now, before anything is changed."""
    expect(report, version)
    WORKFLOW.next(report.state, action)
    return queries.sheet(report)


def _keep_draft(report: Report) -> None:
    """Take the row's lock and its next version before any figure is written."""
    WORKFLOW.apply(report, ReportAction.FILL)
    report.saved_at = clock.now()
    report.zero = False
    session.flush()


def _file(report: Report, actor: Actor, sheet: Sheet, entries: Entries, found: Examination) -> None:
    now = clock.now()
    WORKFLOW.apply(report, ReportAction.SUBMIT)
    report.saved_at = report.submitted_at = now
    report.first_submitted_at = report.first_submitted_at or now
    report.submitted_by_id = actor.id
    report.return_reason = ""
    report.revision += 1
    session.flush()
    figures.keep(report, sheet, entries, found.values, answered=True)
    session.execute(
        _REVISION,
        {
            "report_id": report.id,
            "office_id": report.office_id,
            "unit_id": report.unit_id,
            "number": report.revision,
            "submitted_by_id": actor.id,
            "submitted_at": now,
            "zero": report.zero,
            "figures": snapshot(sheet.layout, found.values, entries),
        },
    )
