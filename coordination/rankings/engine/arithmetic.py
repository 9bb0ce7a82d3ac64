"""Quotients in SQL that are rounded exactly as `kernel.numerals.round_half_up` rounds them.

PostgreSQL's `a / b` is itself rounded, to a scale that the server chooses (16 significant digits or
more), so `round(a / b, 6)` rounds twice: what lies just below a half can reach it in the first step
and rise in the second. Nothing here divides with `/`. For b > 0 and a ≥ 0

    ⌊a · 10ᵖ / b + ½⌋ = ⌊(2 · 10ᵖ · a + b) / 2b⌋ = div(2 · 10ᵖ · a + b, 2b)

where `div` truncates the exact quotient, and products and sums of numerics are exact. The result is
that integer times 10⁻ᵖ, again exact, so it is the half-up rounding of the true quotient, whatever the
number of digits. Below zero the half is subtracted, for `div` truncates towards zero: halves away
from zero on both sides, as in the reference.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, case, func, literal

from coordination.kernel.numerals import decimal_places

Number = ColumnElement[Any]


def number(value: Decimal | int) -> Number:
    """A constant as an exact numeric, written without exponent."""
    return literal(Decimal(f"{Decimal(value):f}"), Numeric())


def half_up(above: Number, below: Number | Decimal, places: int) -> Number:
    """above / below for above ≥ 0 and below > 0, to `places` decimals, halves up."""
    twice, half = _twice(below), _term(below)
    return _scaled(func.div(above * number(2 * 10**places) + half, twice, type_=Numeric()), places)


def half_away(above: Number, below: Number | Decimal, places: int) -> Number:
    """above / below for any above and below > 0, to `places` decimals, halves away from zero."""
    units, half = above * number(2 * 10**places), _term(below)
    nudged = case((above < 0, units - half), else_=units + half)
    return _scaled(func.div(nudged, _twice(below), type_=Numeric()), places)


def rounded(value: Number, places: int) -> Number:
    """An exact numeric to `places` decimals: `round` takes the halves of a numeric away from zero."""
    return func.round(value, literal(places, Integer()), type_=Numeric())


def _term(below: Number | Decimal) -> Number:
    return number(below) if isinstance(below, Decimal) else below


def _twice(below: Number | Decimal) -> Number:
    return number(doubled(below)) if isinstance(below, Decimal) else below * number(2)


def doubled(value: Decimal) -> Decimal:
    """2 · value, whatever the precision of the decimal context."""
    return exactly(value, Decimal(2))


def exactly(*factors: Decimal | int) -> Decimal:
    """The product with all its digits, whatever the precision of the decimal context."""
    above, places = 1, 0
    for factor in map(Decimal, factors):
        own = decimal_places(factor)
        whole, part = factor.as_integer_ratio()
        above *= whole * 10**own // part
        places += own
    return Decimal(f"{above}E-{places}")


def _scaled(units: Number, places: int) -> Number:
    return units * number(Decimal(1).scaleb(-places))
