"""Reading the office, its units in official order, and the tree of divisions by its paths."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit, Office, UnitKind
from coordination.organizations.rules import Level, is_below

MOST_FOUND = 50


@dataclass(frozen=True)
class Place:
    """A division as one office sees it, in its own subtree; the policy is asked about this."""

    division: Division
    office_id: int


def own_office(actor: Actor, **_places: int) -> Office | None:
    """The office that the actor belongs to, directly or by a member unit."""
    return session.get(Office, actor.office_id) if actor.office_id is not None else None


@dataclass(frozen=True, slots=True)
class Workplace:
    """The actor's office by its number alone: enough to ask the policy before a list."""

    id: int


def workplace(actor: Actor, **_places: int) -> Workplace | None:
    return None if actor.office_id is None else Workplace(actor.office_id)


def visible_to(actor: Actor) -> Select[MemberUnit]:
    """The units of the actor's office; somebody of a unit sees that unit only."""
    found = select(MemberUnit).where(MemberUnit.office_id == actor.office_id)
    return found if actor.unit_id is None else found.where(MemberUnit.id == actor.unit_id)


def _official(found: Select[MemberUnit]) -> Sequence[MemberUnit]:
    eager = found.options(joinedload(MemberUnit.kind, innerjoin=True))
    return session.scalars(eager.order_by(MemberUnit.sort_order, MemberUnit.id)).all()


def units(
    office_id: int, *, kinds: Collection[str] | None = None, closed: bool = False
) -> Sequence[MemberUnit]:
    """The units of an office in official order, as lists and 主送 lines have it; closed ones on request."""
    found = select(MemberUnit).where(MemberUnit.office_id == office_id)
    if kinds is not None:
        found = found.where(MemberUnit.kind_code.in_(kinds))
    if not closed:
        found = found.where(MemberUnit.closed_on.is_(None))
    return _official(found)


def search(
    actor: Actor, words: str = "", *, kind: str | None = None, closed: bool | None = False
) -> Sequence[MemberUnit]:
    """Units visible to the actor by name, short name, pinyin or its initials; `closed` None: all."""
    return _official(_matching(actor, words, kind, closed))


def _matching(actor: Actor, words: str, kind: str | None, closed: bool | None) -> Select[MemberUnit]:
    found = visible_to(actor)
    if words := words.strip():
        letters = words.lower().replace(" ", "")
        found = found.where(
            or_(
                MemberUnit.name.contains(words, autoescape=True),
                MemberUnit.short_name.contains(words, autoescape=True),
                MemberUnit.pinyin.contains(letters, autoescape=True),
                MemberUnit.initials.contains(letters, autoescape=True),
            )
        )
    if kind:
        found = found.where(MemberUnit.kind_code == kind)
    if closed is not None:
        found = found.where(MemberUnit.closed_on.is_not(None) if closed else MemberUnit.closed_on.is_(None))
    return found


class Kind(NamedTuple):
    code: str
    name: str
    english: str


_KINDS = select(UnitKind.code, UnitKind.name, UnitKind.english).order_by(UnitKind.sort_order, UnitKind.code)


def kinds() -> Sequence[Kind]:
    """The dictionary of kinds of units, in its order."""
    return [Kind._make(row) for row in db.rows(_KINDS)]


def subtree(division: Division) -> Select[Division]:
    """The division and everything below it, by path."""
    return select(Division).where(Division.path.startswith(division.path, autoescape=True))


def ancestors(division: Division) -> Sequence[Division]:
    """From the root down to the parent."""
    ids = [int(part) for part in division.path.strip("/").split("/")[:-1]]
    return session.scalars(
        select(Division).where(Division.id.in_(ids)).order_by(func.length(Division.path))
    ).all()


def place(actor: Actor, **places: int) -> Place | None:
    """The division, when it lies in the subtree of the actor's office; None for every other."""
    office, number = own_office(actor), places["id"]
    division = session.get(Division, number) if 0 < number < 2**63 else None
    if office is None or division is None or not is_below(division.path, office.division.path):
        return None
    return Place(division, office.id)


def children(division: Division) -> Sequence[Row[Division, int, int | None, int]]:
    """The divisions directly below with their own open children, the sum of those children's
    populations and how many of these are unknown, by code; in one query.
    """
    below = aliased(Division)
    open_below = below.closed_on.is_(None)
    return session.execute(
        select(
            Division,
            func.count(below.id).filter(open_below).label("parts"),
            func.coalesce(func.sum(below.population).filter(open_below), 0).label("counted"),
            func.count(below.id).filter(open_below, below.population.is_(None)).label("unknown"),
        )
        .outerjoin(below, below.parent_id == Division.id)
        .where(Division.parent_id == division.id)
        .group_by(Division.id)
        .order_by(Division.closed_on.nulls_first(), Division.code)
    ).all()


def divisions_found(within: Division, words: str, *, level: Level | None = None) -> Sequence[Division]:
    """Divisions below `within` by part of the name or by the beginning of its initials, by code."""
    letters = words.lower().replace(" ", "")
    found = subtree(within).where(Division.id != within.id).options(joinedload(Division.parent))
    found = found.where(
        or_(
            Division.name.contains(words.strip(), autoescape=True),
            Division.initials.startswith(letters, autoescape=True),
        )
    )
    if level is not None:
        found = found.where(Division.level == level)
    return session.scalars(found.order_by(Division.code).limit(MOST_FOUND)).all()


def open_below(division: Division) -> int:
    """How many open divisions stand directly below."""
    below = select(func.count()).select_from(Division).where(Division.parent_id == division.id)
    return session.scalar(below.where(Division.closed_on.is_(None))) or 0


def unit_at(division: Division, office_id: int) -> MemberUnit | None:
    """The open member unit of the office that is this township."""
    return session.scalars(
        select(MemberUnit).where(
            MemberUnit.division_id == division.id,
            MemberUnit.office_id == office_id,
            MemberUnit.closed_on.is_(None),
        )
    ).first()


def townships(office: Office) -> Sequence[Division]:
    """The open townships in the area of the office, by code: what a unit of that kind may be."""
    below = subtree(office.division).where(Division.level == Level.TOWNSHIP, Division.closed_on.is_(None))
    return session.scalars(below.order_by(Division.code)).all()


def communities(office: Office) -> Sequence[Division]:
    """The open communities in the area of the office, by code, each with its township."""
    below = subtree(office.division).where(Division.level == Level.COMMUNITY, Division.closed_on.is_(None))
    return session.scalars(below.options(joinedload(Division.parent)).order_by(Division.code)).all()


def division_with(code: str) -> Division | None:
    return session.scalars(select(Division).where(Division.code == code)).first()


def office_at(code: str) -> Office | None:
    """The office of the division with this code."""
    return session.scalars(select(Office).join(Office.division).where(Division.code == code)).first()
