"""Pages of the slice."""

from coordination.applications import policy as _policy  # noqa: F401  its table is published
from coordination.applications.views.place import blueprint

__all__ = ["blueprint"]
