"""Pages of the slice: the archive, everything of a document, and what everybody may verify."""

from coordination.archive import policy as _policy  # noqa: F401  its table is published
from coordination.archive.views import kept, public  # noqa: F401  their routes
from coordination.archive.views.place import blueprint

__all__ = ["blueprint"]
