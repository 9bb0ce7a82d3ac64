"""Pages of the slice."""

from coordination.tasks.views import (
    assignment,
    drafting,
    evidence,
    export,
    filing,
    mine,
    office,
    review,
    wishes,
)
from coordination.tasks.views.place import blueprint

__all__ = [
    "assignment",
    "blueprint",
    "drafting",
    "evidence",
    "export",
    "filing",
    "mine",
    "office",
    "review",
    "wishes",
]
