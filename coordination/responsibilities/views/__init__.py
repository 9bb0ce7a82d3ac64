"""Pages of the slice; each module adds its own to the blueprint."""

from coordination.responsibilities.views import dictionaries, duties  # noqa: F401  their routes
from coordination.responsibilities.views.place import blueprint

__all__ = ["blueprint"]
