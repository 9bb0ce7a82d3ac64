"""Who holds a title already. Certificates lie above this slice and publish it; nothing here knows them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Held:
    """A title in force (or suspended). It may be renewed from `renewable_on`; None: it has no end.

    `certificate_id` names the page of the certificate.
    """

    number: str
    until: date | None
    renewable_on: date | None
    certificate_id: int | None = None


Holders = Callable[[Collection[int]], Mapping[int, Held]]
_sources: list[Holders] = []


def publish(source: Holders) -> None:
    """Register who answers which of these subjects hold a title; registered before, it counts once."""
    if source not in _sources:
        _sources.append(source)


def held(subject_ids: Collection[int]) -> dict[int, Held]:
    """The subjects that hold a title; a constant number of statements however many there are."""
    found: dict[int, Held] = {}
    for source in _sources:
        found.update(source(subject_ids))
    return found
