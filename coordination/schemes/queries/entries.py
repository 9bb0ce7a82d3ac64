"""What is entered by hand for a scheme and a month."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.schemes.models import Scheme, SchemeEntry
from coordination.schemes.states import EntryKind

_PEOPLE = (
    joinedload(SchemeEntry.entered_by, innerjoin=True),
    joinedload(SchemeEntry.confirmed_by),
    joinedload(SchemeEntry.withdrawn_by),
    joinedload(SchemeEntry.unit, innerjoin=True),
    joinedload(SchemeEntry.file),
    joinedload(SchemeEntry.scheme, innerjoin=True),
)


def _of(scheme: Scheme) -> Select[SchemeEntry]:
    """The entries of a scheme under whichever of its revisions."""
    return (
        select(SchemeEntry)
        .join(SchemeEntry.scheme)
        .where(Scheme.office_id == scheme.office_id, Scheme.code == scheme.code)
    )


def entry(actor: Actor, **places: int) -> SchemeEntry | None:
    """An entry with its unit, people and file."""
    number = places["id"] if places["id"] < 2**63 else 0
    found = select(SchemeEntry).where(SchemeEntry.id == number, SchemeEntry.office_id == actor.office_id)
    return session.scalars(found.options(*_PEOPLE).execution_options(populate_existing=True)).first()


def entries(scheme: Scheme, period: str) -> Sequence[SchemeEntry]:
    """Everything that was entered for a month, what was withdrawn too, last first."""
    found = _of(scheme).where(SchemeEntry.period == period).options(*_PEOPLE)
    return session.scalars(found.order_by(SchemeEntry.id.desc())).all()


def entry_months(scheme: Scheme) -> dict[str, int]:
    """How many entries wait or count in each month, newest month first."""
    rows = session.execute(
        _of(scheme)
        .with_only_columns(SchemeEntry.period, func.count())
        .where(SchemeEntry.withdrawn_at.is_(None))
        .group_by(SchemeEntry.period)
        .order_by(SchemeEntry.period.desc())
    )
    return {row[0]: row[1] for row in rows}


def same_value(scheme: Scheme, period: str, unit_id: int, item_code: str) -> SchemeEntry | None:
    """The value that stands for a unit, a month and an item already, confirmed or not."""
    found = _of(scheme).where(
        SchemeEntry.period == period,
        SchemeEntry.unit_id == unit_id,
        SchemeEntry.kind == EntryKind.VALUE,
        SchemeEntry.item_code == item_code,
        SchemeEntry.withdrawn_at.is_(None),
    )
    return session.scalars(found.limit(1)).first()


def counting(scheme: Scheme, period: str) -> Sequence[SchemeEntry]:
    """What was entered for a month, confirmed and not withdrawn, under whichever revision of the scheme."""
    return session.scalars(
        _of(scheme)
        .where(
            SchemeEntry.period == period,
            SchemeEntry.confirmed_at.is_not(None),
            SchemeEntry.withdrawn_at.is_(None),
        )
        .options(joinedload(SchemeEntry.entered_by, innerjoin=True), joinedload(SchemeEntry.confirmed_by))
        .order_by(SchemeEntry.id)
    ).all()
