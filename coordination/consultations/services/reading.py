"""What a unit does with its line: it looks at it, and says that it agrees."""

from sqlalchemy import select

from coordination.audit.services import record
from coordination.consultations.models import ConsultedUnit, Objection
from coordination.consultations.services.holding import hold_for_unit
from coordination.consultations.states import ConsultationAction, ObjectionState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(ConsultationAction.READ)
def read(place: ConsultedUnit, *, actor: Actor, operation: str) -> ConsultedUnit:
    """One of the unit's people looked at the line; the first time counts."""
    _locked(place)
    if place.read_at is None:
        place.read_at, place.read_by_id = clock.now(), actor.id
    record(actor, ConsultationAction.READ, place, period=place.consultation.period)
    return place


@service(ConsultationAction.AGREE)
def agree(place: ConsultedUnit, *, actor: Actor, operation: str) -> ConsultedUnit:
    """The unit has nothing against its line. Raises Conflict after the last day, or while it objects."""
    held = hold_for_unit(place.consultation_id)
    _locked(place)
    objected = select(Objection.id).where(
        Objection.consultation_id == held.id,
        Objection.unit_id == place.unit_id,
        Objection.state == ObjectionState.OPEN,
    )
    if session.scalar(objected.limit(1)):
        raise Conflict(_("本单位有异议还没有答复。要表示无意见，请先撤回异议。"))
    if place.agreed_at is not None:
        raise Conflict(_("本单位已经表示无意见。"))
    now = clock.now()
    place.agreed_at, place.agreed_by_id = now, actor.id
    if place.read_at is None:
        place.read_at, place.read_by_id = now, actor.id
    record(actor, ConsultationAction.AGREE, place, period=held.period)
    return place


def _locked(place: ConsultedUnit) -> None:
    session.refresh(place, ("read_at", "read_by_id", "agreed_at", "agreed_by_id"), with_for_update=True)
