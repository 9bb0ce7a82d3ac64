"""Reading events that veto a title."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.standards.models import VetoEvent
from coordination.subjects.models import Subject

AT_MOST = 500


def vetoes(office_id: int, *, standing: bool = True) -> Sequence[VetoEvent]:
    """The events of an office, the latest first; those that stand, or those that were withdrawn."""
    ended = VetoEvent.withdrawn_at.is_(None) if standing else VetoEvent.withdrawn_at.is_not(None)
    return session.scalars(
        select(VetoEvent)
        .where(VetoEvent.office_id == office_id, ended)
        .options(
            joinedload(VetoEvent.subject).joinedload(Subject.unit),
            joinedload(VetoEvent.recorded_by),
            joinedload(VetoEvent.withdrawn_by),
        )
        .order_by(VetoEvent.happened_on.desc(), VetoEvent.id.desc())
        .limit(AT_MOST)
    ).all()
