"""Putting a frozen ranking to the units that are in it, and reminding those who have not looked."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from coordination.audit.services import record
from coordination.consultations.models import Consultation, ConsultedCohort, ConsultedUnit
from coordination.consultations.queries import of_ranking
from coordination.consultations.queries.lists import asked
from coordination.consultations.rules import NOTE_AT_MOST, checked_days, is_over, median_of
from coordination.consultations.services.holding import hold
from coordination.consultations.services.telling import tell_asked, tell_reminded
from coordination.consultations.states import ConsultationAction, ConsultationState
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.rankings import queries as rankings
from coordination.rankings.models import Ranking, ScoreLine
from coordination.schemes.models import Scheme


@service(ConsultationAction.OPEN)
def begin(
    ranking: Ranking, *, actor: Actor, operation: str, days: int | None, note: str = ""
) -> Consultation:
    """Put a frozen ranking to consultation for so many working days; every unit in it is asked.

    Raises Invalid at `days` or `note`, Conflict for a ranking that was published, asked about or
    replaced already, or while another one of the month is in consultation.
    """
    days = checked_days(days)
    if len(note.strip()) > NOTE_AT_MOST:
        raise Invalid(_("最多{limit}字", limit=NOTE_AT_MOST), field="note")
    session.execute(select(Scheme.id).where(Scheme.id == ranking.scheme_id).with_for_update())
    _refuse(ranking)
    made, places = opened(ranking, actor, days=days, note=note.strip())
    record(actor, ConsultationAction.OPEN, made, **_told(made, len(places)))
    tell_asked(actor, made, places)
    return made


def _told(made: Consultation, units: int) -> dict[str, object]:
    return {"period": made.period, "units": units, "closes_on": made.closes_on.isoformat()}


def _refuse(ranking: Ranking) -> None:
    if ranking.published_at is not None:
        raise Conflict(_("这份排名已经公布，不再征求意见。发现错误的，请发更正通报。"))
    if of_ranking(ranking.id) is not None:
        raise Conflict(_("这份排名已经征求过意见。"))
    again = rankings.frozen(ranking.scheme, ranking.period)
    if again[0].id != ranking.id:
        raise Conflict(
            _(
                "这个月后来又冻结过一次，请用最近一次（第{number}次）冻结的排名征求意见。",
                number=again[0].sequence,
            )
        )
    running = select(Consultation.id).where(
        Consultation.ranking_id.in_([one.id for one in again]), Consultation.state == ConsultationState.OPEN
    )
    if session.scalar(running):
        raise Conflict(_("这个月先前冻结的排名还在征求意见，请在那一页重新计算，或先取消。"))


def opened(
    ranking: Ranking, actor: Actor, *, days: int, note: str, previous: Consultation | None = None
) -> tuple[Consultation, Sequence[ConsultedUnit]]:
    """The rows of a new consultation: a constant number of statements, whatever the number of units."""
    made = Consultation(
        office_id=ranking.office_id,
        ranking_id=ranking.id,
        previous_id=previous.id if previous else None,
        period=ranking.period,
        title=ranking.scheme.name,
        state=ConsultationState.OPEN,
        days=days,
        opened_at=clock.now(),
        opened_by_id=actor.id,
        closes_on=add_working_days(clock.today(), days, working_days(clock.now())),
        note=note,
    )
    session.add(made)
    session.flush()
    lines = session.execute(
        select(ScoreLine.id, ScoreLine.unit_id, ScoreLine.cohort, ScoreLine.rank, ScoreLine.total)
        .where(ScoreLine.ranking_id == ranking.id)
        .order_by(ScoreLine.sort_order)
    ).all()
    common = {"consultation_id": made.id, "office_id": made.office_id}
    session.execute(
        insert(ConsultedUnit), [{**common, "unit_id": row.unit_id, "line_id": row.id} for row in lines]
    )
    session.execute(insert(ConsultedCohort), _cohorts(made, lines))
    return made, asked(made)


def _cohorts(made: Consultation, lines: Sequence[Any]) -> list[dict[str, object]]:
    totals: dict[str, list[Decimal]] = defaultdict(list)
    for row in lines:
        found = totals[row.cohort]
        if row.rank is not None:
            found.append(row.total)
    return [
        {"consultation_id": made.id, "cohort": name, "ranked": len(found), "median": median_of(found)}
        for name, found in totals.items()
    ]


@service(ConsultationAction.REMIND)
def remind(consultation: Consultation, *, actor: Actor, operation: str) -> Consultation:
    """Remind the units that have not looked, each person once a day, as the schedule does.

    Raises Conflict when it is over, every unit has looked, or nobody is left to tell today.
    """
    held = hold(consultation.id)
    if held.state is not ConsultationState.OPEN or is_over(held.closes_on, clock.today()):
        raise Conflict(_("征求意见已经截止，不用再提醒。"))
    unread = [one for one in asked(held) if one.read_at is None]
    if not unread:
        raise Conflict(_("各单位都已查看，不用提醒。"))
    if not tell_reminded(actor, held, unread, mark=str(clock.today())):
        raise Conflict(_("没有发出新的提醒：今天都已提醒过，或者未查看的单位还没有账号。"))
    record(actor, ConsultationAction.REMIND, held, count=len(unread))
    return held
