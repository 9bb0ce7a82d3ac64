"""Pages of the slice: reading, drafting, deciding, the ledger of numbers."""

from coordination.circulars.views import (  # noqa: F401  they add their pages
    correcting,
    deciding,
    drafting,
    editing,
    ledger,
    publishing,
    reading,
    remarks,
    versions,
    wordings,
)
from coordination.circulars.views.part import blueprint

__all__ = ["blueprint"]
