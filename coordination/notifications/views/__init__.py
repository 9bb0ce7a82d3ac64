"""Pages of the slice."""

from coordination.notifications.views.place import blueprint

__all__ = ["blueprint"]
