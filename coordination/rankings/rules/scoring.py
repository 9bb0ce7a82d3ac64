"""Points, totals and ranks from exact arithmetic; the reference that every faster engine must equal.

All quotients are kept as fractions until they are written: item points to 6 places, totals to 2
places, halves up. Equal printed totals share a rank. Source: domain, section 7.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from coordination.kernel.errors import Invalid
from coordination.kernel.figures import total
from coordination.kernel.numerals import round_half_up
from coordination.kernel.text import _
from coordination.rankings.rules.entries import Entry, NotAssessed, Value
from coordination.schemes.rules.scheme import Item, Method, Scheme, validate

POINT_PLACES, TOTAL_PLACES = 6, 2
NONE_SCORED = Decimal("0.000000")


class State(StrEnum):
    """Declared in the order in which a cohort is listed."""

    RANKED = "ranked"
    UNRANKED = "unranked"
    VETO = "veto"


LISTED = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Spread:
    """What the values of a cohort in one item look like: how many units, least and greatest value."""

    count: int
    least: Decimal
    greatest: Decimal


@dataclass(frozen=True, slots=True)
class ItemScore:
    """Points of one unit in one item; `weight` is w′ after the weights not assessed were spread."""

    code: str
    value: Value
    weight: Decimal
    points: Decimal
    place: int | None = None
    spread: Spread | None = None


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A row of the ranking. `total` includes `bonus`, which is already capped."""

    cohort: str
    unit: str
    order: int
    state: State
    rank: int | None
    total: Decimal
    bonus: Decimal
    items: Mapping[str, ItemScore]
    reason: str = ""


def score(scheme: Scheme, entries: Iterable[Entry]) -> list[ScoreLine]:
    """The ranking of every cohort: cohorts by first appearance, then ranked, unranked, vetoed units.

    `Invalid` for a scheme that cannot be used (the sum of its weights is free here), a unit named
    twice, a value outside the scheme, a negative bonus. Source: domain, section 7.
    """
    entries = list(entries)
    check(scheme, entries)
    cohorts: dict[str, list[Entry]] = {}
    for entry in entries:
        cohorts.setdefault(entry.cohort, []).append(entry)
    return [line for members in cohorts.values() for line in _score_cohort(scheme, members)]


def check(scheme: Scheme, entries: Sequence[Entry]) -> None:
    """Raise the `Invalid` of `score` without scoring."""
    validate(scheme, full_weight=None)
    codes = {item.code for item in scheme.items}
    for unit, times in Counter(entry.unit for entry in entries).items():
        if times > 1:
            raise Invalid(_("{unit}出现了{times}次，一个单位只能在一个分组里有一行", unit=unit, times=times))
    for entry in entries:
        if entry.bonus < 0:
            raise Invalid(_("{unit}的加分不能是负数", unit=entry.unit))
        if unknown := sorted(entry.values.keys() - codes):
            raise Invalid(_("{unit}有考核办法里没有的考核项：{code}", unit=entry.unit, code=unknown[0]))


def _score_cohort(scheme: Scheme, members: Sequence[Entry]) -> list[ScoreLine]:
    fields = {item.code: _Field.of(item, members) for item in scheme.items}
    too_small = sum(_assessed(scheme, entry) for entry in members) < scheme.min_cohort
    weights = _Weights(scheme)
    lines = [_score_unit(scheme, fields, weights, entry, too_small) for entry in members]
    best_first = sorted(-line.total for line in lines if line.state is State.RANKED)
    ranked = [
        replace(line, rank=bisect_left(best_first, -line.total) + 1) if line.state is State.RANKED else line
        for line in lines
    ]
    return sorted(ranked, key=place_in_cohort)


def place_in_cohort(line: ScoreLine) -> tuple[int, int, int, str]:
    """Sorts the lines of a cohort as they are listed: ranked, unranked, vetoed; ties in official order."""
    return LISTED[line.state], line.rank or 0, line.order, line.unit


def _assessed(scheme: Scheme, entry: Entry) -> bool:
    """Whether the unit counts towards the least size of a cohort: not excluded, not all NA."""
    return not entry.excluded and any(
        not isinstance(entry.values.get(item.code), NotAssessed) for item in scheme.items
    )


def _state(scheme: Scheme, entry: Entry, too_small: bool) -> State:
    if entry.veto:
        return State.VETO
    return State.UNRANKED if too_small or not _assessed(scheme, entry) else State.RANKED


