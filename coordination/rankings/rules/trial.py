"""Other weights and methods on a copy of a frozen ranking; the official result is never touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from coordination.rankings.rules.entries import Entry
from coordination.rankings.rules.scoring import ScoreLine, score
from coordination.rankings.rules.stability import DRAWS
from coordination.schemes.rules.scheme import Item, Method, Scheme

#: About so many products of a weight and a share are counted for one page.
BUDGET, FEWEST_DRAWS = 4_000_000, 50


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit beside itself: `official` and `tried`; `by` is how many places it rises (negative: falls)."""

    official: ScoreLine
    tried: ScoreLine

    @property
    def by(self) -> int | None:
        if self.official.rank is None or self.tried.rank is None:
            return None
        return self.official.rank - self.tried.rank


def methods_of(item: Item) -> tuple[Method, ...]:
    """The methods an item can be tried with: its own, and those that need no parameters."""
    return tuple(dict.fromkeys((item.method, Method.RANK, Method.MINMAX)))


def changed(scheme: Scheme, weights: Mapping[str, Decimal], methods: Mapping[str, Method]) -> Scheme:
    """A copy with other weights and methods; what is not named stays, unknown codes are ignored."""
    items = tuple(
        replace(
            item,
            weight=weights.get(item.code, item.weight),
            method=methods.get(item.code, item.method),
        )
        for item in scheme.items
    )
    return replace(scheme, items=items)


def compared(
    official: Sequence[ScoreLine], scheme: Scheme, entries: Sequence[Entry]
) -> dict[str, list[Moved]]:
    """Every cohort as the copy would rank it, each unit beside its official line. `Invalid` as `score`."""
    was = {line.unit: line for line in official}
    found: dict[str, list[Moved]] = {}
    for line in score(scheme, entries):
        found.setdefault(line.cohort, []).append(Moved(was[line.unit], line))
    return found


def draws_for(units: int, items: int) -> int:
    """How many draws a page can afford: 1,000 for a county, fewer for thousands of units."""
    return max(FEWEST_DRAWS, min(DRAWS, BUDGET // max(1, units * items)))
