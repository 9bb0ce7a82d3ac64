"""Files that prove a criterion: added to and taken from what is being written, never from what was filed."""

from collections.abc import Sequence

from coordination.applications.models import Application, ApplicationEvidence
from coordination.applications.queries.applications import loaded
from coordination.applications.rules import FILES_AT_MOST
from coordination.applications.sentences import EVIDENCE_ADDED, EVIDENCE_REMOVED
from coordination.applications.services.begin import hold
from coordination.applications.states import ApplicationAction
from coordination.audit.services import record
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.files import StoredFile, store_file
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted


@service(ApplicationAction.EDIT)
def add(
    application: Application,
    *,
    actor: Actor,
    operation: str,
    files: Sequence[Accepted],
    criterion_id: int | None = None,
) -> Application:
    """Put files to a criterion (None: to the whole), all or none; one that is there is not put twice.

    Raises Invalid for a criterion of another standard, for more files than it may hold and for a full disk.
    """
    hold(application, ApplicationAction.EDIT)
    one = loaded([application.id])[application.id]
    known = {None, *(each.id for each in one.standard_version.criteria)}
    if criterion_id not in known:
        raise Invalid(_("这一条不在这份标准里，请刷新后重做。"), field="files")
    present = {each.file.sha256 for each in one.evidence if each.criterion_id == criterion_id}
    new = {file.sha256: file for file in files if file.sha256 not in present}
    if len(present) + len(new) > FILES_AT_MOST:
        raise Invalid(_("一条最多{limit}份材料，请先删去几份", limit=FILES_AT_MOST), field="files")
    for file in new.values():
        one.evidence.append(_evidence(one, file, criterion_id, actor))
    session.flush()
    record(actor, EVIDENCE_ADDED, one, files=len(new))
    return one


def _evidence(
    application: Application, file: Accepted, criterion_id: int | None, actor: Actor
) -> ApplicationEvidence:
    return ApplicationEvidence(
        criterion_id=criterion_id,
        office_id=application.office_id,
        unit_id=application.unit_id,
        file=_stored(application, file),
        name=file.name,
        added_at=clock.now(),
        added_by_id=actor.id,
    )


def _stored(application: Application, file: Accepted) -> StoredFile:
    try:
        return store_file(
            file.path,
            digest=file.sha256,
            size=file.size,
            name=file.name,
            content_type=file.content_type,
            office_id=application.office_id,
            unit_id=application.unit_id,
        )
    except OSError as error:
        raise uploads.no_room(error) from error


@service(ApplicationAction.EDIT)
def remove(application: Application, *, actor: Actor, operation: str, evidence_id: int) -> Application:
    """Take a file away; one that is gone already is no fault."""
    hold(application, ApplicationAction.EDIT)
    one = session.get(ApplicationEvidence, evidence_id)
    if one is not None and one.application_id == application.id:
        session.delete(one)
        session.flush()
    record(actor, EVIDENCE_REMOVED, application)
    return loaded([application.id])[application.id]
