"""Reading schemes and frozen rankings."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import defer, joinedload, selectinload

from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.organizations.models import MemberUnit
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.policy import AT_WORK
from coordination.report_forms.models import FormField, ReportForm
from coordination.reporting.models import Report
from coordination.reporting.states import ReportAction
from coordination.schemes.models import Scheme

OFFICE = frozenset({Function.CLERK, Function.LEADER})


def visible_to(actor: Actor) -> Select[Ranking]:
    """The office sees what it froze; everybody else who works there sees what was published."""
    found = select(Ranking).where(Ranking.office_id == actor.office_id)
    if not actor.functions & frozenset(AT_WORK):
        return found.where(false())
    if actor.unit_id is None and actor.functions & OFFICE:
        return found
    return found.where(Ranking.published_at.is_not(None))


def register(actor: Actor, *, year: str = "", most: int = 60) -> Sequence[Ranking]:
    """The list of rankings, newest period first, each with its scheme and who froze it."""
    found = visible_to(actor).options(
        defer(Ranking.snapshot),
        joinedload(Ranking.scheme, innerjoin=True),
        joinedload(Ranking.frozen_by, innerjoin=True),
    )
    if year:
        found = found.where(Ranking.period.startswith(year, autoescape=True))
    return session.scalars(
        found.order_by(Ranking.period.desc(), Ranking.scheme_id, Ranking.sequence.desc()).limit(most)
    ).all()


def years(actor: Actor) -> Sequence[str]:
    """The years that have rankings, newest first."""
    year = func.left(Ranking.period, 4)
    return session.scalars(visible_to(actor).with_only_columns(year).distinct().order_by(year.desc())).all()


def _number(places: Mapping[str, int]) -> int:
    """The id of a URL, or 0 for one that no row can have."""
    return places["id"] if places["id"] < 2**63 else 0


def awaited(scheme: Scheme, period: str, codes: Iterable[str]) -> Sequence[Report]:
    """The reports of the period that carry a figure of the scheme, in unit order."""
    forms = (
        select(FormField.form_id)
        .join(Indicator, Indicator.id == FormField.indicator_id)
        .where(Indicator.code.in_(sorted(codes)))
    )
    return session.scalars(
        select(Report)
        .where(Report.office_id == scheme.office_id, Report.period == period, Report.form_id.in_(forms))
        .join(Report.unit)
        .join(Report.form)
        .options(joinedload(Report.unit, innerjoin=True), joinedload(Report.form, innerjoin=True))
        .order_by(MemberUnit.sort_order, MemberUnit.id, ReportForm.sort_order, Report.id)
    ).all()


def asked_for(office_id: int, period: str, codes: Iterable[str]) -> set[str]:
    """Which of the indicators stand on a form that somebody was to file for the period."""
    found = (
        select(Indicator.code)
        .join(FormField, FormField.indicator_id == Indicator.id)
        .join(Report, Report.form_id == FormField.form_id)
        .where(Report.office_id == office_id, Report.period == period, Indicator.code.in_(sorted(codes)))
    )
    return set(session.scalars(found.distinct()))


def latest(office_id: int, period: str, *, scheme_code: str | None = None) -> Ranking | None:
    """The last frozen ranking of a period."""
    found = select(Ranking).where(Ranking.office_id == office_id, Ranking.period == period)
    if scheme_code is not None:
        found = found.join(Ranking.scheme).where(Scheme.code == scheme_code)
    return session.scalars(found.order_by(Ranking.scheme_id, Ranking.sequence.desc()).limit(1)).first()


def published(office_id: int, period: str | None = None) -> Ranking | None:
    """The last ranking that went out, of a period or at all."""
    found = select(Ranking).where(Ranking.office_id == office_id, Ranking.published_at.is_not(None))
    if period is not None:
        found = found.where(Ranking.period == period)
    return session.scalars(
        found.order_by(Ranking.period.desc(), Ranking.sequence.desc(), Ranking.id).limit(1)
    ).first()


def before(scheme: Scheme, period: str) -> Ranking | None:
    """What a ranking of `period` is compared with: the latest one of an earlier period, same scheme code."""
    return session.scalars(
        select(Ranking)
        .join(Ranking.scheme)
        .where(Scheme.office_id == scheme.office_id, Scheme.code == scheme.code, Ranking.period < period)
        .order_by(Ranking.period.desc(), Ranking.sequence.desc())
        .limit(1)
    ).first()


def frozen(scheme: Scheme, period: str) -> Sequence[Ranking]:
    """What was frozen for a period already, last first."""
    return session.scalars(
        select(Ranking)
        .join(Ranking.scheme)
        .where(Scheme.office_id == scheme.office_id, Scheme.code == scheme.code, Ranking.period == period)
        .options(defer(Ranking.snapshot), joinedload(Ranking.frozen_by, innerjoin=True))
        .order_by(Ranking.id.desc())
    ).all()


def lines(
    ranking: Ranking, *, cohort: str | None = None, skip: int = 0, most: int | None = None
) -> Sequence[ScoreLine]:
    """The lines in printed order, each with its unit and its items."""
    found = select(ScoreLine).where(ScoreLine.ranking_id == ranking.id).offset(skip).limit(most)
    if cohort is not None:
        found = found.where(ScoreLine.cohort == cohort)
    return session.scalars(
        found.options(joinedload(ScoreLine.unit, innerjoin=True), selectinload(ScoreLine.items)).order_by(
            ScoreLine.sort_order
        )
    ).all()


def whole(actor: Actor, **places: int) -> Ranking | None:
    """A ranking with its scheme and the one it is compared with; the policy decides who sees it."""
    return session.scalars(
        select(Ranking)
        .where(Ranking.id == _number(places), Ranking.office_id == actor.office_id)
        .options(
            defer(Ranking.snapshot),
            joinedload(Ranking.scheme, innerjoin=True),
            joinedload(Ranking.frozen_by, innerjoin=True),
            joinedload(Ranking.previous).options(defer(Ranking.snapshot)),
        )
    ).first()


def snapshot(ranking_id: int) -> str:
    return session.scalars(select(Ranking.snapshot).where(Ranking.id == ranking_id)).one()


def whole_line(actor: Actor, **places: int) -> ScoreLine | None:
    """A line with its items and its ranking."""
    return session.scalars(
        select(ScoreLine)
        .where(ScoreLine.id == _number(places), ScoreLine.office_id == actor.office_id)
        .options(
            joinedload(ScoreLine.unit, innerjoin=True),
            selectinload(ScoreLine.items),
            joinedload(ScoreLine.ranking, innerjoin=True).options(
                defer(Ranking.snapshot),
                joinedload(Ranking.scheme, innerjoin=True),
                joinedload(Ranking.previous).options(defer(Ranking.snapshot)),
            ),
        )
    ).first()


def shown_at(ranking: Ranking, cohort: str, rank: int) -> int:
    """How many of those who hold a rank were published with a ranking that went out in part."""
    found = select(func.count()).where(
        ScoreLine.ranking_id == ranking.id,
        ScoreLine.cohort == cohort,
        ScoreLine.rank == rank,
        ScoreLine.id.in_(ranking.shown_lines or []),
    )
    return session.scalar(found) or 0


def line_before(line: ScoreLine) -> ScoreLine | None:
    """The unit's line in the ranking that this one is compared with."""
    return session.scalars(
        select(ScoreLine)
        .where(ScoreLine.ranking_id == line.ranking.previous_id, ScoreLine.unit_id == line.unit_id)
        .options(selectinload(ScoreLine.items))
    ).first()


