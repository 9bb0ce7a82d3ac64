"""Points of one item as SQL: w′ · s with s = part / whole, by method, as `rules.scoring` has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from sqlalchemy import ColumnElement, Numeric, case, func

from coordination.rankings.engine.arithmetic import Number, exactly, half_up, number
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
    count: Number
    reached: Number  # how many of the `count` do not stand before this value


@dataclass(frozen=True, slots=True)
class Share:
    """s as part / whole, 0 ≤ part ≤ whole. A whole of the cohort is 0 where no unit has a value."""

    part: Number
    whole: Number | Decimal


def points(item: Item, seen: Seen, total: Decimal, assessed: Number | Decimal) -> Number:
    """w · W / A · s to 6 places: W the sum of all weights, A of those assessed for this unit."""
    share = SHARE[item.method](item, seen)
    weighted = number(exactly(item.weight, total))
    if isinstance(share.whole, Decimal) and isinstance(assessed, Decimal):
        found = half_up(share.part * weighted, exactly(share.whole, assessed), POINT_PLACES)
    else:
        found = half_up(share.part * weighted, _times(share.whole, assessed), POINT_PLACES)
    return case((seen.value.is_(None), number(NO_POINTS)), else_=found)


def weight(item: Item, total: Decimal, assessed: Number) -> Number:
    """w′ = w · W / A to 6 places, for A > 0."""
    return half_up(number(exactly(item.weight, total)), assessed, POINT_PLACES)


def _times(one: Number | Decimal, other: Number | Decimal) -> Number:
    terms = [number(term) if isinstance(term, Decimal) else term for term in (one, other)]
    return terms[0] if other == Decimal(1) else terms[0] * terms[1]


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
    return Share(seen.reached, func.greatest(seen.count, number(1), type_=Numeric()))


def _minmax(item: Item, seen: Seen) -> Share:
    """All equal, or no unit with a value but this excluded one: 1 / 1."""
    apart = seen.greatest > seen.least
    distance = seen.value - seen.least if item.higher_is_better else seen.greatest - seen.value
    span = seen.greatest - seen.least
    return Share(
        case((apart, _between(distance, ZERO, span)), else_=number(1)),
        case((apart, span), else_=number(1)),
    )


def _steps(item: Item, seen: Seen) -> Share:
    reached = [(_reaches(item, seen.value, threshold), number(share)) for threshold, share in item.steps]
    return Share(case(*reached, else_=number(ZERO)), Decimal(1))


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
