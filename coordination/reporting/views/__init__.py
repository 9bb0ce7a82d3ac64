"""Pages of the slice: lists, filing by the unit, review by the office."""

from coordination.reporting.views import filing, lists, overview, reviewing  # noqa: F401  their routes
from coordination.reporting.views.place import blueprint

__all__ = ["blueprint"]
