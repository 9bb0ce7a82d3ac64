"""Pages of the slice."""

from coordination.archive import policy as _policy  # noqa: F401  its table is published
from coordination.archive.views.place import blueprint

__all__ = ["blueprint"]
