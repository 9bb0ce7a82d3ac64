"""Veto events that speak against titles: entered after the title was given, not withdrawn, not looked at."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from coordination.certificates.models import Certificate, CertificateGround
from coordination.certificates.queries.lists import STANDING
from coordination.kernel.db import session
from coordination.standards.models import VetoEvent


def _fresh(today: date) -> ColumnElement[bool]:
    looked = exists().where(
        CertificateGround.certificate_id == Certificate.id, CertificateGround.veto_id == VetoEvent.id
    )
    return and_(
        VetoEvent.subject_id == Certificate.subject_id,
        VetoEvent.recorded_at >= Certificate.named_at,
        VetoEvent.withdrawn_at.is_(None),
        Certificate.state.in_(STANDING),
        or_(Certificate.valid_until.is_(None), Certificate.valid_until >= today),
        ~looked,
    )


def of_certificate(certificate_id: int, today: date) -> Sequence[VetoEvent]:
    """What speaks against one title and was not looked at; the caller holds its row."""
    found = select(VetoEvent).join(Certificate, _fresh(today)).where(Certificate.id == certificate_id)
    return session.scalars(found.order_by(VetoEvent.id)).all()


def missed(today: date) -> Sequence[int]:
    """The certificates against which an event speaks that nobody has looked at."""
    found = select(Certificate.id).join(VetoEvent, _fresh(today)).distinct().order_by(Certificate.id)
    return session.scalars(found).all()
