"""What a circular needs to know: whether it must wait for a consultation, and how that went."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from coordination.consultations.models import Consultation, ConsultedUnit, Objection
from coordination.consultations.states import ConsultationState, ObjectionState
from coordination.kernel.db import session
from coordination.kernel.numerals import round_half_up
from coordination.kernel.text import Text, _


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a consultation went, with the ones it recomputed: units asked, read, agreed; objections by end.

    `rounds`: how often it was put to the units. `hours`: from filing to answer, the mean over those
    answered, one decimal; None when none was. Objections that were withdrawn are counted apart.
    """

    state: ConsultationState
    rounds: int
    asked: int
    read: int
    agreed: int
    objections: int
    upheld: int
    rejected: int
    withdrawn: int
    open: int
    hours: Decimal | None


def of_ranking(ranking_id: int) -> Consultation | None:
    """The consultation on a ranking, if it was ever put to one."""
    return session.scalars(select(Consultation).where(Consultation.ranking_id == ranking_id)).first()


def unanswered(consultation_id: int) -> int:
    """How many objections of a consultation still wait for an answer."""
    return _count(consultation_id, ObjectionState.OPEN)


def uncorrected(consultation_id: int) -> int:
    """How many were upheld: while it is not recomputed, the ranking is known to be wrong."""
    return _count(consultation_id, ObjectionState.UPHELD)


def _count(consultation_id: int, state: ObjectionState) -> int:
    found = select(func.count()).where(Objection.consultation_id == consultation_id, Objection.state == state)
    return session.scalar(found) or 0


def unsaid(consultation_id: int) -> int:
    """How many units have not said 无意见."""
    found = select(func.count()).where(
        ConsultedUnit.consultation_id == consultation_id, ConsultedUnit.agreed_at.is_(None)
    )
    return session.scalar(found) or 0


def blocking(ranking_id: int) -> Text | None:
    """Why a circular with the ranking must wait; None when nothing of a consultation stands against it."""
    found = of_ranking(ranking_id)
    if found is None:
        return None
    if found.state is ConsultationState.REPLACED:
        return _("这份排名征求意见后已按更正的数据重新计算，请改用重新计算后的排名。")
    if waiting := unanswered(found.id):
        return _("排名征求意见还有{count}条异议没有答复，不能印发。", count=waiting)
    if wrong := uncorrected(found.id):
        return _("有{count}条异议成立，排名还没有更正重算，不能印发。", count=wrong)
    if found.state is ConsultationState.OPEN:
        return _(
            "排名正在征求意见，{month}月{day}日截止，结束以后才能印发。",
            month=found.closes_on.month,
            day=found.closes_on.day,
        )
    return None


def outcome(ranking_id: int) -> Outcome | None:
    """The counts for the annex of the circular; None when the ranking was never put to consultation.

    What was said in the rounds before a new computation counts too; what was carried counts once.
    """
    last = of_ranking(ranking_id)
    if last is None:
        return None
    rounds = _rounds(last)
    said, upheld, rejected, withdrawn, waiting, seconds = session.execute(_counts(rounds)).one()
    units, read, agreed = session.execute(
        select(func.count(), func.count(ConsultedUnit.read_at), func.count(ConsultedUnit.agreed_at)).where(
            ConsultedUnit.consultation_id == last.id
        )
    ).one()
    return Outcome(
        last.state,
        rounds=len(rounds),
        asked=units,
        read=read,
        agreed=agreed,
        objections=said,
        upheld=upheld,
        rejected=rejected,
        withdrawn=withdrawn,
        open=waiting,
        hours=None if seconds is None else round_half_up(Decimal(seconds) / 3600, 1),
    )


def _counts(rounds: list[int]) -> Select[*tuple[Any, ...]]:
    def of(state: ObjectionState) -> ColumnElement[int]:
        return func.count().filter(Objection.state == state)

    return select(
        func.count().filter(Objection.state != ObjectionState.CARRIED),
        of(ObjectionState.UPHELD),
        of(ObjectionState.REJECTED),
        of(ObjectionState.WITHDRAWN),
        of(ObjectionState.OPEN),
        func.avg(func.extract("epoch", Objection.answered_at - Objection.filed_at)),
    ).where(Objection.consultation_id.in_(rounds))


def _rounds(last: Consultation) -> list[int]:
    """The consultation and, back to the first, those that it and its predecessors recompute."""
    chain = (
        select(Consultation.id, Consultation.previous_id)
        .where(Consultation.id == last.id)
        .cte("chain", recursive=True)
    )
    before = aliased(Consultation)
    chain = chain.union_all(
        select(before.id, before.previous_id).join(chain, before.id == chain.c.previous_id)
    )
    return list(session.scalars(select(chain.c.id)))
