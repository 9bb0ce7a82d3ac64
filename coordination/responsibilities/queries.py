"""Reading duties, which start at `visible_to(actor)`, and the dictionaries of parties and articles."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.responsibilities import statute
from coordination.responsibilities.models import Article, Duty, Party

PAGE = 100
T = TypeVar("T", Party, Article)


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A row of a dictionary as one office sees it; the policy is asked about this."""

    row: T
    office: Office

    @property
    def office_id(self) -> int:
        return self.office.id


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list, as they stand in its address."""

    party_id: int | None = None
    kind: str = ""
    law: str = ""
    words: str = ""
    closed: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of the list, grouped by party in order."""

    groups: Sequence[tuple[Party, Sequence[Duty]]]
    total: int
    page: int
    pages: int


def visible_to(actor: Actor) -> Select[Duty]:
    """The duties of the actor's office; somebody of a unit sees those that concern its kind."""
    if actor.office_id is None:
        return select(Duty).where(false())
    found = select(Duty).where(Duty.office_id == actor.office_id)
    if actor.unit_id is None:
        return found
    return found.where(_of_kind(actor.unit_kind or ""))


def duties(actor: Actor, wanted: Wanted) -> Listed:
    """The duties that fit, by party and article, 100 to the page."""
    found = _fitting(visible_to(actor), wanted).join(Duty.party).outerjoin(Duty.article)
    total = session.scalar(found.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = session.scalars(
        found.options(contains_eager(Duty.party), contains_eager(Duty.article))
        .order_by(
            Party.sort_order,
            Party.id,
            Article.law.nulls_last(),
            Article.sort_order,
            Duty.sort_order,
            Duty.id,
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    groups: dict[int, tuple[Party, list[Duty]]] = {}
    for duty in rows:
        groups.setdefault(duty.party_id, (duty.party, []))[1].append(duty)
    return Listed(list(groups.values()), total, page, pages)


def _fitting(found: Select[Duty], wanted: Wanted) -> Select[Duty]:
    found = found.where(Duty.closed_at.is_not(None) if wanted.closed else Duty.closed_at.is_(None))
    if wanted.party_id is not None:
        found = found.where(Duty.party_id == wanted.party_id)
    if wanted.kind:
        found = found.where(_of_kind(wanted.kind))
    if wanted.law:
        found = found.where(Article.law == wanted.law)
    if wanted.words:
        found = found.where(
            or_(
                Duty.name.contains(wanted.words, autoescape=True),
                Article.summary.contains(wanted.words, autoescape=True),
                Article.number == wanted.words,
            )
        )
    return found


def _of_kind(kind: str) -> ColumnElement[bool]:
    return or_(func.cardinality(Duty.unit_kinds) == 0, Duty.unit_kinds.contains([kind]))


def duty(actor: Actor, number: int) -> Duty | None:
    """One duty with its party and article, among those visible to the actor."""
    if not 0 < number < 2**63:
        return None
    found = visible_to(actor).join(Duty.party).outerjoin(Duty.article).where(Duty.id == number)
    return session.scalars(found.options(contains_eager(Duty.party), contains_eager(Duty.article))).first()


def tallies(actor: Actor) -> tuple[int, int]:
    """How many visible duties are in use and how many are closed."""
    in_use = Duty.closed_at.is_(None)
    row = session.execute(
        visible_to(actor).with_only_columns(func.count().filter(in_use), func.count().filter(~in_use))
    ).one()
    return row[0], row[1]


def missing_codes(office_id: int) -> set[str]:
    """Places of the statutory catalogue that the office has not taken over."""
    has = set(session.scalars(select(Duty.code).where(Duty.office_id == office_id, Duty.code.is_not(None))))
    return {one.code for one in statute.duties()} - has


def parties(*, closed: bool = True) -> Sequence[Party]:
    """The dictionary in its order; without `closed` only what new duties and tasks may name."""
    found = select(Party).order_by(Party.closed_on.is_not(None), Party.sort_order, Party.id)
    return session.scalars(found if closed else found.where(Party.closed_on.is_(None))).all()


def articles(*, closed: bool = True, law: str = "") -> Sequence[Article]:
    """The dictionary by law and number; without `closed` only what new duties and tasks may name."""
    found = select(Article).order_by(Article.law, Article.sort_order, Article.id)
    if law:
        found = found.where(Article.law == law)
    return session.scalars(found if closed else found.where(Article.closed_on.is_(None))).all()


def laws() -> Sequence[str]:
    return session.scalars(select(Article.law).distinct().order_by(Article.law)).all()


def duties_by_article(actor: Actor) -> Mapping[int, int]:
    """How many duties in use, visible to the actor, rest on each article."""
    return _counted(actor, Duty.article_id)


def duties_by_party(actor: Actor) -> Mapping[int, int]:
    """The same by party."""
    return _counted(actor, Duty.party_id)


def _counted(actor: Actor, column: InstrumentedAttribute[Any]) -> Mapping[int, int]:
    found = visible_to(actor).where(Duty.closed_at.is_(None), column.is_not(None))
    return dict(session.execute(found.with_only_columns(column, func.count()).group_by(column)).all())


def party(actor: Actor, number: int) -> Entry[Party] | None:
    return _entry(actor, Party, number)


def article(actor: Actor, number: int) -> Entry[Article] | None:
    return _entry(actor, Article, number)


def _entry(actor: Actor, model: type[T], number: int) -> Entry[T] | None:
    office = own_office(actor)
    row = session.get(model, number) if 0 < number < 2**63 else None
    return Entry(row, office) if row is not None and office is not None else None
