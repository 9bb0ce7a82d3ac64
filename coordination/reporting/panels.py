"""What slices above this one put on the pages of a report, and how they weigh in the review queue.

They publish; nothing here knows them. A panel draws itself for the reader of the request and may
draw nothing, for instance for who may not see what it shows.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from coordination.reporting.models import Report


class Place(StrEnum):
    """Which page of a report, by what is done there."""

    FILL = "fill"
    SHOW = "show"
    REVIEW = "review"


Draw = Callable[[Report], Markup | None]
Weigh = Callable[[Collection[int]], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Stands below the head of a page, the lowest `order` first."""

    place: Place
    draw: Draw
    order: int = 0


_panels: list[Panel] = []
_weighs: list[Weigh] = []


def publish(*panels: Panel) -> None:
    """Register a slice's panels; a panel registered before is not drawn twice."""
    _panels.extend(panel for panel in panels if panel not in _panels)
    _panels.sort(key=lambda panel: panel.order)


def drawn(place: Place | str, report: Report) -> Markup:
    """Every panel of a page for this report; empty when none has anything to say."""
    found = (panel.draw(report) for panel in _panels if panel.place == place)
    return Markup("\n").join(part for part in found if part)


def publish_weight(weigh: Weigh) -> None:
    """Register how much a slice has to say about reports: by id, in one call for all of them."""
    if weigh not in _weighs:
        _weighs.append(weigh)


def weights(report_ids: Collection[int]) -> Mapping[int, int]:
    """How early each of these reports is to be looked at, heaviest first; every id has a weight."""
    found = Counter(dict.fromkeys(report_ids, 0))
    for weigh in _weighs if report_ids else ():
        found.update(weigh(report_ids))
    return found
