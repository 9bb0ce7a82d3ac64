"""Pages of the slice."""

from coordination.responsibilities.views.place import blueprint

__all__ = ["blueprint"]
