"""Pages of the slice."""

from coordination.document_templates import policy as _policy  # noqa: F401  its table is published
from coordination.document_templates import sentences as _sentences  # noqa: F401  so are its sentences
from coordination.document_templates.views import pages as _pages  # noqa: F401  the routes
from coordination.document_templates.views import specimens as _specimens  # noqa: F401
from coordination.document_templates.views.place import blueprint

__all__ = ["blueprint"]
