"""Where a cohort loses its points: the share of an item's weight that each unit got, in five steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from coordination.kernel.text import Text, _

#: Least share of the weight, in percent, for steps 2 to 5; step 1 is below the first.
EDGES = (Decimal(20), Decimal(40), Decimal(60), Decimal(80))
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Got:
    """What a unit got in an item; `assessed` False where the item is not asked of it."""

    code: str
    points: Decimal
    weight: Decimal
    assessed: bool = True


def step(got: Got) -> int | None:
    """1 (under 20 % of the weight) to 5 (80 % and more); None where the item is not assessed."""
    if not got.assessed or not got.weight:
        return None
    share = got.points * 100 / got.weight
    return 1 + sum(share >= edge for edge in EDGES)


def weakest(titles: dict[str, str], rows: Iterable[Sequence[Got]]) -> Text:
    """The item in which most units got less than half of its weight, ties in the order of the scheme."""
    below = dict.fromkeys(titles, 0)
    units = 0
    for row in rows:
        units += 1
        for got in row:
            if got.assessed and got.points < got.weight * HALF:
                below[got.code] += 1
    if not units or not any(below.values()):
        return _("没有一项是多数单位失分过半的")
    code = max(below, key=lambda one: below[one])
    return _(
        "失分最集中的是“{item}”：{units}家中有{below}家得分不到一半",
        item=titles[code],
        units=units,
        below=below[code],
    )
