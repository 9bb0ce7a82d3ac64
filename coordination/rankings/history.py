"""Where a unit stood in earlier rankings of the same scheme: one ranking a period, the last frozen."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, func, literal, select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.queries import visible_to
from coordination.rankings.rules import median_of
from coordination.schemes.models import Scheme

MOST = 24


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in one ranking; `ranked` units of its cohort had a rank, `median` is of their totals.

    Of a ranking that was published in part a unit is told neither: `ranked` is 0, `median` None.
    """

    ranking_id: int
    line_id: int
    period: str
    revision: int
    published: bool
    cohort: str
    state: str
    rank: int | None
    total: Decimal
    ranked: int
    median: Decimal | None


def standings(line: ScoreLine, actor: Actor) -> list[Standing]:
    """The rankings that the actor may see the unit in, oldest first, at most 24. Two statements."""
    partly = and_(literal(actor.unit_id is not None), Ranking.shown_lines.is_not(None)).label("partly")
    last = (
        visible_to(actor)
        .join(Scheme, Ranking.scheme_id == Scheme.id)
        .where(Scheme.code == line.ranking.scheme.code)
        .with_only_columns(Ranking.id, Ranking.period, Ranking.published_at, Scheme.revision, partly)
        .ext(distinct_on(Ranking.period))
        .order_by(Ranking.period.desc(), Ranking.id.desc())
        .limit(MOST)
        .subquery()
    )
    found = session.execute(
        select(last, ScoreLine)
        .join(ScoreLine, ScoreLine.ranking_id == last.c.id)
        .where(ScoreLine.unit_id == line.unit_id)
        .order_by(last.c.period)
    ).all()
    totals = _totals([(row.ScoreLine.ranking_id, row.ScoreLine.cohort) for row in found])
    return [_standing(row, totals) for row in found]


def _standing(row: object, totals: dict[tuple[int, str], Sequence[Decimal]]) -> Standing:
    line: ScoreLine = row.ScoreLine  # type: ignore[attr-defined]
    others = () if row.partly else totals.get((line.ranking_id, line.cohort), ())  # type: ignore[attr-defined]
    return Standing(
        ranking_id=line.ranking_id,
        line_id=line.id,
        period=row.period,  # type: ignore[attr-defined]
        revision=row.revision,  # type: ignore[attr-defined]
        published=row.published_at is not None,  # type: ignore[attr-defined]
        cohort=line.cohort,
        state=line.state,
        rank=line.rank,
        total=line.total,
        ranked=len(others),
        median=median_of(others),
    )


def _totals(cohorts: Sequence[tuple[int, str]]) -> dict[tuple[int, str], Sequence[Decimal]]:
    """The totals of the ranked units of each cohort."""
    rows = session.execute(
        select(ScoreLine.ranking_id, ScoreLine.cohort, func.array_agg(ScoreLine.total).label("totals"))
        .where(ScoreLine.ranking_id.in_({ranking for ranking, _cohort in cohorts}))
        .where(ScoreLine.cohort.in_({cohort for _ranking, cohort in cohorts}), ScoreLine.rank.is_not(None))
        .group_by(ScoreLine.ranking_id, ScoreLine.cohort)
    )
    return {(row.ranking_id, row.cohort): row.totals for row in rows}
