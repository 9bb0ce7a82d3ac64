"""Pages of the slice: the office's list, one question, a unit's own; and the panel on reports' pages."""

from coordination.radar.views import flag, office, panel  # noqa: F401  their routes, and the panel
from coordination.radar.views.place import blueprint

__all__ = ["blueprint"]
