"""Pages of the slice."""

from coordination.schemes import policy as _policy  # noqa: F401  its table is published
from coordination.schemes.views import reading  # noqa: F401  its routes
from coordination.schemes.views.place import blueprint

__all__ = ["blueprint"]
