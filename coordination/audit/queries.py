"""Reading the audit: the timeline of one object, the register, the check of the chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, Text, func, literal_column, select

from coordination.audit.models import Event, Seal
from coordination.audit.policy import AuditAction
from coordination.audit.rules import chain
from coordination.kernel.clock import ZONE
from coordination.kernel.db import SYSTEM_SCOPE, Base, acting, session
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


@dataclass(frozen=True)
class Wanted:
    """The filters of the register: part of a person's name, an action, days in China, both included."""

    person: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


def register(actor: Actor, wanted: Wanted, *, before: int | None = None, limit: int = 50) -> Sequence[Event]:
    """The events below the id `before`, newest first; one more than `limit` when there are older ones."""
    found = visible_to(actor)
    if wanted.person:
        found = found.where(Event.account_name.contains(wanted.person, autoescape=True))
    if wanted.action:
        found = found.where(Event.action == wanted.action)
    if wanted.since is not None:
        found = found.where(Event.at >= _midnight(wanted.since))
    if wanted.until is not None:
        found = found.where(Event.at < _midnight(wanted.until + timedelta(days=1)))
    if before is not None:
        found = found.where(Event.id < before)
    return session.scalars(found.limit(limit + 1)).all()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


@dataclass(frozen=True)
class Chain:
    """How far the audit is sealed, and what the last check of the chain found."""

    seals: int
    sealed_at: datetime | None
    unsealed: int
    checked: Event | None


def last_seal() -> Seal | None:
    return session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).first()


def state_of_chain(actor: Actor) -> Chain:
    """The links and the events of all offices are one chain, so it is counted over all of them."""
    checks = visible_to(actor).where(Event.action == AuditAction.VERIFY).limit(1)
    checked = session.scalars(checks).first()
    with acting(SYSTEM_SCOPE):
        links = session.execute(select(func.count(), func.max(Seal.at), func.max(Seal.last_id))).one()
        open_events = select(func.count()).select_from(Event).where(Event.id > (links[2] or 0))
        return Chain(links[0], links[1], session.scalar(open_events) or 0, checked)


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
