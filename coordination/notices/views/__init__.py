"""Pages of the slice."""

from coordination.notices import policy as _policy  # noqa: F401  its table is published
from coordination.notices.views.place import blueprint

__all__ = ["blueprint"]
