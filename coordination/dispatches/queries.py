"""Reading recipients and receipts. Lists start at `visible_to(actor)`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, defer, joinedload

from coordination.accounts.models import Account
from coordination.circulars import queries as circulars
from coordination.circulars.models import Circular
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import CircularState, Kind
from coordination.dispatches.addressing import TO_EVERYBODY, by_default
from coordination.dispatches.models import ChosenRecipient, Dispatch
from coordination.dispatches.policy import STAFF, UNIT
from coordination.dispatches.states import Role
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.organizations.queries import units
from coordination.reminders.rules import CHASED_LATELY, UNRECEIVED_AFTER

PAGE = 50
#: A document that was withdrawn need not be signed for any more.
STANDING = (CircularState.ISSUED, CircularState.CORRECTED)


class Shown(StrEnum):
    """The filters of the lists."""

    ALL = "all"
    OPEN = "open"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True)
class Addressed:
    """A unit and how it gets a document."""

    unit: MemberUnit
    role: Role


@dataclass(frozen=True, slots=True)
class Standing:
    """How many units got a document, and how many of them have signed for it."""

    sent: int
    received: int


def visible_to(actor: Actor) -> Select[Dispatch]:
    """The office sees every dispatch of its own, people of a unit those to it."""
    found = select(Dispatch).where(Dispatch.office_id == actor.office_id)
    if actor.unit_id is None:
        return found if actor.functions & set(STAFF) else found.where(false())
    return found.where(Dispatch.unit_id == actor.unit_id if actor.functions & set(UNIT) else false())


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The documents that somebody of a unit may find: those for everybody, and what was sent to the unit."""
    sent = select(Dispatch.circular_id).where(Dispatch.unit_id == actor.unit_id)
    open_to_all = [kind for kind in TO_EVERYBODY if kind is not Kind.MINUTES]
    return or_(Circular.kind.in_(open_to_all), Circular.id.in_(sent))


def issued(actor: Actor, **places: int) -> Circular | None:
    """A document that has left the house; a draft has no receipts."""
    found = circulars.whole(actor, **places)
    return found if found is not None and found.state in PUBLIC else None


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return None if actor.unit_id is None else session.get(MemberUnit, actor.unit_id)


def chosen(circular_id: int) -> dict[int, Role]:
    """The roles that were chosen for a draft; empty when nobody has."""
    found = select(ChosenRecipient.unit_id, ChosenRecipient.role).where(
        ChosenRecipient.circular_id == circular_id
    )
    return {row.unit_id: row.role for row in session.execute(found)}


def roles(circular: Circular, among: Sequence[MemberUnit]) -> dict[int, Role]:
    """Who gets a document that is not issued yet: as chosen, as what it corrects went, or by default."""
    picked = chosen(circular.id)
    if not picked and circular.corrects_id is not None:
        before = select(Dispatch.unit_id, Dispatch.role).where(Dispatch.circular_id == circular.corrects_id)
        picked = {row.unit_id: row.role for row in session.execute(before)}
    if picked:
        return {unit.id: picked[unit.id] for unit in among if unit.id in picked}
    return by_default(circular.kind, circular.addressees, circular.copies_to, among)


def disagrees(circular: Circular, among: Sequence[MemberUnit]) -> bool:
    """Whether the lines of the draft name units, and others, or these in another role, were chosen.

    A line that goes to everybody may name a few of them; the lines of a letter name all.
    """
    named = by_default(Kind.LETTER, circular.addressees, circular.copies_to, among)
    picked = chosen(circular.id)
    if not named or not picked:
        return False
    if circular.kind not in TO_EVERYBODY:
        return picked != named
    return any(picked.get(unit_id) is not role for unit_id, role in named.items())


def addressed(circular: Circular) -> list[Addressed]:
    """The recipients of a document that is not issued yet, in official order."""
    among = units(circular.office_id)
    found = roles(circular, among)
    return [Addressed(unit, found[unit.id]) for unit in among if unit.id in found]


def recipients(circular: Circular) -> int:
    """How many units a document goes to, or went."""
    if circular.state not in PUBLIC:
        return len(addressed(circular))
    sent = select(func.count()).select_from(Dispatch).where(Dispatch.circular_id == circular.id)
    return session.scalar(sent) or 0


def _whole(found: Select[Dispatch]) -> Select[Dispatch]:
    return found.join(Dispatch.unit).options(
        contains_eager(Dispatch.unit), joinedload(Dispatch.received_by).load_only(Account.name)
    )


def _with_document(found: Select[Dispatch]) -> Select[Dispatch]:
    return (
        _whole(found)
        .join(Dispatch.circular)
        .options(
            contains_eager(Dispatch.circular).options(
                defer(Circular.body),
                defer(Circular.facts),
                defer(Circular.annex),
                joinedload(Circular.office, innerjoin=True),
                joinedload(Circular.document),
            )
        )
    )


def dispatch(actor: Actor, **places: int) -> Dispatch | None:
    """The dispatch of an address, with its document."""
    if not 0 < places["id"] < 2**63:
        return None
    return session.scalars(_with_document(visible_to(actor)).where(Dispatch.id == places["id"])).first()


