"""Pages of the slice."""

from coordination.radar import policy as _policy  # noqa: F401  its rules
from coordination.radar.views.place import blueprint

__all__ = ["blueprint"]
