"""Pages of the slice."""

from coordination.indicators.views import catalogue, editing, regulations  # noqa: F401  their routes
from coordination.indicators.views.place import blueprint

__all__ = ["blueprint"]
