"""Reading circulars. Lists start at `visible_to(actor)`."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import defer, joinedload

from coordination.circulars import uses as _uses  # noqa: F401  told to the catalogue
from coordination.circulars import vocabulary as _vocabulary  # noqa: F401  told to the templates
from coordination.circulars.leaving import within_reach
from coordination.circulars.models import Circular, LedgerCheck, NumberCounter, NumberEntry
from coordination.circulars.policy import PUBLIC, WORKING
from coordination.circulars.states import Series
from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.jobs import Work
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.rankings.models import Ranking, ScoreLine
from coordination.reporting.models import Report
from coordination.reporting.queries import expected_reports
from coordination.reporting.states import PASSED
from coordination.schemes.models import SchemeItem

PAGE = 30
LAST_PAGE = 10_000  # further than any list goes
STAFF = frozenset({Function.CLERK, Function.LEADER})


def visible_to(actor: Actor) -> Select[Circular]:
    """The office sees its drafts too; everybody else who works there sees what was issued."""
    found = select(Circular).where(Circular.office_id == actor.office_id)
    if not actor.functions & frozenset(WORKING):
        return found.where(false())
    if actor.unit_id is None and actor.functions & STAFF:
        return found
    return found.where(Circular.state.in_(PUBLIC), within_reach(actor))


def register(
    actor: Actor, *, state: str = "", year: str = "", words: str = "", page: int = 1
) -> tuple[Sequence[Circular], bool]:
    """The list, newest period first, 30 to the page; and whether there is more."""
    found = visible_to(actor).options(
        defer(Circular.body),
        defer(Circular.facts),
        defer(Circular.annex),
        joinedload(Circular.office, innerjoin=True),
        joinedload(Circular.drafted_by, innerjoin=True),
        joinedload(Circular.document),
    )
    if state:
        found = found.where(Circular.state == state)
    if year:
        found = found.where(Circular.period.startswith(year, autoescape=True))
    if words:
        found = found.where(
            or_(Circular.title.contains(words, autoescape=True), _number().contains(words, autoescape=True))
        )
    rows = found.order_by(Circular.period.desc(), Circular.id.desc()).limit(PAGE + 1)
    circulars = session.scalars(rows.offset((max(1, page) - 1) * PAGE)).all()
    return circulars[:PAGE], len(circulars) > PAGE


def _number() -> ColumnElement[str]:
    return func.concat("〔", Circular.year, "〕", Circular.sequence, "号")


def counts(actor: Actor) -> dict[str, int]:
    """How many circulars stand in each state."""
    grouped = visible_to(actor).with_only_columns(Circular.state, func.count()).group_by(Circular.state)
    return {str(row[0].value): row[1] for row in session.execute(grouped)}


def years(actor: Actor) -> Sequence[str]:
    """The years that have circulars, newest first."""
    year = func.left(Circular.period, 4)
    return session.scalars(visible_to(actor).with_only_columns(year).distinct().order_by(year.desc())).all()


def whole(actor: Actor, **places: int) -> Circular | None:
    """A circular with everybody who had a hand in it; the policy decides who sees it."""
    if not 0 < places["id"] < 2**63:
        return None
    reach = true() if actor.unit_id is None else within_reach(actor)
    return session.scalars(
        select(Circular)
        .where(Circular.id == places["id"], Circular.office_id == actor.office_id, reach)
        .options(
            joinedload(Circular.office, innerjoin=True),
            joinedload(Circular.ranking).options(defer(Ranking.snapshot), joinedload(Ranking.scheme)),
            joinedload(Circular.corrects),
            joinedload(Circular.drafted_by, innerjoin=True),
            joinedload(Circular.checked_by),
            joinedload(Circular.signed_by),
            joinedload(Circular.document),
        )
    ).first()


def of_period(office_id: int, period: str) -> Sequence[Circular]:
    """What was already drafted or issued about a period, newest first."""
    return session.scalars(
        select(Circular)
        .where(Circular.office_id == office_id, Circular.period == period)
        .options(
            joinedload(Circular.office, innerjoin=True),
            defer(Circular.body),
            defer(Circular.facts),
            defer(Circular.annex),
        )
        .order_by(Circular.id.desc())
    ).all()


def frozen(office_id: int, period: str) -> Sequence[Ranking]:
    """The rankings of a period that a circular can rest on, latest first."""
    return session.scalars(
        select(Ranking)
        .where(Ranking.office_id == office_id, Ranking.period == period)
        .options(
            defer(Ranking.snapshot),
            joinedload(Ranking.scheme, innerjoin=True),
            joinedload(Ranking.frozen_by, innerjoin=True),
        )
        .order_by(Ranking.frozen_at.desc(), Ranking.id.desc())
    ).all()


def usual(rankings: Sequence[Ranking]) -> Ranking | None:
    """The one that a circular rests on unless another is chosen: most townships, of equals the first."""
    if not rankings:
        return None
    found = (
        select(ScoreLine.ranking_id, func.count())
        .join(MemberUnit, MemberUnit.id == ScoreLine.unit_id)
        .where(ScoreLine.ranking_id.in_([one.id for one in rankings]), MemberUnit.kind_code == TOWNSHIP_KIND)
        .group_by(ScoreLine.ranking_id)
    )
    townships: dict[int, int] = {row[0]: row[1] for row in session.execute(found)}
    return max(rankings, key=lambda one: townships.get(one.id, 0))


def not_passed(office_id: int, period: str) -> list[Report]:
    """The reports of a period that are not approved, in official order: who is missing."""
    return [report for report in expected_reports(office_id, period) if report.state not in PASSED]


def unrankable() -> frozenset[str]:
    """Indicators that may not be ranked."""
    return frozenset(session.scalars(select(Indicator.code).where(Indicator.rankable.is_(False))))


def ranked_indicators(ranking: Ranking | None) -> frozenset[str]:
    """The indicators that a ranking rests on."""
    if ranking is None:
        return frozenset()
    found = (
        select(Indicator.code)
        .join(SchemeItem, SchemeItem.indicator_id == Indicator.id)
        .where(SchemeItem.scheme_id == ranking.scheme_id)
    )
    return frozenset(session.scalars(found))


def printing(circular: Circular) -> Work | None:
    """The job that prints an issued circular."""
    return session.scalars(select(Work).where(Work.key == printing_key(circular.id))).first()


def printing_key(circular_id: int) -> str:
    return f"circular:{circular_id}:print"


def ledger(actor: Actor, year: int, series: Series) -> Sequence[NumberEntry]:
    """The numbers of a year and series, latest first, each with its circular or who entered it as void."""
    return session.scalars(
        select(NumberEntry)
        .where(
            NumberEntry.office_id == actor.office_id,
            NumberEntry.year == year,
            NumberEntry.series == series,
        )
        .options(
            joinedload(NumberEntry.circular).load_only(Circular.title, Circular.state, Circular.kind),
            joinedload(NumberEntry.entered_by),
        )
        .order_by(NumberEntry.sequence.desc())
    ).all()


def ledger_years(actor: Actor, this_year: int) -> list[int]:
    """The years with numbers, and this one; latest first."""
    found = select(NumberCounter.year).where(NumberCounter.office_id == actor.office_id)
    return sorted({this_year, *session.scalars(found)}, reverse=True)


def last_numbers(actor: Actor, year: int) -> dict[Series, int]:
    """The last number of each series in a year; 0 where none was given."""
    rows = session.execute(
        select(NumberCounter.series, NumberCounter.last).where(
            NumberCounter.office_id == actor.office_id, NumberCounter.year == year
        )
    )
    return dict.fromkeys(Series, 0) | {row.series: row.last for row in rows}


def corrections(actor: Actor, circular: Circular) -> Sequence[Circular]:
    """The corrections of a circular that the actor may see, latest first."""
    found = visible_to(actor).where(Circular.corrects_id == circular.id)
    return session.scalars(
        found.options(defer(Circular.body), defer(Circular.facts), defer(Circular.annex)).order_by(
            Circular.id.desc()
        )
    ).all()


def ledger_check(actor: Actor, **places: int) -> LedgerCheck | None:
    found = select(LedgerCheck).where(
        LedgerCheck.office_id == actor.office_id, LedgerCheck.id == places["id"]
    )
    return session.scalars(found).first() if 0 < places["id"] < 2**63 else None


def waiting_check(actor: Actor) -> LedgerCheck | None:
    """The comparison that a restore asks for, while nobody has made it."""
    found = select(LedgerCheck).where(
        LedgerCheck.office_id == actor.office_id, LedgerCheck.checked_at.is_(None)
    )
    return session.scalars(found.order_by(LedgerCheck.id.desc())).first()
