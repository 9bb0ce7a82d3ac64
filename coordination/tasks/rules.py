"""Decisions about assignments as pure functions (domain.md section 5)."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from coordination.kernel.clock import ZONE, local
from coordination.kernel.period import DayTest, add_working_days, working_days_between
from coordination.kernel.text import Text, _

TITLE_AT_MOST = 300
TEXT_AT_MOST = 5000
REASON_AT_MOST = 500
#: Progress that lags so far behind the time elapsed is yellow.
BEHIND = 20
#: Working days before the deadline from which on an assignment is blue.
SOON = 3


class AssignmentState(StrEnum):
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    WORKING = "working"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    DONE = "done"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    TRANSFERRED = "transferred"


#: The unit is still to act.
OPEN = (
    AssignmentState.ISSUED,
    AssignmentState.ACKNOWLEDGED,
    AssignmentState.WORKING,
    AssignmentState.RETURNED,
)
UNDER_WAY = (*OPEN, AssignmentState.SUBMITTED)
#: The work was accepted.
FULFILLED = (AssignmentState.DONE, AssignmentState.CLOSED)
#: No longer asked of this unit: neither done nor missed.
DROPPED = (AssignmentState.WITHDRAWN, AssignmentState.TERMINATED, AssignmentState.TRANSFERRED)


class Light(StrEnum):
    """灯, worst first: the order of lists sorted by trouble."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    GREY = "grey"


LIGHT_LABELS: dict[Light, Text] = {
    Light.RED: _("超期"),
    Light.YELLOW: _("滞后"),
    Light.BLUE: _("临期"),
    Light.GREEN: _("正常"),
    Light.GREY: _("已了结"),
}


def elapsed(issued_at: datetime, due_at: datetime, now: datetime) -> Decimal:
    """Share of the time from issue to deadline that is gone, in percent from 0 to 100."""
    whole = (due_at - issued_at).total_seconds()
    if whole <= 0:
        return Decimal(100)
    gone = Decimal((now - issued_at).total_seconds()) * 100 / Decimal(whole)
    return min(max(gone, Decimal(0)), Decimal(100))


def light(
    state: AssignmentState,
    *,
    percent: int,
    issued_at: datetime,
    due_at: datetime,
    now: datetime,
    is_workday: DayTest,
) -> Light:
    """The one rule of the lights: grey closed, red overdue, yellow behind by 20 points or more,
    blue due within 3 working days, green otherwise. What was filed and waits for the check is
    not overdue: the unit has acted.
    """
    if state not in UNDER_WAY:
        return Light.GREY
    if state is AssignmentState.SUBMITTED:
        return Light.GREEN
    if now > due_at:
        return Light.RED
    if elapsed(issued_at, due_at, now) - percent >= BEHIND:
        return Light.YELLOW
    return Light.BLUE if days_left(now, due_at, is_workday) <= SOON else Light.GREEN


def days_left(now: datetime, due_at: datetime, is_workday: DayTest) -> int:
    """Working days from today to the deadline's day; 0 on the day itself, negative after it."""
    return working_days_between(local(now).date(), local(due_at).date(), is_workday)


def soon_until(now: datetime, is_workday: DayTest) -> datetime:
    """A deadline before this instant is at most `SOON` working days away: `days_left` without counting."""
    last = add_working_days(local(now).date() - timedelta(days=1), SOON + 1, is_workday)
    return datetime.combine(last + timedelta(days=1), time(), ZONE)


def days_overdue(due_at: datetime, today: date) -> int:
    """Calendar days since the deadline's day in China; 0 before and on it."""
    return max(0, (today - local(due_at).date()).days)


def on_time(state: AssignmentState, submitted_at: datetime | None, due_at: datetime) -> bool | None:
    """Whether the work was handed in by the deadline; None while that is open.

    The time that counts is when the accepted feedback was sent, not when the office checked it.
    """
    if state in FULFILLED:
        return submitted_at is not None and submitted_at <= due_at
    return None


def progress(quantity: Decimal, target: Decimal | None) -> int | None:
    """Quantity done as whole percent of the target, half up, at most 100; None without a target."""
    if target is None or target <= 0:
        return None
    share = (quantity * 100 / target).quantize(Decimal(1), ROUND_HALF_UP)
    return int(min(share, Decimal(100)))


def is_open(state: AssignmentState) -> bool:
    """Whether the unit is still to act."""
    return state in OPEN
