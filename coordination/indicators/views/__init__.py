"""Pages of the slice."""

from coordination.indicators import policy as _policy  # noqa: F401  its rules
from coordination.indicators.views.place import blueprint

__all__ = ["blueprint"]
