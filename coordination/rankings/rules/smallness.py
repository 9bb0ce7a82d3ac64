"""Rates of small places: what chance does to them, and where shrinking would put the units.

The rate of a place with few cases moves much by one case more. Beside the raw rate stands the one
that empirical Bayes leaves (rules.shrinkage), and the rank in the cohort by each.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from coordination.kernel.text import Text, _
from coordination.rankings.rules.shrinkage import Counted, Shrunk, shrink

#: Below so many events a rate is marked: one case more or less moves it by a fifth and more.
FEW = Decimal(5)


@dataclass(frozen=True, slots=True)
class Settled:
    """A unit's rate as counted and as shrunk; ranks are competition ranks in the cohort, 1 the best."""

    counted: Counted
    rate: Shrunk
    raw_rank: int
    shrunk_rank: int

    @property
    def few(self) -> bool:
        return self.counted.events < FEW

    @property
    def moved(self) -> int:
        """Places gained (positive) or lost by shrinking."""
        return self.raw_rank - self.shrunk_rank


def settle(counted: Sequence[Counted], *, per: int, higher_is_better: bool) -> list[Settled]:
    """In the order given. `ValueError` as `shrink` raises it."""
    rates = shrink(counted, per=per)
    raw = {one.unit: rates[one.unit].raw for one in counted}
    shrunk = {one.unit: rates[one.unit].value for one in counted}
    by_raw, by_shrunk = (_ranks(values, higher_is_better) for values in (raw, shrunk))
    return [Settled(one, rates[one.unit], by_raw[one.unit], by_shrunk[one.unit]) for one in counted]


def finding(settled: Sequence[Settled]) -> Text:
    """What shrinking says of a cohort, in one sentence."""
    if not any(one.rate.kept for one in settled):
        return _("本组各家的差别不超过偶然能造成的，凭这一项分不出先后。")
    moved = sum(bool(one.moved) for one in settled)
    if not moved:
        return _("收缩以后名次不变。")
    return _("收缩以后{moved}家的名次不同。", moved=moved)


def _ranks(values: dict[str, Decimal], higher_is_better: bool) -> dict[str, int]:
    ordered = sorted(values.values(), reverse=higher_is_better)
    return {unit: ordered.index(value) + 1 for unit, value in values.items()}
