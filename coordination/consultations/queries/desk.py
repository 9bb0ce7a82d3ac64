"""What waits for a person: what a unit has not read or said, what the office has to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coordination.consultations.models import Consultation, ConsultedUnit, Objection
from coordination.consultations.policy import UNIT
from coordination.consultations.states import ConsultationState, ObjectionState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor


@dataclass(frozen=True, slots=True)
class ConsultationCounts:
    """For the office: under way, past their day, objections to answer, upheld and not computed again."""

    running: int
    over: int
    unanswered: int
    uncorrected: int


def consultation_counts(actor: Actor, today: date) -> ConsultationCounts:
    """All four numbers in one statement."""
    said = (
        select(
            func.count().filter(Objection.state == ObjectionState.OPEN).label("open"),
            func.count().filter(Objection.state == ObjectionState.UPHELD).label("upheld"),
        )
        .join(Consultation, Consultation.id == Objection.consultation_id)
        .where(Objection.office_id == actor.office_id, Consultation.state == ConsultationState.OPEN)
        .subquery()
    )
    row = session.execute(
        select(
            func.count(),
            func.count().filter(Consultation.closes_on < today),
            select(said.c.open).scalar_subquery(),
            select(said.c.upheld).scalar_subquery(),
        ).where(Consultation.office_id == actor.office_id, Consultation.state == ConsultationState.OPEN)
    ).one()
    return ConsultationCounts(*row)


def awaiting(actor: Actor, today: date) -> Sequence[ConsultedUnit]:
    """The open consultations in which the actor's unit has neither agreed nor objected."""
    if actor.unit_id is None or not actor.functions & frozenset(UNIT):
        return ()
    objected = select(Objection.id).where(
        Objection.consultation_id == ConsultedUnit.consultation_id,
        Objection.unit_id == ConsultedUnit.unit_id,
        Objection.state != ObjectionState.WITHDRAWN,
    )
    return session.scalars(
        select(ConsultedUnit)
        .join(ConsultedUnit.consultation)
        .where(
            ConsultedUnit.unit_id == actor.unit_id,
            Consultation.state == ConsultationState.OPEN,
            Consultation.closes_on >= today,
            ConsultedUnit.agreed_at.is_(None),
            ~objected.exists(),
        )
        .options(joinedload(ConsultedUnit.consultation, innerjoin=True))
        .order_by(Consultation.closes_on, ConsultedUnit.id)
    ).all()
