"""A figure beside the same figure of the other units of its kind, by size where sizes are known."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from coordination.kernel.numerals import plain
from coordination.radar.rules.history import WORTH_ASKING
from coordination.radar.rules.kinds import Facts
from coordination.radar.rules.spread import Spread, written

LEAST_UNITS = 8


class Size(StrEnum):
    """What a figure is divided by before units are compared."""

    NONE = ""
    POPULATION = "population"
    HOUSEHOLDS = "households"


#: Rates are per so many heads or households.
PER = {Size.NONE: 1, Size.POPULATION: 10_000, Size.HOUSEHOLDS: 1_000}


@dataclass(frozen=True, slots=True)
class Peer:
    """One unit's figure and its size; None: not known."""

    value: Decimal
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """Units of one kind with the same figure of the same period: how it spreads among them."""

    spread: Spread
    size: Size
    units: int

    @classmethod
    def of(cls, peers: Sequence[Peer], size: Size) -> "Cohort | None":
        """None below 8 units. Where one size is not known all are compared as they stand."""
        if len(peers) < LEAST_UNITS:
            return None
        if not all(peer.size for peer in peers):
            size = Size.NONE
        return cls(Spread.of(rate(peer, size) for peer in peers), size, len(peers))


def rate(peer: Peer, size: Size) -> Fraction:
    """The figure itself, or per 10,000 people, or per 1,000 households."""
    value = Fraction(peer.value)
    return value if size is Size.NONE else value * PER[size] / (peer.size or 1)


def outlier_cohort(peer: Peer, cohort: Cohort | None) -> Facts | None:
    """Facts when the figure lies far from those of its cohort of at least 8 units.

    The same score as for a unit's own history; nothing is asked where both the figure and what
    would be usual for a unit of this size stay below 10.
    """
    if cohort is None:
        return None
    own = rate(peer, cohort.size)
    large = abs(peer.value) >= WORTH_ASKING or abs(_usual(peer, cohort)) >= WORTH_ASKING
    if not large or not cohort.spread.far(own):
        return None
    return {
        "value": plain(peer.value),
        "rate": written(own),
        "median": written(cohort.spread.centre),
        "size": str(cohort.size),
        "units": str(cohort.units),
        "score": cohort.spread.shown_score(own),
    }


def _usual(peer: Peer, cohort: Cohort) -> Fraction:
    """The figure that a unit of this size would have at the cohort's median."""
    if cohort.size is Size.NONE:
        return cohort.spread.centre
    return cohort.spread.centre * (peer.size or 1) / PER[cohort.size]
