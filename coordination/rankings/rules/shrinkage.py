"""Rates of small places drawn towards the rate of all, as far as chance alone explains them.

Empirical Bayes by moments: R. J. Marshall, Mapping disease and mortality rates using empirical Bayes
estimators, Applied Statistics 40 (1991). With e events among n, E = Σ e, N = Σ n, k places, m = E / N and
s² = Σ n (e/n − m)² / N − m k / N (at least 0), a rate keeps the share c = s² / (s² + m / n) of its distance
from m. Multiplied out, with Q = Σ e²/n and S = s² N² = max(Q N − E² − E k, 0):

    c = S n / (S n + E N)        rate = (E² + S e) / (S n + E N)

Q alone is no finite decimal: each of its terms is rounded to 20 places, so that it does not depend on who
adds it up, or in which order. All else is exact until the result is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.figures import total
from coordination.kernel.numerals import round_half_up

PLACES, TERM_PLACES, KEPT_PLACES = 6, 20, 4


@dataclass(frozen=True, slots=True)
class Counted:
    """What happened (`events`) among how many (`base`, greater than 0), for one unit."""

    unit: str
    events: Decimal
    base: Decimal


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Rates for `per` of the base: `raw`, the `mean` of all, and the `value` between them.

    `kept` is c, from 0 (all chance) to 1.
    """

    unit: str
    raw: Decimal
    mean: Decimal
    value: Decimal
    kept: Decimal


@dataclass(frozen=True, slots=True)
class _Sums:
    events: Fraction
    base: Fraction
    spread: Fraction
    alone: bool


def shrink(
    counted: Sequence[Counted], *, per: Decimal | int = 10_000, places: int = PLACES
) -> Mapping[str, Shrunk]:
    """By unit. `ValueError` for a base that is not above 0 or negative events.

    One unit alone, or nothing counted at all, keeps its raw rate.
    """
    for one in counted:
        if one.base <= 0 or one.events < 0:
            raise ValueError(f"{one.unit}: a rate needs a base above 0 and no negative events")
    sums = _summed(counted)
    return {one.unit: _shrunk(one, sums, Fraction(per), places) for one in counted}


def _summed(counted: Sequence[Counted]) -> _Sums:
    events, base = (Fraction(total(of)) for of in ((c.events for c in counted), (c.base for c in counted)))
    squares = Fraction(total(_term(one) for one in counted))
    spread = max(squares * base - events**2 - events * len(counted), Fraction(0))
    return _Sums(events, base, spread, alone=len(counted) < 2)


def _term(one: Counted) -> Decimal:
    return round_half_up(Fraction(one.events) ** 2 / Fraction(one.base), TERM_PLACES)


def _shrunk(one: Counted, sums: _Sums, per: Fraction, places: int) -> Shrunk:
    events, base = Fraction(one.events), Fraction(one.base)
    below = sums.spread * base + sums.events * sums.base
    raw, mean = events / base, sums.events / sums.base
    if sums.alone or not sums.events:
        kept, value = Fraction(1), raw
    else:
        kept, value = sums.spread * base / below, (sums.events**2 + sums.spread * events) / below
    rates = {"raw": raw, "mean": mean, "value": value}
    return Shrunk(
        unit=one.unit,
        kept=round_half_up(kept, KEPT_PLACES),
        **{name: round_half_up(rate * per, places) for name, rate in rates.items()},
    )
