"""Pages of the slice."""

from coordination.standards.views import building, enacting, heads, vetoes  # noqa: F401  their routes
from coordination.standards.views.place import blueprint

__all__ = ["blueprint"]
