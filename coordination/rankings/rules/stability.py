"""How firmly a rank stands: the same values scored again under weights that vary at random.

Each draw multiplies every weight by a factor even in [1 − spread, 1 + spread] and brings the sum back;
values, methods, vetoes and exemptions stay. Draws come from a seed, so the same ranking gives the same
answer on every machine. A draw is a trial, no result: it is counted in floats, printed totals to 2 places.
Source: domain, section 7 (What-if).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import mul
from random import Random
from statistics import fmean, median_low

from coordination.rankings.rules.entries import Entry, NotAssessed
from coordination.rankings.rules.scoring import ScoreLine, State, score
from coordination.schemes.rules.scheme import Item, Method, Scheme

DRAWS, SPREAD = 1_000, 0.2
HUNDREDTHS, TINY = 100, 1e-7


@dataclass(frozen=True, slots=True)
class Standing:
    """The ranks of one unit over all draws; `kept` is the share of draws (0 to 1) with the official rank."""

    unit: str
    rank: int
    best: int
    worst: int
    middle: int
    kept: float
    unstable: bool


@dataclass(frozen=True, slots=True)
class Stability:
    """One cohort: its units by official rank, and how a draw agrees with the official order (Spearman)."""

    cohort: str
    standings: Sequence[Standing]
    spearman: float
    least_spearman: float

    @property
    def unstable(self) -> bool:
        return any(one.unstable for one in self.standings)


def stability(
    scheme: Scheme, entries: Iterable[Entry], *, seed: int | str, draws: int = DRAWS, spread: float = SPREAD
) -> list[Stability]:
    """The firmness of every cohort that is ranked; `Invalid` as `score` raises it.

    A unit is unstable when its ranks span more than a third of the ranked units of its cohort.
    """
    known = list(entries)
    lines = score(scheme, known)
    weights = _drawn(scheme, Random(seed), draws, spread)  # noqa: S311  a trial, no secret
    cohorts = dict.fromkeys(line.cohort for line in lines)
    by_unit = {entry.unit: entry for entry in known}
    return [
        _stability(scheme, [line for line in lines if line.cohort == cohort], by_unit, weights)
        for cohort in cohorts
        if any(line.cohort == cohort and line.state is State.RANKED for line in lines)
    ]


def _drawn(scheme: Scheme, random: Random, draws: int, spread: float) -> list[list[float]]:
    own = [float(item.weight) for item in scheme.items]
    made = []
    for _draw in range(draws):
        varied = [weight * (1 + spread * (2 * random.random() - 1)) for weight in own]
        factor = sum(own) / sum(varied)
        made.append([weight * factor for weight in varied])
    return made


def _stability(
    scheme: Scheme,
    lines: Sequence[ScoreLine],
    entries: Mapping[str, Entry],
    weights: Sequence[Sequence[float]],
) -> Stability:
    ranked = [line for line in lines if line.state is State.RANKED]
    units = [_Unit.of(scheme.items, line, entries[line.unit]) for line in ranked]
    official = [line.rank or 0 for line in ranked]
    seen: list[list[int]] = []
    for draw in weights:
        whole = sum(draw)
        totals = [unit.total(draw, whole) for unit in units]
        place = {value: rank for rank, value in reversed(list(enumerate(sorted(totals, reverse=True), 1)))}
        seen.append([place[value] for value in totals])
    over = list(zip(*seen, strict=True))
    standings = [
        _standing(line.unit, rank, ranks, len(ranked))
        for line, rank, ranks in zip(ranked, official, over, strict=True)
    ]
    agreement = [spearman(official, ranks) for ranks in seen]
    return Stability(lines[0].cohort, standings, fmean(agreement), min(agreement))


def _standing(unit: str, rank: int, ranks: Sequence[int], size: int) -> Standing:
    best, worst = min(ranks), max(ranks)
    kept = ranks.count(rank) / len(ranks)
    return Standing(unit, rank, best, worst, median_low(ranks), kept, 3 * (worst - best) > size)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A unit ready to be scored fast: shares by item, what is deducted, and which items are assessed."""

    shares: Sequence[float]
    deducted: Sequence[tuple[int, float]]
    assessed: Sequence[float] | None
    bonus: float

    @classmethod
    def of(cls, items: Sequence[Item], line: ScoreLine, entry: Entry) -> "_Unit":
        shares, deducted, assessed = [], [], []
        for index, item in enumerate(items):
            found, value = line.items[item.code], entry.values.get(item.code)
            assessed.append(0.0 if isinstance(value, NotAssessed) else 1.0)
            if item.method is Method.DEDUCT and isinstance(value, Decimal):
                deducted.append((index, _deducted(item, value)))
                shares.append(0.0)
            else:
                shares.append(float(found.points / found.weight) if found.weight else 0.0)
        return cls(shares, deducted, None if all(assessed) else assessed, float(line.bonus))

    def total(self, weights: Sequence[float], whole: float) -> int:
        """In hundredths of a point, as printed."""
        points = sum(map(mul, weights, self.shares))
        for index, deduction in self.deducted:
            points += max(0.0, weights[index] - deduction)
        if self.assessed is not None:
            points *= whole / sum(map(mul, weights, self.assessed))
        return int((points + self.bonus) * HUNDREDTHS + 0.5 + TINY)


def _deducted(item: Item, value: Decimal) -> float:
    taken = max(float(item.per_event or 0) * float(value), 0.0)
    return taken if item.max_deduction is None else min(taken, float(item.max_deduction))


def spearman(first: Sequence[int], second: Sequence[int]) -> float:
    """Spearman's rank correlation of two rankings of the same units; ties take the mean of their ranks.

    Pearson's coefficient of the mean ranks; 1 where one of the two is a single tie and both agree, else 0.
    """
    one, other = _mean_ranks(first), _mean_ranks(second)
    mean = (len(one) + 1) / 2
    above = sum((a - mean) * (b - mean) for a, b in zip(one, other, strict=True))
    below = sum((a - mean) ** 2 for a in one) * sum((b - mean) ** 2 for b in other)
    if not below:
        return 1.0 if one == other else 0.0
    return float(above / below**0.5)


def _mean_ranks(ranks: Sequence[int]) -> list[float]:
    """Competition ranks (1, 2, 2, 4) as mean ranks (1, 2.5, 2.5, 4)."""
    times: dict[int, int] = {}
    for rank in ranks:
        times[rank] = times.get(rank, 0) + 1
    return [rank + (times[rank] - 1) / 2 for rank in ranks]
