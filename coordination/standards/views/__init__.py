"""Pages of the slice."""

from coordination.standards import policy as _policy  # noqa: F401  its table is published
from coordination.standards.views.place import blueprint

__all__ = ["blueprint"]
