"""Pages of the slice: the office's, those of objections, and those for everybody."""

from coordination.notices import policy as _policy  # noqa: F401  its table is published
from coordination.notices.views import objections, office, public  # noqa: F401  their routes
from coordination.notices.views.place import blueprint

__all__ = ["blueprint"]
