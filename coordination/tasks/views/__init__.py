"""Pages of the slice."""

from coordination.tasks.views.place import blueprint

__all__ = ["blueprint"]
