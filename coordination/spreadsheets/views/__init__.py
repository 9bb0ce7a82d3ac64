"""Pages of the slice."""

from coordination.spreadsheets import policy as _policy  # noqa: F401  its rules
from coordination.spreadsheets import sentences as _sentences  # noqa: F401  what the audit says
from coordination.spreadsheets.views import collecting, filling, previewing  # noqa: F401  their routes
from coordination.spreadsheets.views.place import blueprint

__all__ = ["blueprint"]
