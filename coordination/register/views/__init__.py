"""Pages of the slice."""

from coordination.register import policy as _policy  # noqa: F401  its table is published
from coordination.register.views.place import blueprint

__all__ = ["blueprint"]
