"""Pages of the slice."""

from coordination.document_templates import policy as _policy  # noqa: F401  its table is published
from coordination.document_templates.views.place import blueprint

__all__ = ["blueprint"]
