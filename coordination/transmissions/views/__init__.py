"""Pages of the slice."""

from coordination.transmissions import policy as _policy  # noqa: F401  its rules
from coordination.transmissions.views.place import blueprint

__all__ = ["blueprint"]
