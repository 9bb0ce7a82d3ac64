"""Where the pages of the slice hang, and the unit that a list is about."""

from dataclasses import dataclass

from flask import Blueprint

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit

blueprint = Blueprint("applications", __name__)


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    """The actor's unit."""
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@dataclass(frozen=True, slots=True)
class Part:
    """What a person applies for: the unit's subjects or the own community's; the policy asks about it."""

    office_id: int
    unit_id: int
    division_id: int | None


def own_part(actor: Actor, **_places: int) -> Part | None:
    """The actor's part of the applications."""
    if actor.office_id is None or actor.unit_id is None:
        return None
    worker = Function.COMMUNITY_WORKER in actor.functions
    return Part(actor.office_id, actor.unit_id, actor.division_id if worker else None)
