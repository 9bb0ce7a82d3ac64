"""Lists and pages. What a unit reads here lies within its own fence: its lines, its objections."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.consultations.models import (
    Consultation,
    ConsultedCohort,
    ConsultedUnit,
    Objection,
    ObjectionEvidence,
)
from coordination.consultations.states import ObjectionState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.rankings.models import ScoreLine

PAGE = 60


@dataclass(frozen=True, slots=True)
class Progress:
    """Units asked, that looked, that agreed; objections in all, without an answer, upheld."""

    asked: int = 0
    read: int = 0
    agreed: int = 0
    objections: int = 0
    open: int = 0
    upheld: int = 0


def _number(places: Mapping[str, int], name: str = "id") -> int:
    """A number of a URL, or 0 for one that no row can have."""
    return places[name] if places[name] < 2**63 else 0


def visible_to(actor: Actor) -> Select[Consultation]:
    """The consultations of the own office; a unit's are those in which it is asked."""
    found = select(Consultation).where(Consultation.office_id == actor.office_id)
    if actor.unit_id is None:
        return found
    asked_units = select(ConsultedUnit.consultation_id).where(ConsultedUnit.unit_id == actor.unit_id)
    return found.where(Consultation.id.in_(asked_units))


def listed(actor: Actor, page: int = 1) -> Sequence[Consultation]:
    """The office's list, newest first."""
    found = visible_to(actor).options(joinedload(Consultation.opened_by, innerjoin=True))
    return session.scalars(found.order_by(Consultation.id.desc()).limit(PAGE).offset((page - 1) * PAGE)).all()


def progress(ids: Iterable[int]) -> dict[int, Progress]:
    """How far each consultation is, in two statements."""
    wanted = list(ids)
    units = {
        row[0]: row[1:]
        for row in session.execute(
            select(
                ConsultedUnit.consultation_id,
                func.count(),
                func.count(ConsultedUnit.read_at),
                func.count(ConsultedUnit.agreed_at),
            )
            .where(ConsultedUnit.consultation_id.in_(wanted))
            .group_by(ConsultedUnit.consultation_id)
        )
    }
    said = {
        row[0]: row[1:]
        for row in session.execute(
            select(
                Objection.consultation_id,
                func.count(),
                func.count().filter(Objection.state == ObjectionState.OPEN),
                func.count().filter(Objection.state == ObjectionState.UPHELD),
            )
            .where(Objection.consultation_id.in_(wanted))
            .group_by(Objection.consultation_id)
        )
    }
    return {id: Progress(*units.get(id, (0, 0, 0)), *said.get(id, (0, 0, 0))) for id in wanted}


