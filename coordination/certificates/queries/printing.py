"""How far the printing of a certificate is."""

from sqlalchemy import select

from coordination.certificates.models import Certificate
from coordination.kernel.db import session
from coordination.kernel.jobs import Work


def printing_key(certificate_id: int) -> str:
    return f"certificates.print:{certificate_id}"


def failed(certificate: Certificate) -> bool:
    """Whether the document is not there and nobody tries any more."""
    if certificate.document_id is not None:
        return False
    gave_up = select(Work.failed_at).where(Work.key == printing_key(certificate.id))
    return session.scalar(gave_up) is not None
