"""Pages of the slice."""

from coordination.timeliness.views.place import blueprint

__all__ = ["blueprint"]