def of_circular(actor: Actor, circular: Circular, shown: Shown = Shown.ALL) -> Sequence[Dispatch]:
    """Where a document went and who signed for it, 主送 before 抄送, in official order."""
    found = _whole(visible_to(actor)).where(Dispatch.circular_id == circular.id)
    if shown is not Shown.ALL:
        signed = Dispatch.received_at.is_not(None)
        found = found.where(signed if shown is Shown.RECEIVED else ~signed)
    return session.scalars(found.order_by(*_official())).all()


def _official() -> tuple[ColumnElement[object], ...]:
    return (Dispatch.role.desc(), Dispatch.sort_order, Dispatch.unit_id)  # type: ignore[return-value]


def to_unit(actor: Actor, circular_id: int) -> Dispatch | None:
    """The dispatch of a document to the actor's unit."""
    if actor.unit_id is None:
        return None
    found = _whole(visible_to(actor)).where(
        Dispatch.circular_id == circular_id, Dispatch.unit_id == actor.unit_id
    )
    return session.scalars(found).first()


def standing(actor: Actor, circular_ids: Sequence[int]) -> Mapping[int, Standing]:
    """How the receipts of these documents stand."""
    found = (
        visible_to(actor)
        .with_only_columns(Dispatch.circular_id, func.count(), func.count(Dispatch.received_at))
        .where(Dispatch.circular_id.in_(circular_ids))
        .group_by(Dispatch.circular_id)
    )
    return {row[0]: Standing(row[1], row[2]) for row in session.execute(found)}


def mine(actor: Actor, *, shown: Shown = Shown.ALL, page: int = 1) -> tuple[Sequence[Dispatch], bool]:
    """What was sent to the actor's unit, latest first, and whether there is more."""
    found = _with_document(visible_to(actor))
    if shown is Shown.OPEN:
        found = found.where(Dispatch.received_at.is_(None), Circular.state.in_(STANDING))
    elif shown is Shown.RECEIVED:
        found = found.where(Dispatch.received_at.is_not(None))
    return _page(found.order_by(Dispatch.sent_at.desc(), Dispatch.id.desc()), page)


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came to a unit: all of it, what it has not signed for and has to, what it has signed for."""

    sent: int
    waiting: int
    received: int


def counts_of_unit(actor: Actor) -> Arrived:
    waits = Dispatch.received_at.is_(None) & Circular.state.in_(STANDING)
    counts = func.count(), func.count().filter(waits), func.count(Dispatch.received_at)
    found = visible_to(actor).join(Dispatch.circular).with_only_columns(*counts)
    return Arrived(*session.execute(found).one())


def unreceived(
    actor: Actor, now: datetime, *, late: bool = True, page: int = 1
) -> tuple[Sequence[Dispatch], bool]:
    """What units have not signed for, the longest first; `late`: for 24 hours."""
    found = _open(_with_document(visible_to(actor)), now if late else None)
    return _page(found.order_by(Dispatch.sent_at, Dispatch.circular_id, *_official()), page)


@dataclass(frozen=True, slots=True)
class Unreceived:
    """How many dispatches nobody has signed for, for 24 hours, and not reminded of within 24 hours either."""

    waiting: int
    late: int
    to_chase: int


def open_counts(actor: Actor, now: datetime) -> Unreceived:
    late = Dispatch.sent_at <= now - UNRECEIVED_AFTER
    lately = func.coalesce(Dispatch.reminded_at > now - CHASED_LATELY, false())
    counts = func.count(), func.count().filter(late), func.count().filter(late, ~lately)
    found = _open(visible_to(actor).join(Dispatch.circular), None).with_only_columns(*counts)
    return Unreceived(*session.execute(found).one())


def _open(found: Select[Dispatch], late_at: datetime | None) -> Select[Dispatch]:
    """`late_at`: only what was not signed for within 24 hours before."""
    found = found.where(Dispatch.received_at.is_(None), Circular.state.in_(STANDING))
    return found if late_at is None else found.where(Dispatch.sent_at <= late_at - UNRECEIVED_AFTER)


def _page(found: Select[Dispatch], page: int) -> tuple[Sequence[Dispatch], bool]:
    rows = session.scalars(found.limit(PAGE + 1).offset((max(1, page) - 1) * PAGE)).all()
    return rows[:PAGE], len(rows) > PAGE


def to_chase(circular: Circular) -> Sequence[Dispatch]:
    """The dispatches of a document that nobody has signed for, held until the transaction ends."""
    return _held(select(Dispatch).where(Dispatch.circular_id == circular.id))


def late_in(office_id: int, now: datetime) -> Sequence[Dispatch]:
    """Everything of an office that units have not signed for within 24 hours, held as `to_chase`."""
    late = Dispatch.sent_at <= now - UNRECEIVED_AFTER
    return _held(select(Dispatch).where(Dispatch.office_id == office_id, late))


def never_chased(now: datetime) -> Sequence[Dispatch]:
    """Of all offices, what units have not signed for within 24 hours and were never reminded of, held."""
    late = Dispatch.sent_at <= now - UNRECEIVED_AFTER
    return _held(select(Dispatch).where(late, Dispatch.reminded_at.is_(None)), skip=True)


def _held(found: Select[Dispatch], *, skip: bool = False) -> Sequence[Dispatch]:
    open_ones = _open(_with_document(found), None)
    locked = open_ones.with_for_update(of=Dispatch, skip_locked=skip)
    return session.scalars(locked.order_by(Dispatch.circular_id, *_official())).all()
