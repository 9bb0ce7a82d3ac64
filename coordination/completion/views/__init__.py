"""Pages of the slice."""

from coordination.completion.views.place import blueprint

__all__ = ["blueprint"]
