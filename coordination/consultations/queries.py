"""Reading consultations."""

from sqlalchemy import select

from coordination.consultations.models import Consultation, Objection
from coordination.consultations.states import ConsultationState, ObjectionState
from coordination.kernel.db import session


def of_ranking(ranking_id: int) -> Consultation | None:
    """The consultation on a ranking, if it was ever put to one."""
    return session.scalars(select(Consultation).where(Consultation.ranking_id == ranking_id)).first()


def unanswered(consultation_id: int) -> int:
    """How many objections of a consultation still wait for an answer."""
    found = select(Objection.id).where(
        Objection.consultation_id == consultation_id, Objection.state == ObjectionState.OPEN
    )
    return len(session.scalars(found).all())


def blocking(ranking_id: int) -> bool:
    """Whether a circular with the ranking must wait: its consultation is open, or was recomputed."""
    found = of_ranking(ranking_id)
    return found is not None and found.state in (ConsultationState.OPEN, ConsultationState.REPLACED)
