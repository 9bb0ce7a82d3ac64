"""Where the pages of the slice hang, and the unit that a list is about."""

from flask import Blueprint

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit

blueprint = Blueprint("applications", __name__)


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    """The actor's unit."""
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None
