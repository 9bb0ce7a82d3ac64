"""The share of certified subjects against the target: the table by unit, the course of a year as a figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from coordination.kernel.charts import Series, trend
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _
from coordination.organizations.models import MemberUnit
from coordination.register.queries.standing import Counts
from coordination.register.queries.targets import Targets
from coordination.register.rules import Count, needed, still_to_go, together
from coordination.register.sentences import against_target, empty_handed, foremost, standing_of_all

MONTHS = 12
PAGE_WIDTH, PHONE_WIDTH = 620, 340


@dataclass(frozen=True, slots=True)
class Row:
    """One unit, or all together (`unit` None): `own` when the target is its own and not the office's."""

    unit: MemberUnit | None
    count: Count
    target: Decimal | None
    own: bool = False
    ready: int = 0

    @property
    def needed(self) -> int | None:
        return None if self.target is None else needed(self.target, self.count.whole)

    @property
    def missing(self) -> int | None:
        """How many titles are still to go; 0 when the target is reached."""
        return None if self.target is None else still_to_go(self.target, self.count)


@dataclass(frozen=True, slots=True)
class Shares:
    """The table of a day, units in official order, and what it says."""

    day: date
    rows: list[Row]
    whole: Row
    finding: Sequence[Text]

    @property
    def asked_of_units(self) -> int:
        """What the targets of the units add up to, in titles."""
        return sum(one.needed or 0 for one in self.rows)

    @property
    def short_of_whole(self) -> int:
        """How many titles the office's target asks for beyond what the units are asked; 0 when none."""
        return max(0, (self.whole.needed or 0) - self.asked_of_units)


def table(
    day: date, counts: Counts, targets: Targets, units: Sequence[MemberUnit], ready: Mapping[int, int]
) -> Shares:
    """`units` in official order, `ready`: how many could apply, by unit."""
    rows = [
        Row(unit, counts[unit.id], targets.of(unit.id), unit.id in targets.of_units, ready.get(unit.id, 0))
        for unit in units
        if unit.id in counts
    ]
    whole = Row(None, together(counts.values()), targets.whole, True, sum(ready.values()))
    names = {unit.id: unit.short_name for unit in units}
    told = (
        standing_of_all(day, whole.count),
        against_target(targets.year, targets.whole, whole.count),
        foremost(names, {row.unit.id: row.count for row in rows if row.unit}),
        empty_handed([row.count for row in rows]),
    )
    return Shares(day, rows, whole, [one for one in told if one is not None])


def month_ends(day: date) -> list[tuple[Period, date]]:
    """The last twelve months up to a day with their last days; of the month of `day` that day itself."""
    month = Period.containing(day, Kind.MONTH)
    found = [(month, day)]
    while len(found) < MONTHS:
        month = month.previous()
        found.insert(0, (month, month.end - timedelta(days=1)))
    return found


@dataclass(frozen=True, slots=True)
class Course:
    """The share at the end of each of the last twelve months; `targets` in force at each."""

    months: Sequence[tuple[Period, date]]
    counts: Sequence[Count]
    targets: Sequence[Decimal | None]

    @property
    def title(self) -> Text:
        return _("有效称号占比")

    @property
    def finding(self) -> Text:
        """How the share went over the year, in one sentence."""
        first, last = self.counts[0].share, self.counts[-1].share
        if first is None or last is None:
            return _("还没有可比的数")
        values = {"first": f"{first:.2f}", "last": f"{last:.2f}", "change": f"{abs(last - first):.2f}"}
        if first == last:
            return _("一年来占比没有变，{last}%", **values)
        if last > first:
            return _("一年来占比从{first}%升到{last}%，上升{change}个百分点", **values)
        return _("一年来占比从{first}%降到{last}%，下降{change}个百分点", **values)


def course(
    months: Sequence[tuple[Period, date]], found: Mapping[date, Counts], by_year: Mapping[int, Targets]
) -> Course:
    """From the counts of each month's last day and the targets of its year."""
    return Course(
        months,
        [together(found[day].values()) for _month, day in months],
        [by_year[day.year].whole if day.year in by_year else None for _month, day in months],
    )


def drawn(course: Course, *, width: int = PAGE_WIDTH, say: Say = str) -> str:
    """The SVG: the share as a line, the target dashed."""
    now = Series(say(_("占比")), [one.share for one in course.counts])
    wanted = Series(say(_("目标")), course.targets) if any(course.targets) else None
    labels = [say(_("{number}月", number=month.number)) for month, _day in course.months]
    return trend(say(course.title), say(course.finding), labels, now, wanted, unit="%", width=width, say=say)
