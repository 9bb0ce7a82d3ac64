"""Rates of small places drawn towards the rate of all, as far as chance alone explains them.

Empirical Bayes by moments: R. J. Marshall, Mapping disease and mortality rates using empirical Bayes
estimators, Applied Statistics 40 (1991). With m = Σ events / Σ base, n̄ the mean base and
s² = Σ nᵢ (rᵢ − m)² / Σ nᵢ − m / n̄ (at least 0), a rate keeps the share cᵢ = s² / (s² + m / nᵢ) of its
distance from m.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import round_half_up

PLACES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """What happened (`events`) among how many (`base`, greater than 0), for one unit."""

    unit: str
    events: Decimal
    base: Decimal


@dataclass(frozen=True, slots=True)
class Shrunk:
    """`raw` and `value` are rates for `per` of the base; `kept` is cᵢ, from 0 (all chance) to 1."""

    unit: str
    raw: Decimal
    value: Decimal
    kept: Decimal


def shrink(counted: Sequence[Counted], *, per: int = 10_000) -> Mapping[str, Shrunk]:
    """By unit. `ValueError` for a base that is not above 0 or negative events.

    One unit alone, or nothing counted at all, keeps its raw rate.
    """
    for one in counted:
        if one.base <= 0 or one.events < 0:
            raise ValueError(f"{one.unit}: a rate needs a base above 0 and no negative events")
    events = sum((Fraction(one.events) for one in counted), Fraction(0))
    base = sum((Fraction(one.base) for one in counted), Fraction(0))
    mean = events / base if base else Fraction(0)
    spread = _spread(counted, mean, base)
    return {one.unit: _shrunk(one, mean, spread, per, alone=len(counted) < 2) for one in counted}


def _spread(counted: Sequence[Counted], mean: Fraction, base: Fraction) -> Fraction:
    """s²: how much the rates differ beyond chance."""
    if not base:
        return Fraction(0)
    apart = sum((Fraction(one.base) * (_rate(one) - mean) ** 2 for one in counted), Fraction(0))
    return max(apart / base - mean * len(counted) / base, Fraction(0))


def _shrunk(one: Counted, mean: Fraction, spread: Fraction, per: int, *, alone: bool) -> Shrunk:
    chance = mean / Fraction(one.base)
    kept = Fraction(1) if alone or not mean else spread / (spread + chance)
    value = mean + kept * (_rate(one) - mean)
    return Shrunk(
        one.unit,
        round_half_up(_rate(one) * per, PLACES),
        round_half_up(value * per, PLACES),
        round_half_up(kept, 4),
    )


def _rate(one: Counted) -> Fraction:
    return Fraction(one.events) / Fraction(one.base)
