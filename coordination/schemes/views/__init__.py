"""Pages of the slice."""

from coordination.schemes.views import (  # noqa: F401  their routes
    building,
    enacting,
    entries,
    grouping,
    reading,
)
from coordination.schemes.views.place import blueprint

__all__ = ["blueprint"]
