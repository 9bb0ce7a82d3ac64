"""Files that prove the work: added to the draft and taken from it, never from what was sent."""

from collections.abc import Sequence

from coordination.audit.services import record
from coordination.kernel import uploads
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.files import StoredFile, store_file
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted
from coordination.tasks.models import Assignment, Evidence, Feedback
from coordination.tasks.rules import FILES_AT_MOST
from coordination.tasks.services.filing import begin, drafted
from coordination.tasks.states import AssignmentAction

ADDED, REMOVED = "evidence.add", "evidence.remove"


@service(AssignmentAction.DRAFT)
def add(assignment: Assignment, *, actor: Actor, operation: str, files: Sequence[Accepted]) -> Feedback:
    """Put files to the draft, all or none; one that is there already is not put twice.

    Raises Invalid for more files than a feedback may hold and for a full disk.
    """
    begin(assignment, AssignmentAction.DRAFT)
    draft = drafted(assignment, actor)
    present = {one.file.sha256 for one in draft.evidence}
    new = {file.sha256: file for file in files if file.sha256 not in present}
    if len(present) + len(new) > FILES_AT_MOST:
        raise Invalid(_("一次反馈最多{limit}份材料，请先删去几份", limit=FILES_AT_MOST), field="files")
    for file in new.values():
        draft.evidence.append(_evidence(draft, file))
    session.flush()
    record(actor, ADDED, draft, files=len(new))
    return draft


def _evidence(draft: Feedback, file: Accepted) -> Evidence:
    return Evidence(
        assignment_id=draft.assignment_id,
        office_id=draft.office_id,
        unit_id=draft.unit_id,
        file=_stored(draft, file),
        name=file.name,
        added_at=clock.now(),
    )


def _stored(draft: Feedback, file: Accepted) -> StoredFile:
    try:
        return store_file(
            file.path,
            digest=file.sha256,
            size=file.size,
            name=file.name,
            content_type=file.content_type,
            office_id=draft.office_id,
            unit_id=draft.unit_id,
        )
    except OSError as error:
        raise uploads.no_room(error) from error


@service(AssignmentAction.DRAFT)
def remove(assignment: Assignment, *, actor: Actor, operation: str, evidence_id: int) -> Feedback:
    """Take a file from the draft; one that is gone already is no fault. Conflict for what was sent."""
    begin(assignment, AssignmentAction.DRAFT)
    draft = drafted(assignment, actor)
    one = session.get(Evidence, evidence_id)
    if one is not None and one.assignment_id == assignment.id:
        if one.feedback_id != draft.id:
            raise Conflict(_("材料已经随反馈报出，不能再删"))
        draft.evidence.remove(one)
        session.delete(one)
        session.flush()
    record(actor, REMOVED, draft)
    return draft
