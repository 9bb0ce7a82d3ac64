"""A sheet of a month: kept as it was read, and filed when a person has confirmed it."""

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.files import store_file
from coordination.kernel.operations import expect, fresh_key, service
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted
from coordination.organizations.models import Office
from coordination.spreadsheets.findings import packed
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import TallyUpload
from coordination.tallies.policy import TallyAction
from coordination.tallies.previewing import preview
from coordination.tallies.queries.months import Seen
from coordination.tallies.rules import Grain, Source
from coordination.tallies.services.filing import file as file_rows
from coordination.tallies.sheets import Reading


@service(TallyAction.UPLOAD)
def take(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    month: Period,
    kind: SubjectKind,
    township: int | None,
    file: Accepted,
    reading: Reading,
) -> TallyUpload:
    """Keep the sheet and what was read from it; nothing is filed. Personal data is not kept: Invalid."""
    if reading.stopped:
        raise Invalid(next(one for one in reading.findings).sentence(), field="file")
    stored = store_file(
        file.path,
        digest=file.sha256,
        size=file.size,
        name=file.name,
        content_type=file.content_type,
        office_id=office.id,
        unit_id=actor.unit_id,
    )
    upload = TallyUpload(
        office_id=office.id,
        unit_id=actor.unit_id,
        month=str(month),
        file_id=stored.id,
        uploaded_at=clock.now(),
        uploaded_by_id=actor.id,
        reading={**reading.as_json(), "kind": str(kind), "township": township},
        findings=packed(reading.findings),
    )
    session.add(upload)
    session.flush()
    record(actor, TallyAction.UPLOAD, upload, name=file.name, month=str(month), rows=len(reading.counts))
    return upload


@service(TallyAction.FILE)
def confirm(
    upload: TallyUpload,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    seen: str,
    zero: bool = False,
    reason: str = "",
) -> TallyUpload:
    """File the rows of the sheet; with `zero` also a zero for the subjects it does not name.

    Raises Stale when the rows changed since the page showed them (`seen` is its stamp).
    """
    expect(upload, version)
    if upload.filing_id is not None:
        raise Conflict(_("这张表已经报过了。"))
    found = preview(upload)
    if not found.may_file:
        raise Invalid(_("表里没有可以上报的行，请改好再传。"))
    filing = file_rows(
        session.get_one(Office, upload.office_id),
        actor=actor,
        operation=fresh_key(),
        grain=Grain.MONTH,
        first_on=found.month.start,
        rows=found.rows(zero=zero),
        source=Source.SHEET,
        reason=reason,
        seen=Seen(found.seen.subject_ids, seen),
    )
    upload.filing_id = filing.id
    return upload
