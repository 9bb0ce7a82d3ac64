"""Pages of the slice: chasing, the ledger, letters, the calendar feed."""

from coordination.reminders.views import calendar, chasing, ledger  # noqa: F401  their routes
from coordination.reminders.views.place import blueprint

__all__ = ["blueprint"]
