"""Reading what can carry a title: the list, the subjects of a unit, one subject."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

PAGE = 50
_SEES_ALL = {Function.CLERK, Function.LEADER}
_OF_UNITS = {Function.LIAISON, Function.TOWNSHIP, Function.UNIT_REVIEWER}


def visible_to(actor: Actor) -> Select[Subject]:
    """The subjects of the actor's office; a community worker sees the own community only."""
    found = select(Subject).where(Subject.office_id == actor.office_id)
    if Function.COMMUNITY_WORKER in actor.functions:
        return found.where(Subject.division_id == actor.division_id)
    sees = _OF_UNITS if actor.unit_id is not None else _SEES_ALL
    return found if actor.functions & (sees | _SEES_ALL) else found.where(false())


def subjects_of(unit_id: int, kind: SubjectKind | None = None) -> Sequence[Subject]:
    """The open subjects that a unit looks after, in official order."""
    found = select(Subject).where(Subject.unit_id == unit_id, Subject.closed_on.is_(None))
    if kind is not None:
        found = found.where(Subject.kind == kind)
    return session.scalars(found.order_by(Subject.sort_order, Subject.id)).all()


def open_in(office_id: int, kind: SubjectKind | None = None) -> Sequence[Subject]:
    """All open subjects of an office in official order."""
    found = select(Subject).where(Subject.office_id == office_id, Subject.closed_on.is_(None))
    if kind is not None:
        found = found.where(Subject.kind == kind)
    return session.scalars(found.order_by(Subject.sort_order, Subject.id)).all()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is asked for: letters or a part of the name, a kind, a township, closed ones."""

    words: str = ""
    kind: SubjectKind | None = None
    township: int | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class SubjectPage:
    """One page of the list; `first` is the place of its first subject in the whole, from 1."""

    subjects: Sequence[Subject]
    total: int
    page: int
    pages: int
    open: int
    closed: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1


def listed(actor: Actor, asked: Asked, page: int = 1) -> SubjectPage:
    """A page of the subjects visible to the actor; a page that is not there is the nearest one that is."""
    every = visible_to(actor).subquery()
    counts = select(func.count(), func.count(every.c.closed_on)).select_from(every)
    fitting = select(func.count()).select_from(_fitting(actor, asked).subquery()).scalar_subquery()
    whole, shut, total = session.execute(counts.add_columns(fitting)).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    rows = _in_order(_fitting(actor, asked)).limit(PAGE).offset((page - 1) * PAGE)
    return SubjectPage(session.scalars(rows).all(), total, page, pages, whole - shut, shut)


def every(actor: Actor, asked: Asked) -> Sequence[Subject]:
    """All that the list shows on its pages, for the sheet."""
    return session.scalars(_in_order(_fitting(actor, asked))).all()


def _in_order(found: Select[Subject]) -> Select[Subject]:
    shown = found.options(joinedload(Subject.unit), joinedload(Subject.located_in))
    return shown.order_by(Subject.sort_order, Subject.id)


def _fitting(actor: Actor, asked: Asked) -> Select[Subject]:
    found = visible_to(actor)
    found = found.where(Subject.closed_on.is_not(None) if asked.closed else Subject.closed_on.is_(None))
    if words := asked.words.strip():
        found = found.where(_named(words))
    if asked.kind is not None:
        found = found.where(Subject.kind == asked.kind)
    if asked.township is not None:
        found = found.where(Subject.located_in_id == asked.township)
    return found


def _named(words: str) -> ColumnElement[bool]:
    letters = words.lower().replace(" ", "")
    name = Subject.name.contains(words, autoescape=True)
    if not letters.isascii():
        return name
    return or_(name, Subject.initials.contains(letters, autoescape=True))


def one(actor: Actor, **places: int) -> Subject | None:
    """The subject of a page; None when the actor's fences hide it."""
    number = places["id"]
    found = select(Subject).options(
        joinedload(Subject.unit), joinedload(Subject.located_in), joinedload(Subject.division)
    )
    return session.scalars(found.where(Subject.id == number)).first() if 0 < number < 2**63 else None


def places(office: Office) -> Sequence[tuple[int, str]]:
    """The townships in which subjects of the office lie, as (division, name of the unit or place)."""
    unit = select(MemberUnit.short_name).where(
        MemberUnit.division_id == Division.id, MemberUnit.office_id == office.id
    )
    name = func.coalesce(unit.where(MemberUnit.closed_on.is_(None)).limit(1).scalar_subquery(), Division.name)
    found = (
        select(Division.id, name, func.min(Subject.sort_order).label("place"))
        .join(Subject, Subject.located_in_id == Division.id)
        .where(Subject.office_id == office.id, Subject.closed_on.is_(None))
        .group_by(Division.id)
    )
    return [(row[0], row[1]) for row in session.execute(found.order_by("place", Division.id))]
