"""Quotients in SQL that are rounded exactly as `kernel.numerals.round_half_up` rounds them.

PostgreSQL's `a / b` is itself rounded, to a scale that the server chooses (16 significant digits or
more), so `round(a / b, 6)` rounds twice: what lies just below a half can reach it in the first step
and rise in the second. Nothing here divides with `/`. For b > 0 and a ≥ 0

    ⌊a · 10ᵖ / b + ½⌋ = ⌊(2 · 10ᵖ · a + b) / 2b⌋ = div(2 · 10ᵖ · a + b, 2b)

where `div` truncates the exact quotient, and products and sums of numerics are exact. The result is
that integer times 10⁻ᵖ, again exact, so it is the half-up rounding of the true quotient, whatever the
number of digits. Below zero the half is subtracted, for `div` truncates towards zero: halves away
from zero on both sides, as in the reference. Constants are multiplied here, as fractions, so that the
server multiplies as little as possible.
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, case, func, literal

Number = ColumnElement[Any]
ONE = Fraction(1)


def number(value: Decimal | int) -> Number:
    """A constant as an exact numeric, written without exponent."""
    return literal(Decimal(f"{Decimal(value):f}"), Numeric())


def half_up(
    above: Number, below: Number, places: int, factor: Fraction = ONE, twice: Number | None = None
) -> Number:
    """factor · above / below for above ≥ 0 and below, factor > 0, to `places` decimals, halves up.

    `twice` is 2 · below where it is known already.
    """
    scaled = factor * 2 * 10**places
    once = _times(below, scaled.denominator)
    doubled = _times(below, 2 * scaled.denominator) if twice is None else _times(twice, scaled.denominator)
    return _whole(_times(above, scaled.numerator) + once, doubled, places)


def half_away(
    above: Number, below: Number, places: int, factor: Fraction = ONE, negative: Any = None
) -> Number:
    """factor · above / below for any above, below, factor > 0, to `places` decimals, halves away from zero.

    `negative`: whether above < 0, where that is easier said.
    """
    scaled = factor * 2 * 10**places
    units, once = _times(above, scaled.numerator), _times(below, scaled.denominator)
    nudged = case((above < 0 if negative is None else negative, units - once), else_=units + once)
    return _whole(nudged, _times(below, 2 * scaled.denominator), places)


def rounded(value: Number, places: int) -> Number:
    """An exact numeric to `places` decimals: `round` takes the halves of a numeric away from zero."""
    return func.round(value, literal(places, Integer()), type_=Numeric())


def _times(value: Number, factor: int) -> Number:
    return value if factor == 1 else value * number(factor)


def _whole(above: Number, below: Number, places: int) -> Number:
    return func.div(above, below, type_=Numeric()) * number(Decimal(1).scaleb(-places))