def latest_line(actor: Actor) -> ScoreLine | None:
    """Where the actor's own unit stands in the last published ranking; for the desk."""
    return session.scalars(
        select(ScoreLine)
        .join(ScoreLine.ranking)
        .where(
            ScoreLine.unit_id == actor.unit_id,
            Ranking.office_id == actor.office_id,
            Ranking.published_at.is_not(None),
        )
        .options(joinedload(ScoreLine.ranking, innerjoin=True).options(defer(Ranking.snapshot)))
        .order_by(Ranking.period.desc(), Ranking.sequence.desc())
        .limit(1)
    ).first()


def readable_reports(actor: Actor, ids: Iterable[int]) -> frozenset[int]:
    """Which of the reports behind a value the actor may open."""
    wanted = sorted(ids)
    if not wanted:
        return frozenset()
    found = session.scalars(select(Report).where(Report.id.in_(wanted)))
    return frozenset(report.id for report in found if allowed(actor, ReportAction.VIEW, report))


def own_lines(actor: Actor, rankings: Iterable[Ranking]) -> dict[int, ScoreLine]:
    """The actor's own unit in each of the rankings, by their ids."""
    ids = [ranking.id for ranking in rankings]
    found = select(ScoreLine).where(ScoreLine.unit_id == actor.unit_id, ScoreLine.ranking_id.in_(ids))
    return {line.ranking_id: line for line in session.scalars(found)} if actor.unit_id else {}


def cohorts(ranking: Ranking) -> dict[str, int]:
    """The cohorts of a ranking in printed order, with the number of their lines."""
    rows = session.execute(
        select(ScoreLine.cohort, func.count().label("units"))
        .where(ScoreLine.ranking_id == ranking.id)
        .group_by(ScoreLine.cohort)
        .order_by(func.min(ScoreLine.sort_order))
    )
    return {row.cohort: row.units for row in rows}
