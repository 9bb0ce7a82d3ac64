"""Pages of the slice."""

from coordination.reminders.views.place import blueprint

__all__ = ["blueprint"]
