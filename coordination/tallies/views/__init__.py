"""Pages of the slice."""

from coordination.tallies import policy as _policy  # noqa: F401  its table is published
from coordination.tallies.views.place import blueprint

__all__ = ["blueprint"]
