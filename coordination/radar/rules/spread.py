"""How far a number lies from others, by median and median absolute deviation; exact fractions.

Source: B. Iglewicz, D. C. Hoaglin, How to Detect and Handle Outliers (1993); NIST/SEMATECH
e-Handbook 1.3.5.17. The score is 0.6745·(x − median) ÷ MAD, and what is beyond 3.5 is asked about.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import plain, round_half_up

Exact = Fraction | Decimal | int
LIMIT = Fraction(7, 2)
LEAST_SHARE = Fraction(3, 10)
#: The 0.75 quantile of the normal distribution: MAD ÷ it estimates the standard deviation.
OF_THE_MEDIAN = Fraction(6745, 10_000)
#: √(π/2): the mean absolute deviation times it estimates the standard deviation.
OF_THE_MEAN = Fraction(1_253_314, 1_000_000)


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, median absolute deviation, mean absolute deviation."""

    centre: Fraction
    mad: Fraction
    mean: Fraction

    @classmethod
    def of(cls, values: Iterable[Exact]) -> "Spread":
        """Raises ValueError when there are no values."""
        exact = [Fraction(value) for value in values]
        centre = median(exact)
        deviations = [abs(value - centre) for value in exact]
        return cls(centre, median(deviations), sum(deviations, Fraction(0)) / len(deviations))

    def score(self, value: Exact) -> Fraction | None:
        """The modified z-score; when more than half of the numbers are equal (MAD 0), the deviation over
        the mean absolute one; None when all of them are equal."""
        away = Fraction(value) - self.centre
        if self.mad:
            return OF_THE_MEDIAN * away / self.mad
        return away / (OF_THE_MEAN * self.mean) if self.mean else None

    def far(self, value: Exact) -> bool:
        """Whether the score is beyond 3.5 and the value away from the median by more than 30 % of it, or
        half where MAD is 0: a small step after a quiet time is rare, but nothing to ask about."""
        score = self.score(value)
        if score is not None and abs(score) <= LIMIT:
            return False
        return abs(Fraction(value) - self.centre) > self._least

    @property
    def bounds(self) -> tuple[Fraction, Fraction]:
        """Between these nothing is asked."""
        reach = max(LIMIT * self.mad / OF_THE_MEDIAN, self._least)
        return self.centre - reach, self.centre + reach

    @property
    def _least(self) -> Fraction:
        """How far a value must be away in any case."""
        return abs(self.centre) * (LEAST_SHARE if self.mad else Fraction(1, 2))

    def shown_score(self, value: Exact) -> str:
        """Without sign, one decimal; empty when there is no score."""
        score = self.score(value)
        return "" if score is None else f"{round_half_up(abs(score), 1):f}"


def median(values: Iterable[Fraction]) -> Fraction:
    """The middle number, or the mean of the two in the middle; ValueError when there is none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no median of nothing")
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def written(value: Exact) -> str:
    """A fraction for the facts: two decimals at most, half up."""
    return plain(round_half_up(value))
