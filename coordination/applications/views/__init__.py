"""Pages of the slice."""

from coordination.applications import policy as _policy  # noqa: F401  its table is published
from coordination.applications import sentences as _sentences  # noqa: F401  they are published
from coordination.applications.views import (
    batch,  # noqa: F401
    drafting,  # noqa: F401
    evidence,  # noqa: F401
    export,  # noqa: F401
    lists,  # noqa: F401
    opinions,  # noqa: F401
    reviewing,  # noqa: F401
    show,  # noqa: F401
    words,  # noqa: F401
)
from coordination.applications.views.place import blueprint

__all__ = ["blueprint"]
