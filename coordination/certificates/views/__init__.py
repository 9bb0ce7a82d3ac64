"""Pages of the slice."""

from coordination.certificates import policy as _policy  # noqa: F401  its table is published
from coordination.certificates.views.place import blueprint

__all__ = ["blueprint"]
