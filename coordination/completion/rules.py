"""How the completion of responsibilities is measured (domain.md section 5).

    completion = weight of what was done on time ÷ weight of what was due

An assignment belongs to the period into which its deadline falls, on China's calendar, as the
deadline stands now: a granted extension moves it. What was withdrawn, terminated or handed to
another unit was not asked of this one. What a township passed on to its communities is part of
the township's own assignment and is not counted a second time.

Nothing asked is not zero: a rate exists only where something was due. What is still open before
its deadline, and what was handed in on time and waits for the check, is told beside the rate and
counts in neither part of it. Work accepted before its deadline counts at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from coordination.kernel.clock import ZONE
from coordination.kernel.figures import ratio
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _
from coordination.tasks.rules import DROPPED, FULFILLED, AssignmentState, on_time

#: The trend looks back over so many periods, the one at hand among them.
LOOK_BACK = 12
HIGH, LOW = Decimal(80), Decimal(60)
_BY_LENGTH = tuple(Kind)


class Outcome(StrEnum):
    """How an assignment that was asked stands in the matrix, worst first."""

    OVERDUE = "overdue"
    LATE = "late"
    UNDER_WAY = "under_way"
    WAITING = "waiting"
    ON_TIME = "on_time"


OUTCOME_LABELS: Mapping[Outcome, Text] = MappingProxyType(
    {
        Outcome.OVERDUE: _("逾期未办"),
        Outcome.LATE: _("逾期反馈"),
        Outcome.UNDER_WAY: _("进行中"),
        Outcome.WAITING: _("待核查"),
        Outcome.ON_TIME: _("按时完成"),
    }
)


def outcome(
    state: AssignmentState, submitted_at: datetime | None, due_at: datetime, now: datetime
) -> Outcome | None:
    """How an assignment stands at `now`; None when it is no longer asked of the unit.

    On time is what was handed in by the deadline and accepted, whenever the office accepted it.
    Handed in after the deadline is late even before the office has looked at it.
    """
    if state in DROPPED:
        return None
    if state in FULFILLED:
        return Outcome.ON_TIME if on_time(state, submitted_at, due_at) else Outcome.LATE
    if state is AssignmentState.SUBMITTED:
        return Outcome.WAITING if submitted_at is not None and submitted_at <= due_at else Outcome.LATE
    return Outcome.OVERDUE if now > due_at else Outcome.UNDER_WAY


class Standing(StrEnum):
    """What a cell of the matrix says. NOTHING was asked, or all is still PENDING; else the rate is
    FULL, at least 80 % (HIGH), at least 60 % (FAIR), below (LOW), or ZERO."""

    NOTHING = "nothing"
    PENDING = "pending"
    FULL = "full"
    HIGH = "high"
    FAIR = "fair"
    LOW = "low"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Share:
    """What was asked of somebody in a period and how it went; the weights are those of the tasks."""

    done: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    waiting: int = 0
    under_way: int = 0

    @property
    def rate(self) -> Decimal | None:
        """`done` ÷ `due` in percent, half up to two decimals; None when nothing was due.

        Source: domain.md section 5, four-party completion.
        """
        return ratio(self.done, self.due).value

    @property
    def decided(self) -> int:
        """Assignments in the denominator."""
        return self.on_time + self.late + self.overdue

    @property
    def asked(self) -> int:
        return self.decided + self.waiting + self.under_way

    @property
    def standing(self) -> Standing:
        """Judged by the exact weights, so that 99.999 % is not full though it is printed as 100.00 %."""
        if not self.asked:
            return Standing.NOTHING
        if not self.due:
            return Standing.PENDING
        if not self.done:
            return Standing.ZERO
        if self.done == self.due:
            return Standing.FULL
        return _graded(100 * self.done, self.due)

    def count(self, of: Outcome) -> int:
        return {
            Outcome.OVERDUE: self.overdue,
            Outcome.LATE: self.late,
            Outcome.UNDER_WAY: self.under_way,
            Outcome.WAITING: self.waiting,
            Outcome.ON_TIME: self.on_time,
        }[of]

    def __add__(self, other: "Share") -> "Share":
        return Share(
            self.done + other.done,
            self.due + other.due,
            self.on_time + other.on_time,
            self.late + other.late,
            self.overdue + other.overdue,
            self.waiting + other.waiting,
            self.under_way + other.under_way,
        )


def _graded(hundredfold: Decimal, due: Decimal) -> Standing:
    if hundredfold >= HIGH * due:
        return Standing.HIGH
    return Standing.FAIR if hundredfold >= LOW * due else Standing.LOW


NOTHING = Share()


def together(shares: Iterable[Share]) -> Share:
    """All of them as one: rates are never averaged, weights are added."""
    return sum(shares, NOTHING)


def measured(assignments: Iterable[tuple[Outcome | None, Decimal]]) -> Share:
    """The share of single assignments, given as outcome and weight."""
    done = due = Decimal(0)
    counts = dict.fromkeys(Outcome, 0)
    for one, weight in assignments:
        if one is None:
            continue
        counts[one] += 1
        done += weight if one is Outcome.ON_TIME else 0
        due += weight if one in (Outcome.ON_TIME, Outcome.LATE, Outcome.OVERDUE) else 0
    return Share(done, due, **{str(one): number for one, number in counts.items()})


def instants(period: Period) -> tuple[datetime, datetime]:
    """The period as the half-open interval of instants [first, end) on China's calendar."""
    return _midnight(period, first=True), _midnight(period, first=False)


def _midnight(period: Period, *, first: bool) -> datetime:
    return datetime.combine(period.start if first else period.end, time(), ZONE)


def run_up(period: Period, count: int = LOOK_BACK) -> list[Period]:
    """The last `count` periods of the same kind, oldest first, ending with this one."""
    found = [period]
    while len(found) < count:
        found.append(found[-1].previous())
    return found[::-1]


def edges(periods: list[Period]) -> list[datetime]:
    """The instants that divide neighbouring periods: one more than there are periods."""
    return [*(instants(one)[0] for one in periods), instants(periods[-1])[1]]


def expected(recurrence: str | None, first_period: str | None, period: Period) -> bool:
    """Whether a standing duty should have led to a task due within `period`.

    One without rhythm may be asked at any time, so its absence is told. A rhythm longer than the
    period need not come round in it, and the first task of a rhythm is due only after its first
    period has ended.
    """
    if recurrence is None or first_period is None:
        return True
    if _BY_LENGTH.index(Kind(recurrence)) > _BY_LENGTH.index(period.kind):
        return False
    return Period.parse(first_period).end < period.end
