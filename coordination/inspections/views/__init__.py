"""Pages of the slice."""

from coordination.inspections import policy as _policy  # noqa: F401  its table is published
from coordination.inspections.views.place import blueprint

__all__ = ["blueprint"]
