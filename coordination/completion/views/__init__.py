"""Pages of the slice: the office's matrix with its drill-down, the trend, the offices below, a unit's own."""

from coordination.completion.views import below, matrix, trend, unit  # noqa: F401  their routes
from coordination.completion.views.place import blueprint

__all__ = ["blueprint"]
