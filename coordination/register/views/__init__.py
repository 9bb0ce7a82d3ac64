"""Pages of the slice: the overview, targets, the register, and the register for everybody."""

from coordination.register import policy as _policy  # noqa: F401  its table is published
from coordination.register.views import overview, public, targets, titles  # noqa: F401  their routes
from coordination.register.views.place import blueprint

__all__ = ["blueprint"]
