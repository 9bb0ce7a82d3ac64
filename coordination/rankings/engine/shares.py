"""Points of one item as SQL: w′ · s with s = part / whole, by method, as `rules.scoring` has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from sqlalchemy import ColumnElement, Numeric, case, func

from coordination.rankings.engine.arithmetic import Number, half_up, number
from coordination.rankings.rules.scoring import POINT_PLACES
from coordination.schemes.rules.scheme import Item, Method

ZERO = Decimal(0)
NO_POINTS = Decimal("0.000000")


@dataclass(frozen=True, slots=True)
class Seen:
    """One item of one row: its value, and what its cohort's values look like, as far as it is needed."""

    value: Number
    least: Number
    greatest: Number
    span: Number  # greatest − least, 1 where all are equal
    among: Number  # how many units have a value, 1 where none has
    reached: Number  # how many of them do not stand before this value


@dataclass(frozen=True, slots=True)
class Assessed:
    """A, the sum of the weights assessed for the unit, and the same twice."""

    once: Number
    twice: Number


@dataclass(frozen=True, slots=True)
class Share:
    """s as part / (whole · among): a constant, and what belongs to the cohort; 0 ≤ s ≤ 1."""

    part: Number
    whole: Decimal = Decimal(1)
    among: Number | None = None


def points(item: Item, seen: Seen, total: Decimal, assessed: Assessed) -> Number:
    """w · W / A · s to 6 places: W the sum of all weights; 0 without a value."""
    share = SHARE[item.method](item, seen)
    factor = Fraction(item.weight) * Fraction(total) / Fraction(share.whole)
    once, twice = assessed.once, assessed.twice
    if share.among is not None:
        once, twice = once * share.among, twice * share.among
    found = half_up(share.part, once, POINT_PLACES, factor, twice)
    return case((seen.value.is_(None), number(NO_POINTS)), else_=found)


def _between(value: Number, least: Decimal, greatest: Decimal | Number) -> Number:
    """`value` within the two; greatest and least of SQL, not of an aggregate."""
    top = number(greatest) if isinstance(greatest, Decimal) else greatest
    return func.least(func.greatest(value, number(least), type_=Numeric()), top, type_=Numeric())


def _known(value: Decimal | None) -> Decimal:
    if value is None:
        raise ValueError("an item without the parameters of its method was let through")
    return value


def _target(item: Item, seen: Seen) -> Share:
    target = _known(item.target)
    if item.higher_is_better:
        return Share(_between(seen.value, ZERO, target), target)
    limit = _known(item.limit)
    room = _less(limit, target)
    return Share(_between(number(limit) - seen.value, ZERO, room), room)


def _rank(item: Item, seen: Seen) -> Share:
    return Share(seen.reached, among=seen.among)


def _minmax(item: Item, seen: Seen) -> Share:
    """All equal, or no unit with a value but this excluded one: 1."""
    distance = seen.value - seen.least if item.higher_is_better else seen.greatest - seen.value
    apart = seen.greatest > seen.least
    return Share(case((apart, _between(distance, ZERO, seen.span)), else_=seen.span), among=seen.span)


def _steps(item: Item, seen: Seen) -> Share:
    reached = [(_reaches(item, seen.value, threshold), number(share)) for threshold, share in item.steps]
    return Share(case(*reached, else_=number(ZERO)))


def _reaches(item: Item, value: Number, threshold: Decimal) -> ColumnElement[bool]:
    return value >= number(threshold) if item.higher_is_better else value <= number(threshold)


def _deduct(item: Item, seen: Seen) -> Share:
    most = item.weight if item.max_deduction is None else min(item.weight, item.max_deduction)
    deducted = _between(number(_known(item.per_event)) * seen.value, ZERO, most)
    return Share(number(item.weight) - deducted, item.weight)


def _less(one: Decimal, other: Decimal) -> Decimal:
    """one − other with all digits: decimals of schemes may have more than a context keeps."""
    difference = Fraction(one) - Fraction(other)
    places = 0
    while difference.denominator != 1:
        difference, places = difference * 10, places + 1
    return Decimal(f"{difference.numerator}E-{places}")


SHARE: Mapping[Method, Callable[[Item, Seen], Share]] = MappingProxyType(
    {
        Method.TARGET: _target,
        Method.RANK: _rank,
        Method.MINMAX: _minmax,
        Method.STEPS: _steps,
        Method.DEDUCT: _deduct,
    }
)
