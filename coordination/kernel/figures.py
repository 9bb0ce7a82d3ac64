"""The arithmetic of official figures: rates of change, shares, ratios; exact decimals, never floats.

One place for screens, rankings and documents alike. Direction words come from the sign of a
difference, never from a writer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from coordination.kernel.numerals import decimal_places, grouped, round_half_up
from coordination.kernel.text import Text, _

SMALL_BASE = Decimal(5)


class Basis(StrEnum):
    """What a change is measured against."""

    MOM = "mom"  # 环比: the period before
    YOY = "yoy"  # 同比: the same period last year


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    LEVEL = "level"


class Absence(StrEnum):
    """Why no rate of change is given."""

    NOT_FILED = "not-filed"
    NO_BASE = "no-base"
    ZERO_BASE = "zero-base"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure beside its base. `rate` is in percent, signed, two decimals; else `absence` says why."""

    basis: Basis
    now: Decimal | None
    before: Decimal | None
    rate: Decimal | None
    direction: Direction | None
    absence: Absence | None

    @property
    def difference(self) -> Decimal | None:
        """now − before, in the unit of the figure."""
        return None if self.now is None or self.before is None else self.now - self.before

    @property
    def small_base(self) -> bool:
        """Whether running text must name both figures instead of a percentage (base below 5)."""
        return self.rate is not None and self.before is not None and abs(self.before) < SMALL_BASE

    def word(self) -> Text:
        """上升, 下降 or 持平; the reason where there is no direction."""
        if self.direction is None:
            return self.reason()
        return {
            Direction.UP: _("上升"),
            Direction.DOWN: _("下降"),
            Direction.LEVEL: _("持平"),
        }[self.direction]

    def reason(self) -> Text:
        """Why there is no rate; `ValueError` when there is one."""
        if self.absence is None:
            raise ValueError("this change has a rate")
        mom = self.basis is Basis.MOM
        if self.absence is Absence.NOT_FILED:
            return _("本期未报，不作环比") if mom else _("本期未报，不作同比")
        if self.absence is Absence.NO_BASE:
            return _("上期未报，不作环比") if mom else _("上年同期未报，不作同比")
        return _("上期为0，不作环比") if mom else _("上年同期为0，不作同比")

    def phrase(self, unit: str = "") -> Text:
        """The half-sentence of running text: 环比下降28.19%, 环比由1起增至2起, 同比持平, or the reason.

        `unit` is the unit of measure of the figure. A base below 5 gives no percentage.
        """
        if self.rate is None or self.now is None or self.before is None:
            return self.reason()
        mom = self.basis is Basis.MOM
        up = self.direction is Direction.UP
        if self.direction is Direction.LEVEL:
            return _("环比持平") if mom else _("同比持平")
        if not self.rate:
            return _("环比基本持平") if mom else _("同比基本持平")
        if self.small_base:
            values = {"before": grouped(self.before) + unit, "now": grouped(self.now) + unit}
            pattern = _RISES[mom] if up else _FALLS[mom]
            return Text(pattern.msgid, values)
        pattern = _UP[mom] if up else _DOWN[mom]
        return Text(pattern.msgid, {"rate": abs(self.rate)})


_UP = {True: _("环比上升{rate}%"), False: _("同比上升{rate}%")}
_DOWN = {True: _("环比下降{rate}%"), False: _("同比下降{rate}%")}
_RISES = {True: _("环比由{before}增至{now}"), False: _("同比由{before}增至{now}")}
_FALLS = {True: _("环比由{before}减至{now}"), False: _("同比由{before}减至{now}")}


def change(now: Decimal | None, before: Decimal | None, basis: Basis) -> Change:
    """(now − before) / |before| in percent, half up to two decimals; None means not filed.

    Equal figures are 持平 (rate 0.00), also 0 and 0; a base of 0 otherwise gives no rate.
    Source: domain, Formulas, 环比 and 同比.
    """
    if now is None:
        return Change(basis, now, before, None, None, Absence.NOT_FILED)
    if before is None:
        return Change(basis, now, before, None, None, Absence.NO_BASE)
    above, below = now.as_integer_ratio()  # exact, and quicker than to reckon with fractions
    base, unit = before.as_integer_ratio()
    difference = above * unit - base * below
    if not difference:
        return Change(basis, now, before, Decimal("0.00"), Direction.LEVEL, None)
    direction = Direction.UP if difference > 0 else Direction.DOWN
    if not before:
        return Change(basis, now, before, None, direction, Absence.ZERO_BASE)
    rate = round_half_up(Fraction(100 * difference, abs(base) * below))
    return Change(basis, now, before, rate, direction, None)


@dataclass(frozen=True, slots=True)
class Ratio:
    """A quotient, or the reason why it is not computed."""

    value: Decimal | None
    absence: Text | None = None


def ratio(part: Decimal | None, whole: Decimal | None, *, factor: int = 100, places: int = 2) -> Ratio:
    """part × factor / whole, half up to `places`; factor 100 gives percent. None means not filed."""
    if part is None or whole is None:
        return Ratio(None, _("分子或分母未报，不计算"))
    if not whole:
        return Ratio(None, _("分母为0，不计算"))
    return Ratio(round_half_up(Fraction(part) * factor / Fraction(whole), places))


def share(part: Decimal | None, whole: Decimal | None) -> Ratio:
    """占比 of one part in percent, two decimals; for a whole table use `shares`, which add up."""
    return ratio(part, whole)


def per_ten_thousand(count: Decimal | None, population: Decimal | int | None) -> Ratio:
    """万人发案数: count × 10,000 / population, two decimals; no rate when the population is 0 or unknown."""
    if not population or population < 0:
        return Ratio(None, _("人口数为0或未知，不计算"))
    return ratio(count, Decimal(population), factor=10_000)


def shares(parts: Sequence[Decimal]) -> list[Decimal]:
    """占比 of each part in percent, two decimals, adding up to exactly 100.00 by largest remainder.

    All zero gives all 0.00. Equal remainders go to the earlier part. `ValueError` for a negative part.
    """
    if any(part < 0 for part in parts):
        raise ValueError("a share of a negative part has no meaning")
    total = sum((Fraction(part) for part in parts), Fraction(0))
    if not total:
        return [Decimal("0.00")] * len(parts)
    exact = [Fraction(part) * 10_000 / total for part in parts]
    units = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (units[n] - exact[n], n))
    for n in by_remainder[: 10_000 - sum(units)]:
        units[n] += 1
    return [Decimal(unit).scaleb(-2) for unit in units]


@dataclass(frozen=True, slots=True)
class Accumulated:
    """累计 with what it rests on: `total` is None when nothing was filed."""

    total: Decimal | None
    filed: int
    missing: int


def accumulate(values: Iterable[Decimal | None]) -> Accumulated:
    """Sum from the first period of the year on; a period that was not filed is counted, not guessed."""
    values = list(values)
    filed = [value for value in values if value is not None]
    return Accumulated(total(filed) if filed else None, len(filed), len(values) - len(filed))


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever the precision of the decimal context."""
    values = list(values)
    places = max((decimal_places(value) for value in values), default=0)
    ratios = (value.as_integer_ratio() for value in values)
    return Decimal(f"{sum(above * 10**places // below for above, below in ratios)}E-{places}")
