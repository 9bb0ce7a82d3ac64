"""The acts upon templates; each is one transaction."""

from coordination.document_templates.services.catalogue import add_patterns
from coordination.document_templates.services.versions import adopt, draft, edit, keep, retire

__all__ = ["add_patterns", "adopt", "draft", "edit", "keep", "retire"]
