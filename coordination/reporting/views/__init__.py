"""Pages of the slice: lists, filing by the unit, review by the office."""

from coordination.reporting.views import (  # noqa: F401  their routes
    filing,
    lists,
    overview,
    pasting,
    periods,
    previewing,
    printing,
    queue,
    reviewing,
    wishes,
)
from coordination.reporting.views.place import blueprint

__all__ = ["blueprint"]
