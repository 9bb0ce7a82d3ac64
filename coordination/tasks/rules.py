"""Decisions about assignments as pure functions (domain.md section 5)."""

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from coordination.kernel.clock import ZONE, local
from coordination.kernel.errors import Invalid
from coordination.kernel.period import DayTest, add_working_days, working_days_between
from coordination.kernel.text import Text, _

TITLE_AT_MOST = 300
TEXT_AT_MOST = 5000
REASON_AT_MOST = 500
#: Files of one feedback.
FILES_AT_MOST = 20
EXTENSION_AT_MOST = timedelta(days=366)
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
    moment = timedelta(microseconds=1)
    whole, gone = (due_at - issued_at) // moment, (now - issued_at) // moment
    if whole <= 0:
        return Decimal(100)
    return min(max(Decimal(gone) * 100 / Decimal(whole), Decimal(0)), Decimal(100))


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


def time_left(due_at: datetime, now: datetime, is_workday: DayTest) -> Text:
    """How far the deadline is, in words: working days before it, days after it."""
    today, day = local(now).date(), local(due_at).date()
    if now > due_at:
        days = days_overdue(due_at, today)
        return _("超期{days}天", days=days) if days else _("今天已过期限")
    if day == today:
        return _("今天{time}截止", time=f"{local(due_at):%H:%M}")
    working = working_days_between(today, day, is_workday)
    if working == 0:
        return _("还有{days}天，都不是工作日", days=(day - today).days)
    return _("还有{days}个工作日", days=working)


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


def checked_reason(typed: str, missing: Text, *, field: str = "reason") -> str:
    """The reason as it is kept; raises Invalid at `field`, saying `missing`, when nothing was written."""
    reason = typed.strip()
    if not reason:
        raise Invalid(missing, field=field)
    if len(reason) > REASON_AT_MOST:
        raise Invalid(
            _("最多{limit}个字，现在是{count}个字。", limit=REASON_AT_MOST, count=len(reason)), field=field
        )
    return reason


def check_extension(
    new_due_at: datetime | None, due_at: datetime, now: datetime, *, latest: datetime | None = None
) -> None:
    """A later date may be asked for before the deadline, at most a year on, and by a community not
    beyond the deadline of its township (`latest`). Raises Invalid at `new_due_on`.
    """
    refused = None
    if now > due_at:
        refused = _("期限已过，不能再申请延期。请尽快办结，并在反馈里说明。")
    elif new_due_at is None or new_due_at <= due_at:
        refused = _("新的期限要晚于现在的期限。")
    elif latest is not None and new_due_at > latest:
        refused = _("新的期限不能晚于本镇街的期限。")
    elif new_due_at > due_at + EXTENSION_AT_MOST:
        refused = _("一次最多延期一年，请核对日期。")
    if refused is not None:
        raise Invalid(refused, field="new_due_on")


def check_community_deadline(due_at: datetime, own: datetime, now: datetime) -> None:
    """What a township passes on is due after now and not later than its own; Invalid at `due_on`."""
    if due_at <= now:
        raise Invalid(_("截止时间要晚于现在。"), field="due_on")
    if due_at > own:
        raise Invalid(_("给村社区的期限不能晚于本镇街的期限。"), field="due_on")


def unproven(
    *, text: str, files: int, asked_for: str, quantity: Decimal, target: Decimal | None
) -> dict[str, Text]:
    """What is missing before the work may be reported as done, by field.

    Evidence where the task asks for it, else words or a file; words where the target is not met.
    `files` counts those of all feedback, `quantity` is the sum with what was done this time.
    """
    if asked_for and not files:
        return {"files": _("办结要有佐证材料，请先上传：{asked}", asked=asked_for)}
    if target is not None and quantity < target and not text:
        return {"text": _("累计数量还没有到目标数，请写明原因")}
    if not text and not files:
        return {"text": _("写明办理结果，或上传佐证材料后再报办结")}
    return {}
