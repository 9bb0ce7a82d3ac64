"""Round numbers, against the chance of them.

The last digits of counts and amounts of three digits and more are close to evenly spread, so a number
ends in k zeros with a chance of 1 in 10^k; people who estimate write zeros. Source: J. E. Mosimann,
C. V. Wiseman, R. E. Edelman, Data fabrication: can people generate random digits? (1995).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, takewhile
from math import comb

from coordination.kernel.numerals import plain
from coordination.radar.rules.kinds import Facts

LEAST = Decimal(100)
LEAST_RUN = 3
LEAST_FIGURES = 4
RARE = Fraction(1, 1000)
MOST_ZEROS = 6
#: Beyond one in a million a chance says no more to a reader.
MOST_TOLD = 1_000_000


def zeros(value: Decimal) -> int:
    """Zeros at the end of a whole number of at least 100, 6 at most; 0 for every other number."""
    if abs(value) < LEAST or value != value.to_integral_value():
        return 0
    digits = plain(abs(value))
    return min(len(digits) - len(digits.rstrip("0")), MOST_ZEROS)


def round_run(now: Decimal, earlier: Sequence[Decimal | None]) -> Facts | None:
    """Facts when this figure and those just before it, at least 3 in a row, all end in zeros.

    A figure that only repeats the one before it says nothing new and is not counted.
    """
    values = list(takewhile(_is_round, (now, *earlier)))
    run = [zeros(value) for value, _same in groupby(values) if value is not None]
    if len(run) < LEAST_RUN:
        return None
    step = 10 ** min(run)
    return {
        "value": plain(now),
        "periods": str(len(run)),
        "step": str(step),
        "one_in": str(min(step ** len(run), MOST_TOLD)),
    }


def _is_round(value: Decimal | None) -> bool:
    return value is not None and zeros(value) > 0


def mostly_round(values: Iterable[Decimal]) -> Facts | None:
    """Facts when more than half of at least 4 figures that stand side by side end in zeros, and so many
    would by chance at most once in 1,000 times."""
    told = [value for value in values if abs(value) >= LEAST]
    found = [one for places in range(1, MOST_ZEROS + 1) if (one := _ending_in(told, places))]
    if not found:
        return None
    chance, step, count, among = min(found)
    return {"value": f"{count}/{among}", "step": str(step), "one_in": str(min(int(1 / chance), MOST_TOLD))}


def _ending_in(told: Sequence[Decimal], places: int) -> tuple[Fraction, int, int, int] | None:
    """The chance that so many end in `places` zeros; None when it is not rare, or they are too few."""
    able = [value for value in told if abs(value) >= 10**places]
    count = sum(zeros(value) >= places for value in able)
    if len(able) < LEAST_FIGURES or 2 * count <= len(able):
        return None
    chance = at_least(count, len(able), Fraction(1, 10**places))
    return (chance, 10**places, count, len(able)) if chance <= RARE else None


def at_least(count: int, among: int, chance: Fraction) -> Fraction:
    """How likely at least `count` of `among` independent events of this chance happen (binomial tail)."""
    return sum(
        (comb(among, k) * chance**k * (1 - chance) ** (among - k) for k in range(count, among + 1)),
        Fraction(0),
    )
