"""Pages of the slice: schemes and freezing, what was frozen, trials beside it."""

from coordination.rankings.views import frozen, pictures, preview, schemes, small, trial  # noqa: F401  their routes
from coordination.rankings.views.place import blueprint

__all__ = ["blueprint"]
