"""The rates of a frozen ranking as events among a base, read out of the sources of each value."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from coordination.rankings import queries
from coordination.rankings.models import Ranking, ScoreItem, ScoreLine
from coordination.rankings.rules import Better
from coordination.rankings.rules.shrinkage import Counted
from coordination.rankings.rules.smallness import Settled, settle
from coordination.schemes import queries as schemes
from coordination.schemes.models import SchemeItem
from coordination.schemes.rules import Measure

LEVELS = frozenset({Measure.VALUE, Measure.YTD, Measure.RATIO})


@dataclass(frozen=True)
class Rate:
    """An item that is a rate, for one cohort: `per` of the base, and the units in printed order."""

    item: SchemeItem
    cohort: str
    per: int
    settled: Sequence[Settled]
    lines: dict[str, ScoreLine]


def rates(ranking: Ranking) -> list[Rate]:
    """The rates of a ranking, by item and cohort; empty where its scheme has none."""
    items = [item for item in schemes.items(ranking.scheme) if parts_of(item)]
    if not items:
        return []
    lines = queries.lines(ranking)
    cohorts = [(name, list(members)) for name, members in groupby(lines, lambda line: line.cohort)]
    found = (_rate(item, name, members) for item in items for name, members in cohorts)
    return [rate for rate in found if rate.settled]


def parts_of(item: SchemeItem) -> tuple[str, str] | None:
    """The codes of what is counted and of what it is counted among; None for what is no rate."""
    indicator = item.indicator
    if indicator is None or Measure(item.measure) not in LEVELS:
        return None
    if item.over:
        return (indicator.code, item.over)
    if indicator.numerator and indicator.denominator:
        return (indicator.numerator, indicator.denominator)
    return None


def _rate(item: SchemeItem, cohort: str, lines: Sequence[ScoreLine]) -> Rate:
    parts = parts_of(item) or ("", "")
    per = int(item.factor if item.over else (item.indicator and item.indicator.factor) or 100)
    counted = {}
    for line in lines:
        found = next((one for one in line.items if one.code == item.code), None)
        known = found and _counted(line.unit.name, found, parts)
        if known:
            counted[line.unit.name] = known
    higher = Better(item.direction) is Better.HIGHER
    settled = settle(list(counted.values()), per=per, higher_is_better=higher)
    return Rate(item, cohort, per, settled, {line.unit.name: line for line in lines})


def _counted(unit: str, found: ScoreItem, parts: tuple[str, str]) -> Counted | None:
    """Events and base summed over the periods of the value; None where one of them is not known."""
    sums: dict[str, Decimal] = {}
    for source in found.sources:
        code = source.get("indicator", "")
        if code in parts:
            sums[code] = sums.get(code, Decimal(0)) + Decimal(source["value"])
    events, base = (sums.get(code) for code in parts)
    if events is None or not base or base < 0 or events < 0:
        return None
    return Counted(unit, events, base)
