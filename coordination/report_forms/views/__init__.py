"""Pages of the slice."""

from coordination.report_forms import policy as _policy  # noqa: F401  its rules
from coordination.report_forms.views.place import blueprint

__all__ = ["blueprint"]
