"""The value of an item for one unit, out of the figures that were filed and approved.

None: not filed, 0 points. NotAssessed: the item cannot be asked of the unit this time, and says why.
Percentages and ratios have two places, halves up, so the page shows what was scored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from coordination.kernel.figures import SMALL_BASE, Basis, change, ratio, total
from coordination.kernel.numerals import plain, round_half_up
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.rules.entries import NotAssessed, Source, Value
from coordination.schemes.rules.measures import Measure

#: Denominators that no report holds: they belong to the division of the unit.
POPULATION, HOUSEHOLDS = "population", "households"
UNKNOWN: Mapping[str, Text] = MappingProxyType(
    {POPULATION: _("人口数未知，不考核"), HOUSEHOLDS: _("户数未知，不考核")}
)
#: What no report holds because it is counted over reports.
EXPECTED, FILED_ON_TIME = "reports.expected", "reports.on_time"
TITLES: Mapping[str, Text] = MappingProxyType(
    {
        POPULATION: _("人口数"),
        HOUSEHOLDS: _("户数"),
        EXPECTED: _("应报报表"),
        FILED_ON_TIME: _("按时上报"),
    }
)
NOTHING_EXPECTED = _("本期没有应报的报表，不考核")
ZERO_DENOMINATOR = _("分母为0，不考核")
SMALL: Mapping[Basis, Text] = MappingProxyType(
    {Basis.MOM: _("上期基数不足{least}，不作环比"), Basis.YOY: _("上年同期基数不足{least}，不作同比")}
)
SMALL_DENOMINATOR = _("分母不足{least}，不考核")
RATE_PLACES = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """The indicator of an item. A ratio has numerator, denominator and factor (100: percent).

    Small numbers: `months` are taken together, all of which must be filed; a base or denominator below
    `min_base` is not assessed; the rates of a cohort may be `shrunk` towards its mean.
    """

    code: str
    counted: bool = False
    over_time: str = "sum"
    numerator: str = ""
    denominator: str = ""
    factor: Decimal = Decimal(100)
    months: int = 1
    min_base: Decimal | None = None
    shrunk: bool = False

    @property
    def is_ratio(self) -> bool:
        return bool(self.numerator)

    @property
    def least_base(self) -> Decimal | None:
        """The least base of a change: what the item asks, else 5 where things are counted."""
        return self.min_base if self.min_base is not None else SMALL_BASE if self.counted else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the value of an item is: a measure of an indicator; without one for reports on time."""

    measure: Measure
    figure: Figure | None


@dataclass(frozen=True, slots=True)
class Known:
    """One approved figure with where it comes from."""

    value: Decimal
    source: Source


@dataclass(frozen=True, slots=True)
class Book:
    """What is known about one unit: figures by indicator and period, constants, reports on time."""

    figures: Mapping[tuple[str, str], Known] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, Known] = field(default_factory=lambda: MappingProxyType({}))
    expected: int = 0
    on_time: int = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """`parts` are numerator and denominator of a ratio that has a value."""

    value: Value
    sources: tuple[Source, ...] = ()
    parts: tuple[Decimal, Decimal] | None = None


def periods_of(measure: Measure, period: Period, months: int = 1) -> tuple[Period, ...]:
    """The periods whose figures the measure needs, the one ranked last."""
    return (*before(measure, period, months), *window(measure, period, months))


@lru_cache
def window(measure: Measure, period: Period, months: int = 1) -> tuple[Period, ...]:
    """The periods that are taken together: since January for ytd, else the last `months`."""
    if measure is Measure.YTD:
        return period.year_to_date()
    found = [period]
    while len(found) < months:
        found.insert(0, found[0].previous())
    return tuple(found)


@lru_cache
def before(measure: Measure, period: Period, months: int = 1) -> tuple[Period, ...]:
    """What a change is measured against: as many periods just before, or the same ones a year before.

    Nothing for other measures, and where a period has no counterpart (week 53).
    """
    if measure is Measure.MOM:
        return window(measure, window(measure, period, months)[0].previous(), months)
    if measure is Measure.YOY:
        found = [one.same_last_year() for one in window(measure, period, months)]
        return tuple(one for one in found if one is not None) if None not in found else ()
    return ()


def figures_of(figure: Figure) -> tuple[str, ...]:
    """Codes of the indicators whose filed figures the value needs."""
    if not figure.is_ratio:
        return (figure.code,)
    return tuple(code for code in (figure.numerator, figure.denominator) if code not in UNKNOWN)


