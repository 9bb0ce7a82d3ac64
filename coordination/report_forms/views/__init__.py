"""Pages of the slice; each module adds its own to the blueprint."""

from coordination.report_forms import sentences as _sentences  # noqa: F401  what the audit says
from coordination.report_forms import uses as _uses  # noqa: F401  where indicators are used
from coordination.report_forms.views import building, enacting, heads  # noqa: F401  their routes
from coordination.report_forms.views.place import blueprint

__all__ = ["blueprint"]
