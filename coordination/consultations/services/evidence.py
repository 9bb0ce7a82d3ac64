"""Files that prove an objection: added and taken away while it is open."""

from collections.abc import Sequence

from coordination.audit.services import record
from coordination.consultations.models import Objection, ObjectionEvidence
from coordination.consultations.rules import FILES_AT_MOST
from coordination.consultations.services.holding import hold_for_unit
from coordination.consultations.states import OBJECTIONS, ObjectionAction
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.files import StoredFile, store_file
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted

ADDED, REMOVED = "ranking_objection.evidence_add", "ranking_objection.evidence_remove"


def put(objection: Objection, actor: Actor, files: Sequence[Accepted]) -> int:
    """Put files to an objection, all or none; one that is there is not put twice. Invalid at `files`."""
    present = {one.file.sha256 for one in objection.evidence}
    new = {file.sha256: file for file in files if file.sha256 not in present}
    if len(present) + len(new) > FILES_AT_MOST:
        raise Invalid(_("一条异议最多{limit}份材料，请先删去几份", limit=FILES_AT_MOST), field="files")
    for file in new.values():
        objection.evidence.append(
            ObjectionEvidence(file=_stored(objection, file), added_by_id=actor.id, added_at=clock.now())
        )
    session.flush()
    return len(new)


def _stored(objection: Objection, file: Accepted) -> StoredFile:
    try:
        return store_file(
            file.path,
            digest=file.sha256,
            size=file.size,
            name=file.name,
            content_type=file.content_type,
            office_id=objection.office_id,
            unit_id=objection.unit_id,
        )
    except OSError as error:
        raise uploads.no_room(error) from error


@service(ObjectionAction.EDIT)
def add_evidence(
    objection: Objection, *, actor: Actor, operation: str, files: Sequence[Accepted]
) -> Objection:
    """Files alone, beside what was said. Raises Invalid at `files`, Conflict once it is answered or over."""
    hold_for_unit(objection.consultation_id)
    OBJECTIONS.next(objection.state, ObjectionAction.EDIT)
    record(actor, ADDED, objection, files=put(objection, actor, files))
    return objection


@service(ObjectionAction.EDIT)
def remove_evidence(objection: Objection, *, actor: Actor, operation: str, evidence_id: int) -> Objection:
    """Take a file away; one that is gone already is no fault. Raises Conflict once it is answered or over."""
    hold_for_unit(objection.consultation_id)
    OBJECTIONS.next(objection.state, ObjectionAction.EDIT)
    for one in [one for one in objection.evidence if one.id == evidence_id]:
        objection.evidence.remove(one)
        session.delete(one)
    session.flush()
    record(actor, REMOVED, objection)
    return objection
