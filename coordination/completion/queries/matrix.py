"""The matrix of an office: its units by party, and its units by article of law."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from coordination.completion.queries.shares import by_article, counted, rates
from coordination.completion.rules import NOTHING, Share, expected, instants, together
from coordination.kernel.clock import local
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations import queries as organizations
from coordination.organizations.models import MemberUnit
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.queries import articles, parties
from coordination.responsibilities.queries import visible_to as visible_duties
from coordination.tasks.models import Assignment, Task

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the matrix, as they stand in its address; `worst`: the lowest rate first."""

    period: Period
    kind: str = ""
    party_id: int | None = None
    words: str = ""
    worst: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.kind or self.words or self.party_id)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit: its share for each column, and all together."""

    unit: MemberUnit
    shares: Mapping[int, Share]
    total: Share


@dataclass(frozen=True, slots=True)
class Matrix:
    """One page of the units that fit; totals are of all that fit, on whatever page."""

    parties: Sequence[Party]
    lines: Sequence[UnitLine]
    totals: Mapping[int, Share]
    total: Share
    units: int
    page: int
    pages: int


def matrix(actor: Actor, wanted: Wanted, now: datetime, *, size: int | None = PAGE) -> Matrix:
    """Units by party in the period; `size` None: all on one page. Three statements."""
    shares = rates(actor.office_id or 0, wanted.period, now)
    asked = {party_id for _unit, party_id in shares}
    columns = [one for one in parties() if one.closed_on is None or one.id in asked]
    if wanted.party_id is not None:
        columns = [one for one in columns if one.id == wanted.party_id]
    units = _units(actor, wanted, {unit_id for unit_id, _party in shares})
    ids = [one.id for one in columns]
    lines = [_line(unit, shares, ids) for unit in units]
    totals = {id: together(line.shares[id] for line in lines) for id in ids}
    shown, page, pages = _page(lines, wanted, size)
    return Matrix(columns, shown, totals, together(totals.values()), len(lines), page, pages)


def _units(actor: Actor, wanted: Wanted, asked: Collection[int]) -> list[MemberUnit]:
    """The units that fit, in official order; closed ones only where something was asked of them."""
    found = organizations.search(actor, wanted.words, kind=wanted.kind or None, closed=None)
    return [unit for unit in found if unit.closed_on is None or unit.id in asked]


def _line(unit: MemberUnit, shares: Mapping[tuple[int, int], Share], columns: Iterable[int]) -> UnitLine:
    own = {id: shares.get((unit.id, id), NOTHING) for id in columns}
    return UnitLine(unit, own, together(own.values()))


def _page(lines: list[UnitLine], wanted: Wanted, size: int | None) -> tuple[list[UnitLine], int, int]:
    if wanted.worst:
        lines = sorted(lines, key=_from_the_worst)
    if size is None:
        return lines, 1, 1
    pages = max(1, -(-len(lines) // size))
    page = min(max(1, wanted.page), pages)
    return lines[(page - 1) * size : page * size], page, pages


def _from_the_worst(line: UnitLine) -> tuple[bool, Decimal, int]:
    """Lowest rate first, more overdue first among equals; without a rate last."""
    rate = line.total.rate
    return rate is None, rate or Decimal(0), -line.total.overdue


@dataclass(frozen=True, slots=True)
class Idle:
    """A duty of the catalogue that nobody was asked to do in the period, and of how many units it is."""

    duty: Duty
    units: int


@dataclass(frozen=True, slots=True)
class Articles:
    """Units by article. A pair in `owed` rests on a duty; what is in neither was not applicable."""

    articles: Sequence[Article]
    lines: Sequence[UnitLine]
    owed: Collection[tuple[str, int]]
    totals: Mapping[int, Share]
    idle: Sequence[Idle]
    units: int
    page: int
    pages: int

    def is_owed(self, unit: MemberUnit, article: Article) -> bool:
        """Whether a duty resting on the article concerns units of this kind."""
        return (unit.kind_code, article.id) in self.owed


def article_matrix(actor: Actor, wanted: Wanted, now: datetime, *, size: int | None = PAGE) -> Articles:
    """Units by article of law in the period, and the duties nobody was asked to do. Five statements."""
    shares = by_article(actor.office_id or 0, wanted.period, now, wanted.party_id)
    duties = _duties(actor, wanted)
    units = _units(actor, wanted, {unit_id for unit_id, _article in shares})
    kinds = {unit.kind_code for unit in units if unit.closed_on is None}
    owed = {(kind, duty.article_id) for duty in duties for kind in _kinds(duty, kinds) if duty.article_id}
    rests_on = {article_id for _kind, article_id in owed} | {article for _unit, article in shares}
    columns = [one for one in articles() if one.id in rests_on]
    ids = [one.id for one in columns]
    lines = [_line(unit, shares, ids) for unit in units]
    totals = {id: together(line.shares[id] for line in lines) for id in ids}
    shown, page, pages = _page(lines, wanted, size)
    idle = _idle(actor, duties, units, wanted.period)
    return Articles(columns, shown, owed, totals, idle, len(lines), page, pages)


def _duties(actor: Actor, wanted: Wanted) -> list[Duty]:
    """The duties in force in the period whose rhythm came round in it."""
    _first, end = instants(wanted.period)
    found = (
        visible_duties(actor)
        .join(Duty.party)
        .outerjoin(Duty.article)
        .options(contains_eager(Duty.party), contains_eager(Duty.article))
        .where((Duty.closed_at.is_(None)) | (Duty.closed_at >= end))
        .order_by(Party.sort_order, Article.sort_order.nulls_last(), Duty.sort_order, Duty.id)
    )
    if wanted.party_id is not None:
        found = found.where(Duty.party_id == wanted.party_id)
    return [
        duty for duty in session.scalars(found) if expected(duty.recurrence, duty.first_period, wanted.period)
    ]


def _kinds(duty: Duty, present: Collection[str]) -> Collection[str]:
    return set(duty.unit_kinds) & set(present) if duty.unit_kinds else present


def _idle(actor: Actor, duties: list[Duty], units: list[MemberUnit], period: Period) -> list[Idle]:
    """Those duties for which no unit has an assignment due in the period."""
    busy = set(
        session.scalars(
            select(Task.duty_id)
            .join(Assignment, Assignment.task_id == Task.id)
            .where(Assignment.office_id == actor.office_id, counted(period), Task.duty_id.is_not(None))
            .distinct()
        )
    )
    present = [unit.kind_code for unit in units if unit.closed_on is None]
    return [
        Idle(duty, sum(kind in _kinds(duty, set(present)) for kind in present))
        for duty in duties
        if duty.id not in busy and _kinds(duty, set(present))
    ]


def latest_period(actor: Actor, like: Period, before: datetime) -> Period | None:
    """The last period of the same kind before `before` in which something was due, for the empty page."""
    found = session.scalar(
        select(func.max(Assignment.due_at)).where(
            Assignment.office_id == actor.office_id,
            Assignment.due_at < before,
            Assignment.division_id.is_(None),
        )
    )
    return None if found is None else Period.containing(local(found).date(), like.kind)
