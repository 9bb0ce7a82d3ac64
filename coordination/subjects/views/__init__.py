"""Pages of the slice."""

from coordination.subjects import policy as _policy  # noqa: F401  its table is published
from coordination.subjects.views import pages  # noqa: F401  their routes
from coordination.subjects.views.place import blueprint

__all__ = ["blueprint"]
