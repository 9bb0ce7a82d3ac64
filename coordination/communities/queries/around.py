"""What else there is of one community, and whose screen it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.applications.models import Application
from coordination.certificates.models import Certificate
from coordination.inspections.models import Inspection
from coordination.inspections.states import InspectionState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.subjects.models import Subject
from coordination.subjects.queries import visible_to
from coordination.subjects.rules import SubjectKind
from coordination.tallies.queries import setbacks
from coordination.tallies.rules.clock import Setback


@dataclass(frozen=True, slots=True)
class Around:
    """What else there is of one community: all its applications, certificates, inspections, newest first."""

    applications: Sequence[Application]
    certificates: Sequence[Certificate]
    inspections: Sequence[Inspection]
    setbacks: Sequence[Setback]


def around(subject: Subject) -> Around:
    """Four statements and those of the setbacks; what the reader's fences hide is not there."""
    return Around(
        _of(Application, subject, joinedload(Application.standard_version)),
        _of(Certificate, subject),
        [one for one in _of(Inspection, subject) if one.state is not InspectionState.CANCELLED],
        list(reversed(setbacks([subject.id]).get(subject.id, []))),
    )


def _of(model: Any, subject: Subject, *options: Any) -> Sequence[Any]:
    found = select(model).where(model.subject_id == subject.id).order_by(model.id.desc()).limit(20)
    return session.scalars(found.options(*options)).all()


def own_community(actor: Actor) -> Subject | None:
    """The community in which the actor works; None while the office has not listed it."""
    if actor.division_id is None:
        return None
    found = visible_to(actor).where(
        Subject.division_id == actor.division_id,
        Subject.kind == SubjectKind.COMMUNITY,
        Subject.closed_on.is_(None),
    )
    shown = found.options(joinedload(Subject.unit), joinedload(Subject.located_in))
    return session.scalars(shown).first()


def unit_of(actor: Actor, number: int | None) -> MemberUnit | None:
    """The unit of a screen: one's own; the office chooses, else the first that looks after anything."""
    if actor.unit_id is not None:
        return session.get(MemberUnit, actor.unit_id) if number in (None, actor.unit_id) else None
    if number is not None and not 0 < number < 2**63:
        return None
    if number is not None:
        return session.get(MemberUnit, number)
    return session.get(MemberUnit, units[0][0]) if (units := units_of(actor.office_id)) else None


def units_of(office_id: int | None) -> Sequence[tuple[int, str]]:
    """The units of an office that look after anything, in official order."""
    found = (
        select(MemberUnit.id, MemberUnit.short_name)
        .where(
            MemberUnit.office_id == office_id,
            MemberUnit.id.in_(
                select(Subject.unit_id).where(Subject.office_id == office_id, Subject.closed_on.is_(None))
            ),
        )
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    return [(row[0], row[1]) for row in session.execute(found)]
