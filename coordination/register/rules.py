"""Pure rules of the office's view of titles: what a target asks, how far it is (domain.md section 6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from coordination.kernel.errors import Invalid
from coordination.kernel.figures import share
from coordination.kernel.numerals import decimal_places, parse_number
from coordination.kernel.text import _

#: Titles of the years before this one are of no use to anybody's plan.
FIRST_YEAR = 2020
HUNDRED = Decimal(100)
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Count:
    """How many open subjects there are, and how many carry a title in force, or a suspended one."""

    whole: int = 0
    certified: int = 0
    suspended: int = 0

    @property
    def share(self) -> Decimal | None:
        """Those in force in %, half up to two decimals; None without subjects. A suspended title does not
        count: nobody knows yet whether it holds."""
        return share(Decimal(self.certified), Decimal(self.whole)).value


def together(counts: Iterable[Count]) -> Count:
    """The sum of some counts."""
    found = list(counts)
    return Count(
        sum(one.whole for one in found),
        sum(one.certified for one in found),
        sum(one.suspended for one in found),
    )


def needed(target: Decimal, whole: int) -> int:
    """How many of `whole` subjects a target in % asks for: a part of a subject counts as one more."""
    return ceil(Fraction(target) * whole / 100)


def still_to_go(target: Decimal, count: Count) -> int:
    """How many titles are missing until the target is reached; 0 when it is."""
    return max(0, needed(target, count.whole) - count.certified)


def may_be_set(year: int, today: date) -> bool:
    """Targets are set for this year and the next one; those of a year that has ended stay as they were."""
    return today.year <= year <= today.year + 1


def years(today: date) -> range:
    """The years that a page can be asked for."""
    return range(FIRST_YEAR, today.year + 2)


def read_share(typed: str, *, field: str) -> Decimal | None:
    """A target as typed, in %: 60, 60%, ６０. None: nothing typed.

    Raises Invalid at `field` for what is no number, below 0, above 100 or has more than two decimals.
    """
    if not typed.strip():
        return None
    try:
        value = parse_number(typed.replace("％", "%"), name=_("目标"), unit="%")
    except Invalid as refusal:
        raise Invalid(refusal.message, field=field) from refusal
    if not 0 <= value <= HUNDRED:
        raise Invalid(_("目标要在0到100之间，单位是%。"), field=field)
    if decimal_places(value.normalize()) > DECIMALS:
        raise Invalid(_("目标最多两位小数。"), field=field)
    return value
