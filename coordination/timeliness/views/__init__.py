"""Pages of the slice."""

from coordination.timeliness.views import overview, unit  # noqa: F401  their routes
from coordination.timeliness.views.place import blueprint

__all__ = ["blueprint"]
