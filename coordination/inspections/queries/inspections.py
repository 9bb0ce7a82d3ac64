"""Inspections: who sees which, and one with everything its page and its acts need."""

from typing import Any

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from coordination.accounts.models import Account
from coordination.inspections.models import Inspection, InspectionPhoto, InspectionPoint
from coordination.inspections.states import InspectionState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.standards.models import StandardVersion

_OFFICE = {Function.CLERK, Function.LEADER}
_UNIT = {Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP}


def visible_to(actor: Actor) -> Select[Inspection]:
    """The office sees all, a unit those of what it looks after and those it does, a community worker those
    of the own community."""
    found = select(Inspection).where(Inspection.office_id == actor.office_id)
    if actor.office_id is None:
        return found.where(false())
    if actor.unit_id is None:
        return found if actor.functions & _OFFICE else found.where(false())
    own = Inspection.unit_id == actor.unit_id
    if Function.COMMUNITY_WORKER in actor.functions:
        return found.where(own, Inspection.division_id == actor.division_id)
    if not actor.functions & _UNIT:
        return found.where(false())
    return found.where(or_(own, Inspection.inspector_id == actor.unit_id))


def whole() -> tuple[Any, ...]:
    """For a statement about inspections: everything the page and the acts read."""
    return (
        joinedload(Inspection.subject, innerjoin=True),
        joinedload(Inspection.unit, innerjoin=True),
        joinedload(Inspection.inspector),
        joinedload(Inspection.certificate),
        joinedload(Inspection.standard_version).joinedload(StandardVersion.standard),
        joinedload(Inspection.planned_by).load_only(Account.name),
        joinedload(Inspection.done_by).load_only(Account.name),
        selectinload(Inspection.points).joinedload(InspectionPoint.criterion),
        selectinload(Inspection.photos).joinedload(InspectionPhoto.file, innerjoin=True),
    )


def inspection(actor: Actor, **places: int) -> Inspection | None:
    """The inspection of an address, if visible to the actor, with its sheet."""
    id = places["id"]
    return _first(visible_to(actor).where(Inspection.id == id)) if 0 < id < 2**63 else None


def loaded(id: int) -> Inspection:
    """An inspection as it stands now, with its sheet; for acts that hold it."""
    found = _first(select(Inspection).where(Inspection.id == id))
    assert found is not None  # noqa: S101  the caller holds its row
    return found


def _first(found: Select[Inspection]) -> Inspection | None:
    one = session.scalars(found.options(*whole()).execution_options(populate_existing=True)).first()
    for part in (*one.points, *one.photos) if one else ():
        set_committed_value(part, "inspection", one)
    return one


def photo(actor: Actor, **places: int) -> InspectionPhoto | None:
    """The photo of an address, if its inspection is visible to the actor; to who is inspected, once it has
    ended: until then it is a draft."""
    id = places["id"]
    seen = visible_to(actor).with_only_columns(Inspection.id)
    if actor.unit_id is not None:
        ended = Inspection.state != InspectionState.PLANNED
        seen = seen.where(or_(ended, Inspection.inspector_id == actor.unit_id))
    found = (
        select(InspectionPhoto)
        .where(InspectionPhoto.id == id, InspectionPhoto.inspection_id.in_(seen))
        .options(
            joinedload(InspectionPhoto.file, innerjoin=True),
            joinedload(InspectionPhoto.inspection, innerjoin=True),
        )
    )
    return session.scalars(found).first() if 0 < id < 2**63 else None


def following(inspection: Inspection) -> Inspection | None:
    """The inspection that looks again at the problems of this one."""
    return session.scalars(select(Inspection).where(Inspection.follows_id == inspection.id)).first()
