"""The keys of an office: its own, and those of offices below that it trusts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.transmissions.models import OfficeKey


def key(actor: Actor, **places: int) -> OfficeKey | None:
    """The key of an address, if it is one of the actor's office."""
    found = select(OfficeKey).where(OfficeKey.office_id == actor.office_id, OfficeKey.id == places["id"])
    return session.scalars(found).first() if 0 < places["id"] < 2**63 else None


def own_key(office_id: int) -> OfficeKey | None:
    """The key that signs now."""
    found = select(OfficeKey).where(OfficeKey.office_id == office_id, OfficeKey.private.is_not(None))
    return session.scalars(found.where(OfficeKey.withdrawn_at.is_(None))).first()


def trusted(office_id: int, public: str) -> OfficeKey | None:
    """The registered key of an office below, unless it was withdrawn."""
    found = select(OfficeKey).where(OfficeKey.office_id == office_id, OfficeKey.public == public)
    return session.scalars(found.where(OfficeKey.private.is_(None), OfficeKey.withdrawn_at.is_(None))).first()


def keys(actor: Actor) -> Sequence[OfficeKey]:
    """All keys of the actor's office, its own first, those in force before the withdrawn."""
    return session.scalars(
        select(OfficeKey)
        .where(OfficeKey.office_id == actor.office_id)
        .options(joinedload(OfficeKey.added_by, innerjoin=True))
        .order_by(
            OfficeKey.private.is_(None),
            OfficeKey.withdrawn_at.is_not(None),
            OfficeKey.place,
            OfficeKey.id.desc(),
        )
    ).all()
