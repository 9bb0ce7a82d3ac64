"""The ladder of reminders (domain.md section 5), decided from values alone.

T−3 and T−1 working days, the day itself, then each working day; when three have gone out and the
work is still not in, the next is a 催办单; seven days after the deadline a 督办函 lies ready as a
draft, which a person sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from coordination.kernel.clock import local
from coordination.kernel.period import DayTest, add_working_days
from coordination.kernel.text import Text, _

#: Reminders after which the next one is a 催办单.
BEFORE_ORDER = 3
#: Days after the deadline's day from which a 督办函 is drafted.
LETTER_AFTER = 7
#: An assignment not acknowledged for so long is on the phone list.
UNRECEIVED_AFTER = timedelta(hours=24)
#: Whom one chased so recently one does not chase again without thinking.
CHASED_LATELY = timedelta(hours=24)
TEXT_AT_MOST = 500


class Rung(StrEnum):
    """T-3 and T-1 working days, the day itself, the days of grace, each working day after it; 催办单;
    督办函; by hand."""

    THREE_BEFORE = "three_before"
    ONE_BEFORE = "one_before"
    DUE = "due"
    GRACE = "grace"
    OVERDUE = "overdue"
    ORDER = "order"
    LETTER = "letter"
    UNRECEIVED = "unreceived"
    CHASE = "chase"
    CALL = "call"


RUNG_LABELS: dict[Rung, Text] = {
    Rung.THREE_BEFORE: _("到期前3个工作日提醒"),
    Rung.ONE_BEFORE: _("到期前1个工作日提醒"),
    Rung.DUE: _("到期当日提醒"),
    Rung.GRACE: _("宽限期提醒"),
    Rung.OVERDUE: _("逾期提醒"),
    Rung.ORDER: _("催办单"),
    Rung.LETTER: _("督办函"),
    Rung.UNRECEIVED: _("交办后24小时未签收"),
    Rung.CHASE: _("人工催办"),
    Rung.CALL: _("电话催办"),
}
#: The daily ones; these are counted before a 催办单.
DAILY = (Rung.THREE_BEFORE, Rung.ONE_BEFORE, Rung.DUE, Rung.OVERDUE)
BY_HAND = (Rung.CHASE, Rung.CALL)


@dataclass(frozen=True, slots=True)
class Climbed:
    """What has gone out about one item: the number of daily ones, and which others."""

    daily: int = 0
    others: frozenset[Rung] = frozenset()


def rungs(
    due_at: datetime,
    today: date,
    climbed: Climbed,
    is_workday: DayTest,
    grace_until: datetime | None = None,
) -> Sequence[Rung]:
    """The reminders that an unfinished item calls for on `today`, a day in China; none on days off.

    In the days of grace it is reminded as on the day itself; it is overdue, and counted so, after them.
    A day on which nothing ran is not made up for: the next working day has its own rung.
    """
    if not is_workday(today):
        return ()
    due_on = local(due_at).date()
    if today <= due_on:
        rung = _before(due_on, today, is_workday)
        return () if rung is None else (rung,)
    if grace_until is not None:
        due_on = local(grace_until).date()
    if today <= due_on:
        return (Rung.GRACE,)
    late = Rung.OVERDUE
    if climbed.daily >= BEFORE_ORDER and Rung.ORDER not in climbed.others:
        late = Rung.ORDER
    if (today - due_on).days >= LETTER_AFTER and Rung.LETTER not in climbed.others:
        return (late, Rung.LETTER)
    return (late,)


def _before(due_on: date, today: date, is_workday: DayTest) -> Rung | None:
    days = {
        add_working_days(due_on, -3, is_workday): Rung.THREE_BEFORE,
        add_working_days(due_on, -1, is_workday): Rung.ONE_BEFORE,
        due_on: Rung.DUE,
    }
    return days.get(today)


def unreceived(issued_at: datetime, now: datetime) -> bool:
    """Whether nobody has taken note for so long that somebody should telephone."""
    return now - issued_at >= UNRECEIVED_AFTER


def chased_lately(last: datetime | None, now: datetime) -> bool:
    return last is not None and now - last < CHASED_LATELY
