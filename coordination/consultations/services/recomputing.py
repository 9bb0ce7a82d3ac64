"""Computing the ranking again from the corrected figures, and putting that to the units."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from coordination.audit.services import record
from coordination.consultations.models import Consultation, ConsultedUnit, Objection, ObjectionEvidence
from coordination.consultations.queries import Change, changes, recused
from coordination.consultations.queries.behind import under_correction
from coordination.consultations.rules import checked_days
from coordination.consultations.services.closing import end
from coordination.consultations.services.holding import hold
from coordination.consultations.services.opening import opened
from coordination.consultations.services.telling import Kind, month_of, tell_units
from coordination.consultations.states import ConsultationAction, ObjectionState
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.rankings import services as rankings
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import State
from coordination.rankings.rules.wording import STATE_LABELS


@service(ConsultationAction.RECOMPUTE)
def recompute(
    consultation: Consultation, *, actor: Actor, operation: str, version: int | None, days: int | None
) -> Consultation:
    """Freeze the month again and put that to consultation; this one is replaced, its open objections go on.

    Answers with the new consultation. Each unit is told how its own line changed; where nothing did, what
    it said stands. Raises Invalid at `days`, Conflict while a report is being corrected, or when the
    figures are the same as before.
    """
    days = checked_days(days)
    held = hold(consultation.id)
    expect(held, version)
    ranking = session.get_one(Ranking, held.ranking_id)
    _refuse_unapproved(ranking)
    end(held, actor, ConsultationAction.RECOMPUTE)
    session.flush()
    again = rankings.freeze(ranking.scheme, actor=actor, operation=operation, period=held.period)
    if again.sha256 == ranking.sha256:
        raise Conflict(_("按现在已通过的数据重新计算，结果和原来一样：还没有更正，或者更正还没有审核通过。"))
    made, places = opened(again, actor, days=days, note=held.note, previous=held)
    found = changes(made)
    _carry(held, made, again)
    _stand(held, places, found)
    record(actor, ConsultationAction.RECOMPUTE, made, period=made.period, changed=len(found))
    _tell(actor, made, places, found)
    return made


def _refuse_unapproved(ranking: Ranking) -> None:
    waiting = under_correction(ranking.id)
    if waiting:
        names = [
            f"{one.unit.short_name} {Period.parse(one.period).label()}{one.form.name}" for one in waiting
        ]
        raise Conflict(_("还有报表在更正或待审，通过以后再重新计算：{reports}。", reports="、".join(names)))


def _carry(held: Consultation, made: Consultation, again: Ranking) -> None:
    """What is not answered yet goes on, with its evidence, against the new line."""
    of_ranking = select(ScoreLine.unit_id, ScoreLine.id).where(ScoreLine.ranking_id == again.id)
    lines = {row.unit_id: row.id for row in session.execute(of_ranking)}
    waiting = session.scalars(
        select(Objection)
        .where(Objection.consultation_id == held.id, Objection.state == ObjectionState.OPEN)
        .options(selectinload(Objection.evidence))
        .order_by(Objection.id)
    ).all()
    for one in waiting:
        one.state = ObjectionState.CARRIED
        session.flush()
        session.add(_carried(one, made, again, lines.get(one.unit_id, one.line_id)))
    session.flush()


def _carried(one: Objection, made: Consultation, again: Ranking, line_id: int) -> Objection:
    behind = recused(line_id, one.item_code, again.frozen_at)
    return Objection(
        office_id=one.office_id,
        consultation_id=made.id,
        unit_id=one.unit_id,
        line_id=line_id,
        carried_from_id=one.id,
        item_code=one.item_code,
        item_title=one.item_title,
        state=ObjectionState.OPEN,
        reason=one.reason,
        claimed=one.claimed,
        recused=sorted({*one.recused, *behind}),
        filed_by_id=one.filed_by_id,
        filed_at=one.filed_at,
        evidence=[
            ObjectionEvidence(file_id=each.file_id, added_by_id=each.added_by_id, added_at=each.added_at)
            for each in one.evidence
        ],
    )


def _stand(held: Consultation, places: Sequence[ConsultedUnit], found: Sequence[Change]) -> None:
    """Who looked at a line that is the same now has looked at it, and who agreed to it agrees."""
    moved = {one.after.unit_id for one in found}
    before = {
        one.unit_id: one
        for one in session.scalars(select(ConsultedUnit).where(ConsultedUnit.consultation_id == held.id))
    }
    for place in places:
        earlier = before.get(place.unit_id)
        if earlier is not None and place.unit_id not in moved:
            place.read_at, place.read_by_id = earlier.read_at, earlier.read_by_id
            place.agreed_at, place.agreed_by_id = earlier.agreed_at, earlier.agreed_by_id
    session.flush()


def _place(line: ScoreLine) -> int | Text:
    return line.rank or STATE_LABELS[State(line.state)]


def _tell(actor: Actor, made: Consultation, places: Sequence[ConsultedUnit], found: Sequence[Change]) -> None:
    """Each unit its own difference; who said 无意见 to what is the same is left in peace."""
    by_unit = {one.after.unit_id: one for one in found}
    concerned = [one for one in places if one.unit_id in by_unit or one.agreed_at is None]

    def words(place: ConsultedUnit) -> Text:
        change = by_unit.get(place.unit_id)
        told = {"month": month_of(made), "day": made.closes_on}
        if change is None or change.before is None:
            return _("{month}排名已重新计算，本单位没有变化，征求意见{day}截止", **told)
        before, after = change.before, change.after
        return _(
            "{month}排名已重新计算：本单位总分{old}→{new}，名次{from_rank}→{to_rank}，征求意见{day}截止",
            **told,
            old=before.total,
            new=after.total,
            from_rank=_place(before),
            to_rank=_place(after),
        )

    tell_units(actor, Kind.CHANGED, concerned, words)
