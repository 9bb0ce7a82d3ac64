"""Which wording a kind of document is drafted in, and how a finished text becomes one."""

from dataclasses import dataclass
from typing import Any

from coordination.circulars.states import Kind
from coordination.document_templates import queries
from coordination.document_templates.patterns import pattern_of


@dataclass(frozen=True)
class Wording:
    """`version_id` None: the pattern of the product, in an installation whose reference data lack it."""

    version_id: int | None
    title: str
    body: list[dict[str, Any]]


def wording(office_id: int, kind: Kind) -> Wording:
    """The office's own version in use, else the pattern that all share."""
    found = queries.in_use(office_id, kind.value)
    if found is not None:
        return Wording(found.id, found.title, found.body)
    pattern = pattern_of(kind.value)
    return Wording(None, pattern.title, pattern.body)
