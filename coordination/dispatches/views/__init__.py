"""Pages of the slice: recipients and receipts for the office, what came and signing for a unit."""

from coordination.dispatches import policy as _policy  # noqa: F401  its table is published
from coordination.dispatches import services as _services  # noqa: F401  acts when a document is issued
from coordination.dispatches.views import office, unit  # noqa: F401  their routes
from coordination.dispatches.views.place import blueprint

__all__ = ["blueprint"]
