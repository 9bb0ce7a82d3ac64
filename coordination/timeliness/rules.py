"""Rates of filing: in time, at all, complete, redone. Whether one report is in time: `reporting.rules`.

    in time  = filed before its limit ÷ those whose turn has come (filed, or past the limit)
    filed    = filed, in time or late ÷ all that are expected
    complete = filed and not given back ÷ those whose turn has come
    redone   = filed more than once, or given back now ÷ filed

A report cannot be submitted while a required figure is blank, so what is filed and not given back is
complete. Nothing expected is not zero: then there is no rate. Source: domain.md section 4, Timeliness.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from coordination.completion.rules import HIGH, LOW, Standing
from coordination.kernel.figures import ratio
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.reporting.rules import Timeliness

SMALL_BASE = 5  # below, running text gives counts and no percentage (domain.md section 4)


class Rate(StrEnum):
    ON_TIME = "on_time"
    FILED = "filed"
    COMPLETE = "complete"
    REDONE = "redone"


RATE_LABELS: Mapping[Rate, Text] = MappingProxyType(
    {
        Rate.ON_TIME: _("及时率"),
        Rate.FILED: _("上报率"),
        Rate.COMPLETE: _("完整率"),
        Rate.REDONE: _("退改率"),
    }
)
#: What a rate counts, for the numbers beside it.
COUNTED: Mapping[Rate, Text] = MappingProxyType(
    {
        Rate.ON_TIME: _("按时"),
        Rate.FILED: _("已报"),
        Rate.COMPLETE: _("完整"),
        Rate.REDONE: _("退改"),
    }
)


class Tally(NamedTuple):
    """Counts of reports as they stand; `complete` and `redone` are among those filed.

    A tuple, for a province has 28,800 of them on one sheet.
    """

    on_time: int = 0
    late: int = 0
    missing: int = 0
    pending: int = 0
    complete: int = 0
    redone: int = 0

    @property
    def timeliness(self) -> Timeliness:
        return Timeliness(self.on_time, self.late, self.missing, self.pending)

    @property
    def expected(self) -> int:
        return self.timeliness.expected

    @property
    def filed(self) -> int:
        return self.timeliness.filed

    @property
    def due(self) -> int:
        return self.timeliness.due

    def part(self, of: Rate) -> int:
        return {
            Rate.ON_TIME: self.on_time,
            Rate.FILED: self.filed,
            Rate.COMPLETE: self.complete,
            Rate.REDONE: self.redone,
        }[of]

    def whole(self, of: Rate) -> int:
        return {
            Rate.ON_TIME: self.due,
            Rate.FILED: self.expected,
            Rate.COMPLETE: self.due,
            Rate.REDONE: self.filed,
        }[of]

    def rate(self, of: Rate) -> Decimal | None:
        """In percent, half up to two decimals; None where there is nothing to measure by."""
        if of is Rate.ON_TIME:
            return self.timeliness.on_time_rate().value
        if of is Rate.FILED:
            return self.timeliness.filing_rate().value
        return ratio(Decimal(self.part(of)), Decimal(self.whole(of))).value

    def standing(self, of: Rate) -> Standing:
        """How a cell looks, judged by the exact counts; of what is redone none at all is best."""
        whole = self.whole(of)
        if not whole:
            return Standing.PENDING if self.expected else Standing.NOTHING
        good = whole - self.part(of) if of is Rate.REDONE else self.part(of)
        if good in (0, whole):
            return Standing.FULL if good else Standing.ZERO
        if 100 * good >= HIGH * whole:
            return Standing.HIGH
        return Standing.FAIR if 100 * good >= LOW * whole else Standing.LOW


NOTHING = Tally()


def together(tallies: Iterable[Tally]) -> Tally:
    """All of them as one: rates are never averaged, counts are added."""
    return Tally(*map(sum, zip(*tallies, strict=True)))


def from_worst(tally: Tally, of: Rate) -> tuple[bool, Decimal, int]:
    """Sorts the worst rate first, of equals the one with more reports; without a rate last."""
    rate = tally.rate(of)
    worst = rate or Decimal(0)
    return rate is None, -worst if of is Rate.REDONE else worst, -tally.whole(of)


def finding(of: Rate, period: Period, run: Sequence[Tally]) -> Text:
    """The last period of a run beside the one before it; counts instead of a percentage when few."""
    now, before = run[-1], run[-2] if len(run) > 1 else NOTHING
    values: dict[str, object] = {"period": period.label(), "rate": RATE_LABELS[of]}
    if not now.expected:
        return _("{period}没有应报的填报", **values)
    rate = now.rate(of)
    if rate is None:
        return _("{period}应报{count}份，都还没到期", **values, count=now.expected)
    values |= {"whole": now.whole(of), "part": now.part(of), "counted": COUNTED[of]}
    if now.whole(of) < SMALL_BASE:
        return _("{period}{whole}份里{counted}{part}份", **values)
    values["percent"] = grouped(rate, 2)
    earlier = before.rate(of)
    if earlier is None or before.whole(of) < SMALL_BASE:
        return _("{period}{rate}{percent}%（{part}/{whole}）", **values)
    return _compared(rate - earlier, values)


def _compared(difference: Decimal, values: dict[str, object]) -> Text:
    if not difference:
        return _("{period}{rate}{percent}%（{part}/{whole}），与上期持平", **values)
    values["points"] = grouped(abs(difference), 2)
    if difference > 0:
        return _("{period}{rate}{percent}%（{part}/{whole}），比上期上升{points}个百分点", **values)
    return _("{period}{rate}{percent}%（{part}/{whole}），比上期下降{points}个百分点", **values)
