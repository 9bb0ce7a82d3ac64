"""Pages of the slice: the list, what is due, one inspection, its sheet and photos."""

from coordination.inspections import policy as _policy  # noqa: F401  its table is published
from coordination.inspections.views import export, filling, lists, photos, planning, show  # noqa: F401  their routes
from coordination.inspections.views.place import blueprint

__all__ = ["blueprint"]