def own(actor: Actor, page: int = 1) -> Sequence[ConsultedUnit]:
    """The list of a unit: each consultation in which it is asked, with its own line."""
    return session.scalars(
        select(ConsultedUnit)
        .where(ConsultedUnit.unit_id == actor.unit_id, ConsultedUnit.office_id == actor.office_id)
        .options(
            joinedload(ConsultedUnit.consultation, innerjoin=True),
            joinedload(ConsultedUnit.line, innerjoin=True),
        )
        .order_by(ConsultedUnit.consultation_id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()


def whole(actor: Actor, **places: int) -> Consultation | None:
    """A consultation for the office's page."""
    return session.scalars(
        select(Consultation)
        .where(Consultation.id == _number(places), Consultation.office_id == actor.office_id)
        .options(
            joinedload(Consultation.opened_by, innerjoin=True),
            joinedload(Consultation.office, innerjoin=True),
        )
    ).first()


def asked(consultation: Consultation) -> Sequence[ConsultedUnit]:
    """Every unit that is asked, in the order of the ranking, with its line and who looked or agreed."""
    return session.scalars(_asked(consultation)).all()


def _asked(consultation: Consultation) -> Select[ConsultedUnit]:
    return (
        select(ConsultedUnit)
        .join(ConsultedUnit.line)
        .where(ConsultedUnit.consultation_id == consultation.id)
        .options(
            joinedload(ConsultedUnit.unit, innerjoin=True),
            joinedload(ConsultedUnit.line, innerjoin=True),
            joinedload(ConsultedUnit.read_by),
            joinedload(ConsultedUnit.agreed_by),
        )
        .order_by(ScoreLine.sort_order)
    )


class Show(StrEnum):
    """Which units the office's page lists."""

    ALL = "all"
    UNREAD = "unread"
    UNSAID = "unsaid"
    AGREED = "agreed"


_SHOWN = {
    Show.ALL: ConsultedUnit.id.is_not(None),
    Show.UNREAD: ConsultedUnit.read_at.is_(None),
    Show.UNSAID: ConsultedUnit.agreed_at.is_(None),
    Show.AGREED: ConsultedUnit.agreed_at.is_not(None),
}


def asked_page(consultation: Consultation, show: Show, page: int) -> Sequence[ConsultedUnit]:
    """A page of the units that are asked; one more than `PAGE` when there are further ones."""
    found = _asked(consultation).where(_SHOWN[show])
    return session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()


def replaced_by(consultation: Consultation) -> int | None:
    """The consultation that recomputes this one."""
    return session.scalar(select(Consultation.id).where(Consultation.previous_id == consultation.id))


def place_in(consultation_id: int | None, unit_id: int) -> ConsultedUnit | None:
    """A unit in a consultation."""
    return session.scalars(
        select(ConsultedUnit).where(
            ConsultedUnit.consultation_id == consultation_id, ConsultedUnit.unit_id == unit_id
        )
    ).first()


def objections(consultation: Consultation, *, unit_id: int | None = None) -> Sequence[Objection]:
    """What was objected, unanswered first; of one unit where that is given."""
    found = (
        select(Objection)
        .join(MemberUnit, MemberUnit.id == Objection.unit_id)
        .where(Objection.consultation_id == consultation.id)
        .options(
            joinedload(Objection.unit, innerjoin=True),
            joinedload(Objection.filed_by, innerjoin=True),
            joinedload(Objection.answered_by),
        )
        .order_by(Objection.state != ObjectionState.OPEN, MemberUnit.sort_order, Objection.id)
    )
    if unit_id is not None:
        found = found.where(Objection.unit_id == unit_id)
    return session.scalars(found).all()


def consulted(actor: Actor, **places: int) -> ConsultedUnit | None:
    """A unit that is asked, with its line and its items."""
    return session.scalars(
        select(ConsultedUnit)
        .where(ConsultedUnit.id == _number(places), ConsultedUnit.office_id == actor.office_id)
        .options(
            joinedload(ConsultedUnit.consultation, innerjoin=True).joinedload(Consultation.office),
            joinedload(ConsultedUnit.unit, innerjoin=True),
            joinedload(ConsultedUnit.agreed_by),
            joinedload(ConsultedUnit.line, innerjoin=True).selectinload(ScoreLine.items),
        )
    ).first()


def cohort(place: ConsultedUnit) -> ConsultedCohort | None:
    """What the unit may know of the others of its cohort."""
    return session.scalars(
        select(ConsultedCohort).where(
            ConsultedCohort.consultation_id == place.consultation_id,
            ConsultedCohort.cohort == place.line.cohort,
        )
    ).first()


def objection(actor: Actor, **places: int) -> Objection | None:
    """An objection with its evidence, its line and its items."""
    return session.scalars(
        select(Objection)
        .where(Objection.id == _number(places), Objection.office_id == actor.office_id)
        .options(
            joinedload(Objection.consultation, innerjoin=True).joinedload(Consultation.office),
            joinedload(Objection.unit, innerjoin=True),
            joinedload(Objection.filed_by, innerjoin=True),
            joinedload(Objection.answered_by),
            joinedload(Objection.line, innerjoin=True).selectinload(ScoreLine.items),
            selectinload(Objection.evidence).joinedload(ObjectionEvidence.file, innerjoin=True),
        )
    ).first()


def evidence(actor: Actor, **places: int) -> ObjectionEvidence | None:
    """A file with the objection that it proves; seen by whoever sees that."""
    found = session.scalars(
        select(ObjectionEvidence)
        .where(ObjectionEvidence.id == _number(places))
        .options(
            joinedload(ObjectionEvidence.file, innerjoin=True),
            joinedload(ObjectionEvidence.objection, innerjoin=True),
        )
    ).first()
    return found if found is not None and found.objection.office_id == actor.office_id else None
