"""Pages of the slice."""

from coordination.notifications.views import office, own  # noqa: F401  they add their pages
from coordination.notifications.views.place import blueprint

__all__ = ["blueprint"]