class _Weights(dict[Decimal, tuple[tuple[Fraction, Decimal], ...]]):
    """w′ of every item, exact and as shown, by the sum of the weights assessed; few sums occur."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme

    def __missing__(self, assessed: Decimal) -> tuple[tuple[Fraction, Decimal], ...]:
        factor = Fraction(self.scheme.weight) / Fraction(assessed) if assessed else Fraction(0)
        exact = [Fraction(item.weight) * factor for item in self.scheme.items]
        self[assessed] = tuple((weight, round_half_up(weight, POINT_PLACES)) for weight in exact)
        return self[assessed]


def _score_unit(
    scheme: Scheme, fields: Mapping[str, "_Field"], weights: _Weights, entry: Entry, too_small: bool
) -> ScoreLine:
    assessed = sum(
        (item.weight for item in scheme.items if not isinstance(entry.values.get(item.code), NotAssessed)),
        Decimal(0),
    )
    items = {
        item.code: _score_item(item, fields[item.code], entry.values.get(item.code), weight)
        for item, weight in zip(scheme.items, weights[assessed], strict=True)
    }
    bonus = min(entry.bonus, scheme.bonus_cap)
    return ScoreLine(
        cohort=entry.cohort,
        unit=entry.unit,
        order=entry.order,
        state=_state(scheme, entry, too_small),
        rank=None,
        total=round_half_up(total([*(found.points for found in items.values()), bonus]), TOTAL_PLACES),
        bonus=bonus,
        items=MappingProxyType(items),
        reason=entry.veto or entry.excluded,
    )


def _score_item(item: Item, values: "_Field", value: Value, weights: tuple[Fraction, Decimal]) -> ItemScore:
    if isinstance(value, NotAssessed):
        return ItemScore(item.code, value, NONE_SCORED, NONE_SCORED)
    weight, shown_weight = weights
    if value is None:
        return ItemScore(item.code, value, shown_weight, NONE_SCORED, None, values.spread)
    points = round_half_up(weight * SHARE[item.method](item, values, value), POINT_PLACES)
    return ItemScore(item.code, value, shown_weight, points, values.place(value), values.spread)


@dataclass(frozen=True, slots=True)
class _Field:
    """The values that the units of a cohort have in one item, in ascending order."""

    ascending: tuple[Decimal, ...]
    higher_is_better: bool
    spread: Spread | None

    @classmethod
    def of(cls, item: Item, members: Iterable[Entry]) -> "_Field":
        given = (entry.values.get(item.code) for entry in members if not entry.excluded)
        values = sorted(value for value in given if isinstance(value, Decimal))
        spread = Spread(len(values), values[0], values[-1]) if values else None
        return cls(tuple(values), item.higher_is_better, spread)

    def place(self, value: Decimal) -> int:
        """Competition rank (1, 2, 2, 4): one more than the number of strictly better values."""
        if self.higher_is_better:
            return len(self.ascending) - bisect_right(self.ascending, value) + 1
        return bisect_left(self.ascending, value) + 1


NOTHING, ALL = Fraction(0), Fraction(1)


def _clamped(share: Fraction) -> Fraction:
    above, below = share.as_integer_ratio()
    return NOTHING if above <= 0 else ALL if above >= below else share


@lru_cache
def _known(value: Decimal | None) -> Fraction:
    if value is None:
        raise ValueError("an item without the parameters of its method was let through")
    return Fraction(value)


def _target(item: Item, values: _Field, value: Decimal) -> Fraction:
    """Higher: v / target; lower: (limit − v) / (limit − target); within 0 and 1."""
    target = _known(item.target)
    if item.higher_is_better:
        return _clamped(Fraction(value) / target)
    limit = _known(item.limit)
    return _clamped((limit - Fraction(value)) / (limit - target))


def _rank(item: Item, values: _Field, value: Decimal) -> Fraction:
    """(n − r + 1) / n with r the competition rank; an excluded unit is measured but not among the n."""
    count = len(values.ascending)
    return Fraction(count - values.place(value) + 1, count) if count else Fraction(0)


def _minmax(item: Item, values: _Field, value: Decimal) -> Fraction:
    """(v − min) / (max − min), mirrored where lower is better; all equal: full points."""
    if not values.ascending or values.ascending[0] == values.ascending[-1]:
        return Fraction(1)
    least, greatest = Fraction(values.ascending[0]), Fraction(values.ascending[-1])
    share = _clamped((Fraction(value) - least) / (greatest - least))
    return share if item.higher_is_better else 1 - share


def _steps(item: Item, values: _Field, value: Decimal) -> Fraction:
    """The share of the first step reached, steps given best first; none reached: 0."""
    for threshold, share in item.steps:
        if value >= threshold if item.higher_is_better else value <= threshold:
            return Fraction(share)
    return Fraction(0)


def _deduct(item: Item, values: _Field, value: Decimal) -> Fraction:
    """1 − min(per_event · v, max_deduction if given, w) / w; a negative v deducts nothing."""
    weight = Fraction(item.weight)
    deduction = max(_known(item.per_event) * Fraction(value), Fraction(0))
    if item.max_deduction is not None:
        deduction = min(deduction, Fraction(item.max_deduction))
    return 1 - min(deduction, weight) / weight


SHARE: Mapping[Method, Callable[[Item, _Field, Decimal], Fraction]] = MappingProxyType(
    {
        Method.TARGET: _target,
        Method.RANK: _rank,
        Method.MINMAX: _minmax,
        Method.STEPS: _steps,
        Method.DEDUCT: _deduct,
    }
)
