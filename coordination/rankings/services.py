"""Freezing a ranking, and letting it out."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from coordination.audit.services import record
from coordination.indicators.queries import regulation
from coordination.indicators.sentences import refusal
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.memory import uncollected
from coordination.kernel.operations import service
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.rankings import engine, queries
from coordination.rankings.inputs import Inputs, gather
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules import frozen, problems, score
from coordination.rankings.rules.snapshot import Scorer
from coordination.rankings.writing import write
from coordination.schemes import queries as schemes
from coordination.schemes.models import Scheme
from coordination.schemes.states import SchemeAction

#: Values to score from which PostgreSQL scores them.
ENGINE_FROM = 50_000


@service(SchemeAction.FREEZE)
@uncollected()
def freeze(
    scheme: Scheme, *, actor: Actor, operation: str, period: str, accept_missing: bool = True
) -> Ranking:
    """Compute and keep the ranking of a month (2026-10) from what is approved now.

    Freezing again adds the next sequence; the earlier one stays. Equal inputs give equal bytes.
    Raises Invalid when nothing is approved, when something is missing and that was not accepted,
    or when the scheme may not be used; Conflict when the scheme is closed.
    """
    month = month_of(period)
    _lock(scheme, month)
    inputs = gather(scheme, month)
    refuse(inputs, scheme, accept_missing=accept_missing)
    kept, result = frozen(inputs.rules, inputs.entries, _about(scheme, month), _scorer(inputs))
    previous = queries.before(scheme, str(month))
    earlier = queries.frozen(scheme, str(month))
    ranking = Ranking(
        office_id=scheme.office_id,
        scheme_id=scheme.id,
        period=str(month),
        sequence=max((found.sequence for found in earlier), default=0) + 1,
        previous_id=previous.id if previous else None,
        frozen_at=clock.now(),
        frozen_by_id=actor.id,
        snapshot=kept.text,
        sha256=kept.sha256,
    )
    session.add(ranking)
    session.flush()
    write(ranking, result, inputs, _former_ranks(previous))
    record(
        actor,
        SchemeAction.FREEZE,
        ranking,
        period=ranking.period,
        sequence=ranking.sequence,
        sha256=ranking.sha256,
    )
    return ranking


@service(RankingAction.PUBLISH)
def publish(
    ranking: Ranking, *, actor: Actor, operation: str, shown: Collection[int] | None = None
) -> Ranking:
    """Let the member units see the ranking, when the circular goes out; the first time counts.

    `shown` are the lines that everybody may see, None all of them; what was once shown stays so.
    """
    first = ranking.published_at is None
    if first:
        ranking.published_at = clock.now()
        ranking.shown_lines = None if shown is None else sorted(shown)
    elif ranking.shown_lines is not None:
        ranking.shown_lines = None if shown is None else sorted({*ranking.shown_lines, *shown})
    record(actor, RankingAction.PUBLISH, ranking, period=ranking.period, first=first)
    return ranking


def month_of(period: str) -> Period:
    """The month that is ranked; Invalid at `period` for anything else."""
    try:
        found = Period.parse(period)
    except Invalid as error:
        raise Invalid(error.message, field="period") from None
    if found.kind is not Kind.MONTH:
        raise Invalid(_("排名按月冻结，报告期要写成 2026-10 的样子。"), field="period")
    return found


def refuse(inputs: Inputs, scheme: Scheme, *, accept_missing: bool) -> None:
    """Raise Invalid for the first reason why these inputs cannot be frozen."""
    for reason in obstacles(inputs, scheme):
        raise Invalid(reason)
    if not accept_missing and any(inputs.unfiled().values()):
        raise Invalid(
            _("还有未报的数据。要么勾选“未报的按0分计入”，要么等补报、审核通过后再冻结。"),
            field="accept_missing",
        )


def obstacles(inputs: Inputs, scheme: Scheme) -> list[Text]:
    """Why a ranking cannot be frozen at all, in words for the check page."""
    found = list(problems(inputs.rules).values())
    found += [
        _(
            "考核项“{item}”不能用：{refusal}",
            item=item.title,
            refusal=refusal(item.indicator, regulation(scheme.office_id, item.indicator.regulation)),
        )
        for item in schemes.items(scheme)
        if item.indicator is not None and not item.indicator.rankable
    ]
    if not inputs.entries:
        found.append(_("考核办法里没有参加考核的单位。"))
    if not inputs.facts:
        found.append(_("这个报告期还没有已通过的数据，不能冻结。"))
        return found
    found += [
        _(
            "考核项“{item}”没有数据来源：本期没有报表填报“{indicator}”。请把它加回报表、补报后再冻结，"
            "或者起草新的一版考核办法，去掉这一项。",
            item=item,
            indicator=indicator,
        )
        for item, indicator in inputs.unasked.items()
    ]
    return found


def _scorer(inputs: Inputs) -> Scorer:
    """The engine above a size at which it is quicker; both give the same bytes."""
    if len(inputs.entries) * len(inputs.rules.items) < ENGINE_FROM:
        return score
    return lambda rules, entries: engine.score(rules, entries, session.connection())


def _lock(scheme: Scheme, month: Period) -> None:
    """One freezing at a time for a scheme, so that each finds the sequence of the one before."""
    held = select(Scheme).where(Scheme.id == scheme.id).with_for_update()
    now = session.scalars(held.execution_options(populate_existing=True)).one()
    reason = schemes.refusal_for(now, str(month))
    if reason is not None:
        raise Conflict(reason)


def _about(scheme: Scheme, period: Period) -> dict[str, str]:
    """What the snapshot is about; neither time nor sequence, so that equal inputs give equal bytes."""
    return {
        "office": session.get_one(Office, scheme.office_id).name,
        "scheme": scheme.code,
        "scheme_revision": str(scheme.revision),
        "period": str(period),
    }


def _former_ranks(previous: Ranking | None) -> Mapping[tuple[str, int], int]:
    if previous is None:
        return {}
    rows = session.execute(
        select(ScoreLine.cohort, ScoreLine.unit_id, ScoreLine.rank).where(
            ScoreLine.ranking_id == previous.id, ScoreLine.rank.is_not(None)
        )
    )
    return {(row.cohort, row.unit_id): row.rank for row in rows}
