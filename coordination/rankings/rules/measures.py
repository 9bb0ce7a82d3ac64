"""The value of an item for one unit, out of the figures that were filed and approved.

None: not filed, 0 points. NotAssessed: the item cannot be asked of the unit this time, and says why.
Percentages and ratios have two places, halves up, so the page shows what was scored.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from coordination.kernel.figures import SMALL_BASE, Basis, change, ratio, total
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.rules.scoring import NotAssessed, Source, Value


class Measure(StrEnum):
    VALUE = "value"
    YTD = "ytd"
    MOM = "mom"
    YOY = "yoy"
    ON_TIME = "on_time"


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
    {Basis.MOM: _("上期基数不足5，不作环比"), Basis.YOY: _("上年同期基数不足5，不作同比")}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """The indicator of an item. A ratio has numerator, denominator and factor (100: percent)."""

    code: str
    counted: bool = False
    over_time: str = "sum"
    numerator: str = ""
    denominator: str = ""
    factor: int = 100

    @property
    def is_ratio(self) -> bool:
        return bool(self.numerator)


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
    value: Value
    sources: tuple[Source, ...] = ()


def periods_of(measure: Measure, period: Period) -> tuple[Period, ...]:
    """The periods whose figures the measure needs, the one ranked last."""
    before: Mapping[Measure, Callable[[], Sequence[Period | None]]] = {
        Measure.YTD: lambda: period.year_to_date()[:-1],
        Measure.MOM: lambda: [period.previous()],
        Measure.YOY: lambda: [period.same_last_year()],
    }
    earlier = before.get(measure, list)()
    return (*(found for found in earlier if found is not None), period)


def figures_of(figure: Figure) -> tuple[str, ...]:
    """Codes of the indicators whose filed figures the value needs."""
    if not figure.is_ratio:
        return (figure.code,)
    return tuple(code for code in (figure.numerator, figure.denominator) if code not in UNKNOWN)


def measured(measure: Measure, figure: Figure | None, book: Book, period: Period) -> Measured:
    """The value of the item for the unit of the book. Source: domain, section 7, value of an item.

    `figure` is None for on_time only. A change needs a base of at least 5 where things are counted.
    """
    if measure is Measure.ON_TIME or figure is None:
        return _on_time(book, period)
    if measure in (Measure.MOM, Measure.YOY):
        return _changed(Basis(measure.value), figure, book, period)
    return _level(figure, book, periods_of(measure, period))


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
    before = period.previous() if basis is Basis.MOM else period.same_last_year()
    now = _level(figure, book, [period])
    base = _level(figure, book, [before]) if before else Measured(None)
    sources = (*base.sources, *now.sources)
    if not isinstance(now.value, Decimal):
        return Measured(now.value, sources)
    earlier = base.value if isinstance(base.value, Decimal) else None
    if figure.counted and earlier is not None and 0 < earlier < SMALL_BASE:
        return Measured(NotAssessed(str(SMALL[basis])), sources)
    found = change(now.value, earlier, basis)
    return Measured(NotAssessed(str(found.reason())) if found.rate is None else found.rate, sources)


def _level(figure: Figure, book: Book, periods: Sequence[Period]) -> Measured:
    """The indicator over the periods: a sum or the last, or the ratio of two such."""
    if not figure.is_ratio:
        return _filed(figure.code, figure.over_time, book, periods)
    part = _filed(figure.numerator, figure.over_time, book, periods)
    constant = UNKNOWN.get(figure.denominator)
    whole = (
        _constant(figure.denominator, book) if constant else _filed(figure.denominator, "sum", book, periods)
    )
    sources = (*part.sources, *whole.sources)
    if constant and whole.value is None:
        return Measured(NotAssessed(str(constant)), sources)
    if not isinstance(part.value, Decimal) or not isinstance(whole.value, Decimal):
        return Measured(None, sources)
    if not whole.value:
        return Measured(NotAssessed(str(ZERO_DENOMINATOR)), sources)
    return Measured(ratio(part.value, whole.value, factor=figure.factor).value, sources)


def _constant(name: str, book: Book) -> Measured:
    known = book.constants.get(name)
    return Measured(known.value, (known.source,)) if known and known.value > 0 else Measured(None)


def _filed(code: str, over_time: str, book: Book, periods: Sequence[Period]) -> Measured:
    """Nothing when the last of the periods was not filed; an earlier gap is not guessed."""
    known = [book.figures.get((code, str(period))) for period in periods]
    filed = [found for found in known if found is not None]
    sources = tuple(found.source for found in filed)
    if not known or known[-1] is None:
        return Measured(None, sources)
    return Measured(
        known[-1].value if over_time == "last" else total(found.value for found in filed), sources
    )
