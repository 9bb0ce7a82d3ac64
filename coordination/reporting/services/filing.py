"""What a unit does with its report: keep a draft, submit, report zero."""

from typing import Any

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.reporting import queries
from coordination.reporting.models import Report
from coordination.reporting.queries import Sheet
from coordination.reporting.services import writing
from coordination.reporting.services.figures import changed
from coordination.reporting.sheet import Entries, Entry, Examination, examine
from coordination.reporting.snapshots import outlived, snapshot
from coordination.reporting.states import WORKFLOW, ReportAction


@service(ReportAction.FILL, claims=True)
def fill(report: Report, *, actor: Actor, operation: str, version: int | None, entries: Entries) -> Report:
    """Keep a draft of whatever was typed, right or wrong; a place without entry stays as it is.

    Raises Stale and Conflict only.
    """
    sheet = _begin(report, ReportAction.FILL, version)
    entries = sheet.with_entries(entries)
    found = examine(sheet.layout, entries, sheet.bases)
    writing.keep(report, actor, _draft(report), changed(sheet, entries, found.values))
    return report


@service(ReportAction.SUBMIT, claims=True)
def submit(
    report: Report, *, actor: Actor, operation: str, version: int | None, entries: Entries | None = None
) -> Report:
    """File the report with these entries on top of what is stored.

    Raises Invalid with everything that blocks, each at its input: `v-<key>` for a figure,
    `r-<key>` for the reason of a large change.
    """
    sheet = _begin(report, ReportAction.SUBMIT, version)
    entries = sheet.with_entries(entries or {})
    found = examine(sheet.layout, entries, sheet.bases)
    refusals = {**_outlived(report, sheet, entries, found), **found.refusals}
    if refusals:
        raise Invalid(_("还有{count}处要补填或修改。", count=len(refusals)), errors=refusals)
    _file(report, actor, sheet, entries, found, explained=len(found.swings))
    return report


def _outlived(report: Report, sheet: Sheet, entries: Entries, found: Examination) -> dict[str, Text]:
    """Where the reason of the last submission is left beside another figure."""
    if not report.revision or not found.swings:
        return {}
    before = queries.last_snapshot(report)
    stale = outlived(sheet.layout, found.values, entries, before)
    return {f"r-{key}": text for key, text in stale.items() if key in found.swings}


@service(ReportAction.SUBMIT, claims=True)
def report_zero(
    report: Report, *, actor: Actor, operation: str, version: int | None, reason: str = ""
) -> Report:
    """File zero in every place: an act, unlike silence.

    Raises Invalid at `reason` when the form does not allow zero, or zero is unusual and unexplained.
    """
    sheet = _begin(report, ReportAction.SUBMIT, version)
    found, entries = zeros(sheet, reason)
    if found.errors:
        raise Invalid(next(iter(found.errors.values())), field="reason")
    if found.unexplained:
        count = len(found.unexplained)
        raise Invalid(_("有{count}项平常不是0，要说明这期为什么是0。", count=count), field="reason")
    _file(report, actor, sheet, entries, found, zero=True)
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
    return queries.sheet(report, to_date=False)


def _draft(report: Report) -> dict[str, Any]:
    state = WORKFLOW.next(report.state, ReportAction.FILL)
    return {"state": state, "zero": False, "saved_at": clock.now()}


def _filed(report: Report, actor: Actor, *, zero: bool) -> dict[str, Any]:
    now = clock.now()
    return {
        "state": WORKFLOW.next(report.state, ReportAction.SUBMIT),
        "zero": zero,
        "saved_at": now,
        "revision": report.revision + 1,
        "submitted_at": now,
        "first_submitted_at": report.first_submitted_at or now,
        "submitted_by_id": actor.id,
        "return_reason": "",
    }


def _file(
    report: Report, actor: Actor, sheet: Sheet, entries: Entries, found: Examination, **told: int | bool
) -> None:
    """`told` is what the audit says beside the number of the revision; a zero report says `zero`."""
    writing.file(
        report,
        actor,
        _filed(report, actor, zero=bool(told.get("zero"))),
        changed(sheet, entries, found.values, answered=True),
        snapshot(sheet.layout, found.values, entries),
        **told,
    )
