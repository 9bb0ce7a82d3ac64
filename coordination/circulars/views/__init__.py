"""Pages of the slice: reading, drafting, deciding, the ledger of numbers."""

from coordination.circulars.views import deciding, drafting, ledger, reading  # noqa: F401  they add their pages
from coordination.circulars.views.part import blueprint

__all__ = ["blueprint"]
