"""Pages of the slice."""

from coordination.tallies import policy as _policy  # noqa: F401  its table is published
from coordination.tallies.views import days, history, month, overview, sheets  # noqa: F401  their routes
from coordination.tallies.views.place import blueprint

__all__ = ["blueprint"]
