"""Pages of the slice: sending up, receiving, the figures of the offices below, keys."""

from coordination.transmissions.views import keys, received, sending  # noqa: F401  their routes
from coordination.transmissions.views.place import blueprint

__all__ = ["blueprint"]
