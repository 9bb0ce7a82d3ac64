"""Pages of the slice."""

from coordination.communities import policy as _policy  # noqa: F401  its table is published
from coordination.communities.views import acts, community, township  # noqa: F401  their routes
from coordination.communities.views.place import blueprint

__all__ = ["blueprint"]
