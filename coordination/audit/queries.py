"""Reading the audit: the timeline of one object, the register, the check of the chain."""

from collections.abc import Sequence

from sqlalchemy import Select, Text, literal_column, select

from coordination.audit.models import Event, Seal
from coordination.audit.services import chain
from coordination.kernel.db import Base, session
from coordination.kernel.policy import Actor

#: The digest of a row as it stands now, computed by the function of migration 0001.
_DIGEST = literal_column("audit_digest(audit_events)", type_=Text())


def timeline(subject: Base, limit: int = 100) -> Sequence[Event]:
    """What happened to one object, newest first."""
    return session.scalars(
        select(Event)
        .where(Event.subject_type == subject.__tablename__, Event.subject_id == subject.id)  # type: ignore[attr-defined]
        .order_by(Event.id.desc())
        .limit(limit)
    ).all()


def visible_to(actor: Actor) -> Select[Event]:
    """The register: an auditor reads the events of the own office."""
    return select(Event).where(Event.office_id == actor.office_id).order_by(Event.id.desc())


def broken_link() -> int | None:
    """The id of the first seal that no longer fits its events, or None when the chain holds.

    The digest of each event is computed anew by the database from the row as it stands.
    """
    before = ""
    for seal in session.scalars(select(Seal).order_by(Seal.id)):
        digests = session.scalars(
            select(_DIGEST)
            .select_from(Event)
            .where(Event.id.between(seal.first_id, seal.last_id))
            .order_by(Event.id)
        ).all()
        if len(digests) != seal.events or chain(before, list(digests)) != seal.digest:
            return seal.id
        before = seal.digest
    return None