def measured(measure: Measure, figure: Figure | None, book: Book, period: Period) -> Measured:
    """The value of the item for the unit of the book. Source: domain, section 7, value of an item.

    `figure` is None for on_time only. A change needs a base of at least 5 where things are counted, or
    what the figure asks.
    """
    if measure is Measure.ON_TIME or figure is None:
        return _on_time(book, period)
    if measure in (Measure.MOM, Measure.YOY):
        return _changed(Basis(measure.value), figure, book, period)
    return _level(figure, book, window(measure, period, figure.months))


def _on_time(book: Book, period: Period) -> Measured:
    if not book.expected:
        return Measured(NotAssessed(str(NOTHING_EXPECTED)))
    counts = ((EXPECTED, book.expected), (FILED_ON_TIME, book.on_time))
    sources = tuple(
        Source("", 0, "", "", indicator=code, title=str(TITLES[code]), period=str(period), value=str(count))
        for code, count in counts
    )
    return Measured(ratio(Decimal(book.on_time), Decimal(book.expected)).value, sources)


def _changed(basis: Basis, figure: Figure, book: Book, period: Period) -> Measured:
    measure = Measure(basis.value)
    earlier = before(measure, period, figure.months)
    now = _level(figure, book, window(measure, period, figure.months))
    base = _level(figure, book, earlier) if earlier else Measured(None)
    sources = (*base.sources, *now.sources)
    if not isinstance(now.value, Decimal):
        return Measured(now.value, sources)
    known, least = base.value if isinstance(base.value, Decimal) else None, figure.least_base
    if least is not None and known is not None and 0 < known < least:
        return Measured(NotAssessed(_small(SMALL[basis], least)), sources)
    found = change(now.value, known, basis)
    return Measured(NotAssessed(str(found.reason())) if found.rate is None else found.rate, sources)


def _small(reason: Text, least: Decimal) -> str:
    return str(Text(reason.msgid, {"least": plain(least)}))


def _level(figure: Figure, book: Book, periods: Sequence[Period]) -> Measured:
    """The indicator over the periods: a sum or the last, or the ratio of two such."""
    together = figure.months > 1
    if not figure.is_ratio:
        return _filed(figure.code, figure.over_time, book, periods, together)
    part = _filed(figure.numerator, figure.over_time, book, periods, together)
    if figure.denominator in UNKNOWN:
        whole = _constant(figure.denominator, book)
    else:
        whole = _filed(figure.denominator, "sum", book, periods, together)
    return _quotient(figure, part, whole)


def _quotient(figure: Figure, part: Measured, whole: Measured) -> Measured:
    sources = (*part.sources, *whole.sources)
    if figure.denominator in UNKNOWN and whole.value is None:
        return Measured(NotAssessed(str(UNKNOWN[figure.denominator])), sources)
    if not isinstance(part.value, Decimal) or not isinstance(whole.value, Decimal):
        return Measured(None, sources)
    if not whole.value:
        return Measured(NotAssessed(str(ZERO_DENOMINATOR)), sources)
    if figure.min_base is not None and whole.value < figure.min_base:
        return Measured(NotAssessed(_small(SMALL_DENOMINATOR, figure.min_base)), sources)
    rate = round_half_up(_exact(part.value, figure.factor, whole.value), RATE_PLACES)
    return Measured(rate, sources, (part.value, whole.value))


def _exact(part: Decimal, factor: Decimal, whole: Decimal) -> Fraction:
    """part × factor ÷ whole; made at once, which is quicker than to reckon with fractions."""
    above, unit = part.as_integer_ratio()
    times, per = Decimal(factor).as_integer_ratio()
    below, of = whole.as_integer_ratio()
    return Fraction(above * times * of, unit * per * below)


def _constant(name: str, book: Book) -> Measured:
    known = book.constants.get(name)
    return Measured(known.value, (known.source,)) if known and known.value > 0 else Measured(None)


@lru_cache
def _written(periods: tuple[Period, ...]) -> tuple[str, ...]:
    return tuple(map(str, periods))


def _filed(code: str, over_time: str, book: Book, periods: Sequence[Period], together: bool) -> Measured:
    """Nothing when the last of the periods was not filed, or any that are taken `together`.

    Since January an earlier gap is not guessed.
    """
    known = [book.figures.get((code, period)) for period in _written(tuple(periods))]
    filed = [found for found in known if found is not None]
    sources = tuple(found.source for found in filed)
    if not known or known[-1] is None:
        return Measured(None, sources)
    if over_time == "last":
        return Measured(known[-1].value, sources)
    if together and len(filed) < len(known):
        return Measured(None, sources)
    values = [found.value for found in filed]
    return Measured(values[0] if len(values) == 1 else total(values), sources)
