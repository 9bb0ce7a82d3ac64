"""A unit's own line taken apart, while the ranking that it belongs to is still closed to the unit."""

from coordination.consultations.models import ConsultedUnit
from coordination.kernel.policy import Actor
from coordination.notifications.queries import beyond_the_fence
from coordination.rankings import queries as rankings
from coordination.rankings.explained import Explained, explained


def explained_line(place: ConsultedUnit, actor: Actor) -> Explained:
    """Why the unit stands where it stands. The policy has let the actor see this very line; what names
    other units in it (`ahead`) is not for the page."""
    with beyond_the_fence():
        line = rankings.whole_line(actor, id=place.line_id)
        assert line is not None  # noqa: S101  of the same office as the place
        return explained(line, actor)
