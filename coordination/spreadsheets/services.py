"""The acts with sheets: taken in, confirmed, and what the office entered for others filed."""

from collections.abc import Mapping

from coordination.audit.services import record, record_all
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.files import store_file
from coordination.kernel.operations import expect, fresh_key, service
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted
from coordination.organizations.models import Office
from coordination.report_forms.models import ReportForm
from coordination.reporting import services as reporting
from coordination.reporting.models import Report
from coordination.reporting.services import entering
from coordination.reporting.sheet import Entry
from coordination.spreadsheets import policy as _policy  # noqa: F401  every service is asked about it
from coordination.spreadsheets import queries
from coordination.spreadsheets.findings import packed
from coordination.spreadsheets.models import SheetUpload
from coordination.spreadsheets.policy import SheetAction
from coordination.spreadsheets.previewing import preview
from coordination.spreadsheets.reading import Reading


@service(SheetAction.UPLOAD)
def take(report: Report, *, actor: Actor, operation: str, file: Accepted, reading: Reading) -> SheetUpload:
    """Keep the file and what was read from it; the report stays as it is."""
    upload = _kept(report.form, report.period, actor, file, reading, report)
    record(actor, SheetAction.UPLOAD, report, name=file.name, cells=len(reading.typed))
    return upload


@service(SheetAction.COLLECT)
def collect(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    form: ReportForm,
    period: Period,
    file: Accepted,
    reading: Reading,
) -> SheetUpload:
    """As `take`, for many units at once."""
    upload = _kept(form, str(period), actor, file, reading, None)
    record(actor, SheetAction.COLLECT, upload, name=file.name, cells=len(reading.typed), form=form.name)
    return upload


def _kept(
    form: ReportForm, period: str, actor: Actor, file: Accepted, reading: Reading, report: Report | None
) -> SheetUpload:
    unit_id = report.unit_id if report else None
    stored = store_file(
        file.path,
        digest=file.sha256,
        size=file.size,
        name=file.name,
        content_type=file.content_type,
        office_id=form.office_id,
        unit_id=unit_id,
    )
    assert actor.id is not None  # noqa: S101  the policy admits accounts only
    upload = SheetUpload(
        office_id=form.office_id,
        unit_id=unit_id,
        report_id=report.id if report else None,
        form_id=form.id,
        period=period,
        file_id=stored.id,
        uploaded_at=clock.now(),
        uploaded_by_id=actor.id,
        reading=reading.as_json(),
        findings=packed(reading.findings),
        written=[],
    )
    session.add(upload)
    session.flush()
    return upload


@service(SheetAction.CONFIRM)
def confirm(
    upload: SheetUpload, *, actor: Actor, operation: str, version: int | None, seen: str
) -> SheetUpload:
    """Write what was read into the drafts: of the unit itself, or by the office for each unit.

    `seen` is the stamp of the reports as the page showed them. Raises Stale when one of them changed
    since, Invalid when nothing is to be written, Conflict when they take nothing any more.
    """
    expect(upload, version)
    found = preview(upload)
    if upload.confirmed_at is not None:
        raise Conflict(_("这张表已经写入过了。"))
    if seen != found.stand.stamp:
        raise Stale
    if found.stopped or not found.comparison.told:
        raise Invalid(_("没有可以写入的数据，请改好表再传。"))
    if upload.report is not None:
        reporting.fill(
            upload.report,
            actor=actor,
            operation=fresh_key(),
            version=upload.report.version,
            entries=found.comparison.entries,
        )
        written = [upload.report]
    else:
        written = _enter(found.stand, actor, found.comparison.entries)
    upload.written = [[report.id, report.version] for report in written]
    upload.confirmed_at, upload.confirmed_by_id = clock.now(), actor.id
    record(
        actor,
        SheetAction.CONFIRM,
        upload.report or upload,
        cells=len(found.comparison.told),
        reports=len(written),
        name=upload.file.name,
    )
    return upload


def _enter(stand: queries.Stand, actor: Actor, entries: Mapping[str, Entry]) -> list[Report]:
    """The drafts of the units that the sheet has, each noted as entered by the office.

    A report that went back to its unit and in which the sheet changes nothing stays the unit's: the
    office does not file the same figures again in its name.
    """
    by_unit: dict[str, dict[str, Entry]] = {}
    for key, entry in entries.items():
        by_unit.setdefault(key.partition("-")[0], {})[key] = entry
    sheets = queries.alone(stand)
    given = [
        (report, sheets[report.unit_id], own)
        for report in stand.open
        if (own := by_unit.get(str(report.unit_id)))
    ]
    changed = entering.enter(given, actor=actor)
    reports = [report for report, _sheet, _own in given]
    record_all(actor, SheetAction.ENTER, [(report, {"cells": changed[report.id]}) for report in reports])
    return [report for report in reports if changed[report.id] or not report.revision]


@service(SheetAction.FILE)
def file_entered(upload: SheetUpload, *, actor: Actor, operation: str, version: int | None) -> SheetUpload:
    """Submit the drafts that this sheet wrote, in the name of the units; the actor is the submitter.

    A draft that its unit changed since, or in which something is to be mended, stays a draft. Raises
    Invalid when none can be submitted.
    """
    expect(upload, version)
    if upload.confirmed_at is None or not upload.collects:
        raise Conflict(_("先写入草稿，再上报。"))
    reports = queries.written(upload)
    sheets = queries.alone(queries.stand_of(upload))
    filed = entering.file_entered([(one, sheets[one.unit_id]) for one in reports], actor=actor)
    if not filed:
        raise Invalid(_("没有一家可以上报：要么还有没填好的，要么单位自己改过。"))
    upload.filed_at = clock.now()
    record(actor, SheetAction.FILE, upload, reports=len(filed))
    return upload
