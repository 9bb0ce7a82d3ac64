"""Pure rules of communities.

effort   what is lacking, where a community stands, what is least effort
mending  by whom and when
"""

from coordination.communities.rules.effort import (
    EASIEST,
    MARK_LABELS,
    NOTHING_SAID,
    OLD_AFTER,
    PLACE_LABELS,
    Line,
    Mark,
    Place,
    Said,
    Stand,
    Step,
    Thing,
    Title,
    Way,
    easiest,
    in_order_of_effort,
    lacking,
    mark,
    missing,
    place,
    step,
)
from coordination.communities.rules.mending import SHARED, Who, mended_by, next_look

__all__ = [
    "EASIEST",
    "MARK_LABELS",
    "NOTHING_SAID",
    "OLD_AFTER",
    "PLACE_LABELS",
    "SHARED",
    "Line",
    "Mark",
    "Place",
    "Said",
    "Stand",
    "Step",
    "Thing",
    "Title",
    "Way",
    "Who",
    "easiest",
    "in_order_of_effort",
    "lacking",
    "mark",
    "mended_by",
    "missing",
    "next_look",
    "place",
    "step",
]
