"""Who sees which questions: the office's list of a period, a unit's own, those of one report."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.radar.models import Flag
from coordination.radar.rules import FlagKind, Standing
from coordination.reporting import marks
from coordination.reporting.models import Report

PAGE = 25
LAST_PAGE = 10_000
MOST_OF_A_REPORT = 60
MOST_EXPORTED = 5_000

_STANDING: ColumnElement[str] = case(
    (Flag.outcome.is_not(None), str(Standing.SETTLED)),
    (Flag.answered_at.is_not(None), str(Standing.ANSWERED)),
    else_=str(Standing.OPEN),
)
#: What waits for the office, then what waits for the unit, then the rest.
_ORDER = case((Flag.outcome.is_not(None), 2), (Flag.answered_at.is_not(None), 0), else_=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as they stand in the address."""

    period: str
    kind: FlagKind | None = None
    standing: Standing | None = None
    unit_id: int | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One page; `standings` are counted without the filter by standing, `kinds` without that by kind."""

    flags: Sequence[Flag]
    standings: Mapping[Standing, int]
    kinds: Mapping[FlagKind, int]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.standings.values())


def visible_to(actor: Actor) -> Select[Flag]:
    """The office sees the questions about all its units, a unit those about its own reports."""
    if actor.office_id is None:
        return select(Flag).where(false())
    found = select(Flag).where(Flag.office_id == actor.office_id)
    return found if actor.unit_id is None else found.where(Flag.unit_id == actor.unit_id)


def flag(actor: Actor, **places: int) -> Flag | None:
    """The question of an address, with all that its page shows."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    return session.scalars(_whole(visible_to(actor).where(Flag.id == number))).one_or_none()


def listed(actor: Actor, wanted: Wanted, *, size: int = PAGE) -> Found:
    """The questions of a period: answered ones first, 25 to the page; with the counters."""
    scope = _narrowed(actor, wanted)
    standings, kinds, shown = _counted(scope, wanted)
    pages = max(1, -(-shown // size))
    page = min(max(1, wanted.page), pages)
    if wanted.kind is not None:
        scope = scope.where(Flag.kind == wanted.kind)
    if wanted.standing is not None:
        scope = scope.where(_STANDING.in_([str(wanted.standing)]))
    ordered = _whole(scope).order_by(_ORDER, MemberUnit.sort_order, Flag.report_id, Flag.id)
    flags = session.scalars(ordered.limit(size).offset((page - 1) * size)).all()
    return Found(flags, standings, kinds, page, pages)


def _counted(scope: Select[Flag], wanted: Wanted) -> tuple[Counter[Standing], Counter[FlagKind], int]:
    """By standing, by kind, and how many fit both filters."""
    columns = scope.with_only_columns(Flag.kind, _STANDING.label("standing"), func.count())
    standings, kinds, shown = Counter[Standing](), Counter[FlagKind](), 0
    for kind, written, count in session.execute(columns.group_by(Flag.kind, "standing")):
        standing = Standing(written)
        fits = wanted.kind in (None, kind), wanted.standing in (None, standing)
        standings[standing] += count if fits[0] else 0
        kinds[kind] += count if fits[1] else 0
        shown += count if all(fits) else 0
    return standings, kinds, shown


def _narrowed(actor: Actor, wanted: Wanted) -> Select[Flag]:
    found = visible_to(actor).join(MemberUnit, Flag.unit_id == MemberUnit.id)
    found = found.where(Flag.period == wanted.period)
    if wanted.unit_id is not None:
        found = found.where(Flag.unit_id == wanted.unit_id)
    if wanted.words:
        letters = wanted.words.lower().replace(" ", "")
        found = found.where(
            or_(
                MemberUnit.name.contains(wanted.words, autoescape=True),
                MemberUnit.short_name.contains(wanted.words, autoescape=True),
                MemberUnit.pinyin.contains(letters, autoescape=True),
                MemberUnit.initials.contains(letters, autoescape=True),
            )
        )
    return found


def mine(actor: Actor, page: int = 1) -> tuple[Sequence[Flag], bool]:
    """The questions about the actor's unit, those to be answered first; and whether there are more."""
    to_answer = case((Flag.outcome.is_not(None), 2), (Flag.answered_at.is_not(None), 1), else_=0)
    found = visible_to(actor).where(Flag.unit_id == actor.unit_id)
    ordered = _whole(found).order_by(to_answer, Flag.period.desc(), Flag.id)
    flags = session.scalars(ordered.limit(PAGE + 1).offset((page - 1) * PAGE)).all()
    return flags[:PAGE], len(flags) > PAGE


def unanswered(actor: Actor) -> int:
    """How many questions wait for the actor's unit."""
    found = visible_to(actor).where(Flag.unit_id == actor.unit_id)
    waiting = found.where(Flag.outcome.is_(None), Flag.answered_at.is_(None))
    return session.scalar(waiting.with_only_columns(func.count())) or 0


def of_report(report: Report) -> Sequence[Flag]:
    """The questions about a report that are not settled, then the settled ones, at most 60."""
    return session.scalars(_OF_REPORT, {"report": report.id}).all() if _asked_about(report) else []


def _asked_about(report: Report) -> bool:
    """Most reports raise no question; a look at the index, with the report or alone, is enough to know."""
    known = (report.marks or {}).get(_QUESTIONED)
    return bool(db.rows(_ANY, report=report.id)) if known is None else known


def weights(report_ids: Collection[int]) -> Mapping[int, int]:
    """By report: how many questions about it are not settled."""
    rows = session.execute(
        select(Flag.report_id, func.count())
        .where(Flag.report_id.in_(report_ids), Flag.outcome.is_(None))
        .group_by(Flag.report_id)
    )
    return {row[0]: row[1] for row in rows}


def periods(actor: Actor) -> Sequence[str]:
    """The periods about which something was asked, the one that ended last first, at most 36."""
    found = session.scalars(visible_to(actor).with_only_columns(Flag.period).distinct())
    ended = sorted((Period.parse(one) for one in found), key=lambda one: (one.end, one.start), reverse=True)
    return [str(one) for one in ended[:36]]


_QUESTIONED = "questioned"
marks.publish(_QUESTIONED, exists().where(Flag.report_id == Report.id))
_ANY = select(Flag.id).where(Flag.report_id == bindparam("report")).limit(1)
#: Report, form and unit are at hand already: whoever asks has the report.
_OF_REPORT = (
    select(Flag)
    .where(Flag.report_id == bindparam("report"))
    .options(
        joinedload(Flag.subject),
        joinedload(Flag.indicator),
        joinedload(Flag.answered_by),
        joinedload(Flag.settled_by),
    )
    .order_by(_ORDER, Flag.id)
    .limit(MOST_OF_A_REPORT)
)


def _whole(found: Select[Flag]) -> Select[Flag]:
    return found.options(
        joinedload(Flag.report, innerjoin=True).joinedload(Report.form, innerjoin=True),
        joinedload(Flag.unit, innerjoin=True),
        joinedload(Flag.subject),
        joinedload(Flag.indicator),
        joinedload(Flag.answered_by),
        joinedload(Flag.settled_by),
    )
