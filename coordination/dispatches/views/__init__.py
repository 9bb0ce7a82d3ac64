"""Pages of the slice."""

from coordination.dispatches import policy as _policy  # noqa: F401  its table is published
from coordination.dispatches.views.place import blueprint

__all__ = ["blueprint"]
