"""Pages of the slice."""

from coordination.consultations import policy as _policy  # noqa: F401  its table is published
from coordination.consultations.views.place import blueprint

__all__ = ["blueprint"]
