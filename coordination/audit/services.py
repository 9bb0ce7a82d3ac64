"""Writing to the audit, and sealing it."""

from collections.abc import Iterable
from enum import StrEnum
from typing import cast

from sqlalchemy import CTE, Table, bindparam, insert, select, text

from coordination.audit.models import Event, Seal
from coordination.audit.rules import chain
from coordination.kernel.db import Base, session
from coordination.kernel.operations import audited
from coordination.kernel.policy import Actor

_EVENTS = cast(Table, Event.__table__)
#: Sent with every act, so built once; nobody asks for the number of the row.
_WRITE = insert(_EVENTS).inline()
_COLUMNS = (
    *("account_id", "account_name", "office_id", "unit_id"),
    *("action", "subject_type", "subject_id", "content"),
)
SEAL_AT_MOST = 10_000
#: Sealing needs the owner's right to lock the table against writers for a moment: an id is
#: given out only under the writers' own lock, so while we hold ours no lower id can appear.
_LOCK = (
    text("SELECT set_config('role', 'none', true), set_config('lock_timeout', '500ms', true)"),
    text("LOCK TABLE audit_events IN SHARE MODE"),
)


def record(actor: Actor, action: StrEnum | str, subject: Base, **content: object) -> None:
    """Write one event inside the open transaction; values must be JSON, no personal data.

    When the row cannot be written the transaction fails, and the act with it.
    """
    session.flush()
    session.execute(_WRITE, _event(actor, action, subject, content))
    audited()


def record_all(
    actor: Actor, action: StrEnum | str, subjects: Iterable[tuple[Base, dict[str, object]]]
) -> None:
    """As `record`, one event for each subject with its content, sent together."""
    session.flush()
    events = [_event(actor, action, subject, content) for subject, content in subjects]
    if events:
        session.execute(_WRITE, events)
        audited()


def recording(act: CTE) -> CTE:
    """For a statement that writes the act itself: one event for a row of `act`, none without.

    It needs the values of `to_record`; when it has run, `audited` is to be told.
    """
    values = [bindparam(f"event_{name}", type_=_EVENTS.c[name].type) for name in _COLUMNS]
    return insert(_EVENTS).from_select(_COLUMNS, select(*values).select_from(act)).cte("event")


def to_record(actor: Actor, action: StrEnum | str, subject: Base, **content: object) -> dict[str, object]:
    """The values of `recording`, as `record` takes them."""
    return {f"event_{name}": value for name, value in _event(actor, action, subject, content).items()}


def _event(
    actor: Actor, action: StrEnum | str, subject: Base, content: dict[str, object]
) -> dict[str, object]:
    return {
        "account_id": actor.id,
        "account_name": actor.name,
        "office_id": _office(subject) or actor.office_id,
        "unit_id": getattr(subject, "unit_id", None),
        "action": str(action),
        "subject_type": subject.__tablename__,
        "subject_id": getattr(subject, "id", None),
        "content": content,
    }


def _office(subject: Base) -> int | None:
    if subject.__tablename__ == "offices":
        return getattr(subject, "id", None)
    return getattr(subject, "office_id", None)


def seal() -> Seal | None:
    """Chain the events that are not yet sealed; None when there are none.

    Runs in the caller's transaction, which should end at once: writers wait meanwhile.
    """
    for statement in _LOCK:
        session.execute(statement)
    last = session.scalars(select(Seal).order_by(Seal.id.desc()).limit(1)).first()
    unsealed = select(Event.id, Event.digest).where(Event.id > (last.last_id if last else 0))
    rows = session.execute(unsealed.order_by(Event.id).limit(SEAL_AT_MOST)).all()
    if not rows:
        return None
    digest = chain(last.digest if last else "", [row.digest for row in rows])
    link = Seal(first_id=rows[0].id, last_id=rows[-1].id, events=len(rows), digest=digest)
    session.add(link)
    return link
