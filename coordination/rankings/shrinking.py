"""Items whose rates are drawn towards the mean of the cohort, so that one case does not decide a rank."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from coordination.kernel.numerals import plain
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.rules import Source
from coordination.rankings.rules.measures import RATE_PLACES, Figure, Measured
from coordination.rankings.rules.shrinkage import Counted, Shrunk, shrink

RAW, MEAN = "shrinkage.raw", "shrinkage.mean"
TITLES: Mapping[str, Text] = {RAW: _("向本组平均收缩前"), MEAN: _("本组平均")}

Values = Mapping[tuple[str, str], Measured]


def shrunk(
    found: Values, figures: Mapping[str, Figure], cohorts: Mapping[str, Sequence[str]], period: Period
) -> dict[tuple[str, str], Measured]:
    """The values by unit and item, those of `figures` drawn within each cohort of `cohorts` (its units).

    What was drawn says so: its sources also give the rate before, and the mean of the cohort. A rate that
    is not assessed, or not of a count among a number above 0, stays as it is and draws nobody.
    """
    drawn = dict(found)
    for code, figure in figures.items():
        for units in cohorts.values():
            rates = shrink(_counted(found, code, units), per=figure.factor, places=RATE_PLACES)
            drawn |= {(unit, code): _drawn(found[unit, code], rate, period) for unit, rate in rates.items()}
    return drawn


def _counted(found: Values, code: str, units: Iterable[str]) -> list[Counted]:
    parts = ((unit, found[unit, code].parts) for unit in units)
    return [Counted(unit, *of) for unit, of in parts if of is not None and of[0] >= 0 and of[1] > 0]


def _drawn(found: Measured, rate: Shrunk, period: Period) -> Measured:
    more = ((RAW, rate.raw), (MEAN, rate.mean))
    sources = (*found.sources, *(_source(code, value, period) for code, value in more))
    return replace(found, value=rate.value, sources=sources)


def _source(code: str, value: Decimal, period: Period) -> Source:
    return Source(
        "", 0, "", "", indicator=code, title=str(TITLES[code]), period=str(period), value=plain(value)
    )
