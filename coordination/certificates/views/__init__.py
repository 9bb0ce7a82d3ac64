"""Pages of the slice: naming, one certificate, reviews, and what everybody may verify."""

from coordination.certificates import policy as _policy  # noqa: F401  its table is published
from coordination.certificates import services as _services  # noqa: F401  what other slices ask is published
from coordination.certificates.views import naming, public, reviewing, show  # noqa: F401  their routes
from coordination.certificates.views.place import blueprint

__all__ = ["blueprint"]
