"""All figures of the sample district, month by month, by form and unit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.kernel.period import Period
from coordination.sample.draws import (
    OWN,
    Cells,
    Dice,
    Mood,
    Township,
    police_about,
    township_own,
    with_total,
)

#: Townships that work harder or less in a month than they use to, so that ranks move: share of the usual.
EFFORT = {
    ("2026-10", "秀川街道"): 1.05,
}


@dataclass
class Year:
    """What a township has visited since January: nobody visits more households than there are."""

    visited: dict[str, Decimal] = field(default_factory=dict)

    def visit(self, township: Township, wanted: Decimal) -> Decimal:
        before = self.visited.get(township.name, Decimal(0))
        now = min(wanted, Decimal(township.households) - before)
        self.visited[township.name] = before + now
        return now


def months(
    townships: Sequence[Township], units: Sequence[tuple[str, str]], first: Period, last: Period
) -> Iterator[tuple[Period, dict[tuple[str, str], Cells]]]:
    """For each month the cells of every report, by code of the form and name of the unit.

    `units` are the pairs of form and unit for which no township is the subject; cells of a form
    about oneself have the unit as their subject.
    """
    period, year = first, Year()
    while period <= last:
        if period.number == 1:
            year = Year()
        yield period, _month(townships, units, period, year)
        period = period.next()


def _month(
    townships: Sequence[Township], units: Sequence[tuple[str, str]], period: Period, year: Year
) -> dict[tuple[str, str], Cells]:
    found: dict[tuple[str, str], Cells] = {}
    about: Cells = {}
    codes: dict[str, None] = {}
    for township in townships:
        effort = EFFORT.get((str(period), township.name), 1.0)
        police = police_about(township, period, effort)
        own = township_own(township, period, effort, police)
        own["pub.households"] = year.visit(township, own["pub.households"])
        about |= {(township.name, code): value for code, value in police.items()}
        codes |= dict.fromkeys(police)
        found["township", township.name] = {(township.name, code): value for code, value in own.items()}
    mood = Mood.of(period)
    for form, unit in units:
        if form == "police-township":
            found[form, unit] = with_total(about, codes)
        else:
            drawn = OWN[form](Dice(period, form, unit), mood)
            found[form, unit] = {(unit, code): value for code, value in drawn.items()}
    return found
