"""Pages of the slice: the office's, a unit's own, those of objections."""

from coordination.consultations import policy as _policy  # noqa: F401  its table is published
from coordination.consultations.views import objections, office, unit  # noqa: F401  their routes
from coordination.consultations.views.place import blueprint

__all__ = ["blueprint"]
