"""The facts and annexes of a draft, drawn anew from what is approved now."""

from coordination.circulars.models import Circular
from coordination.circulars.services.correcting import renewed
from coordination.circulars.services.reading import gathered_for
from coordination.kernel.clock import clock


def redraw(circular: Circular) -> None:
    """The sentences stay; a correction is compared anew with what it corrects."""
    if circular.corrects is not None:
        renewed(circular, circular.corrects)
        return
    gathered = gathered_for(circular)
    circular.facts, circular.annex = gathered.drawn.stored(), gathered.annex
    circular.drafted_at = clock.now()
