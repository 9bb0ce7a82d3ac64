"""Pages of the slice."""

from coordination.spreadsheets import policy as _policy  # noqa: F401  its rules
from coordination.spreadsheets.views.place import blueprint

__all__ = ["blueprint"]
