"""Printing outside the request."""

from coordination.audit.services import record
from coordination.circulars.models import Circular
from coordination.circulars.printing import file_name, pdf_of
from coordination.kernel.db import session
from coordination.kernel.files import store
from coordination.kernel.jobs import job
from coordination.kernel.policy import SYSTEM


@job(queue="documents")
def print_document(circular_id: int) -> None:
    """Print an issued circular once and keep the bytes; a second run finds them and stops."""
    circular = session.get_one(Circular, circular_id, with_for_update=True)
    if circular.document_id is not None:
        return
    stored = store(
        pdf_of(circular),
        name=file_name(circular),
        content_type="application/pdf",
        office_id=circular.office_id,
    )
    circular.document_id = stored.id
    record(SYSTEM, "circular.print", circular, sha256=stored.sha256, size=stored.size)
