"""What each unit that a circular does not name is told for itself, with the circular."""

from collections.abc import Mapping

from coordination.circulars import leaving
from coordination.circulars.models import Circular
from coordination.circulars.publication import notices
from coordination.circulars.services.reading import gathered_for
from coordination.rankings.queries import lines as lines_of


def notices_of(circular: Circular) -> Mapping[int, str]:
    """By unit: its own rank and points; only for units whose line everybody else cannot see."""
    if circular.ranking is None:
        return {}
    told = notices(gathered_for(circular).standings, circular.publication)
    return {line.unit_id: str(told[line.id]) for line in lines_of(circular.ranking) if line.id in told}


leaving.publish_notices(notices_of)
