"""What the schedule does: inspectors are reminded, clerks told of titles past the day of their inspection."""

from datetime import date, time

from coordination.inspections.models import Inspection
from coordination.inspections.queries.due import due_until, lapsed
from coordination.inspections.telling import remind, tell_lapsed
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.db import SYSTEM_SCOPE, acting
from coordination.kernel.operations import transaction
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import SYSTEM
from coordination.kernel.text import Text, _

#: Nobody is reminded at night.
MORNING = time(8, 30)


def remind_due() -> int:
    """On working days, from the morning on: each inspector once a day of what is due by the next working day
    or past its day; the clerks once a week of titles for which an inspection should be planned. Answers how
    many messages were new; a second run tells nothing.
    """
    now, today = clock.now(), clock.today()
    is_workday = working_days(now)
    if local(now).time() < MORNING or not is_workday(today):
        return 0
    with acting(SYSTEM_SCOPE), transaction():
        soon = add_working_days(today, 1, is_workday)
        told = sum(remind(SYSTEM, one, _reminder(one, today), str(today)) for one in due_until(soon))
        week = "{}-W{:02}".format(*today.isocalendar()[:2])
        for office_id, count, first in lapsed(today):
            message = _("{count}个称号该复查了，还没有安排，最早的{first}到期", count=count, first=first)
            told += tell_lapsed(SYSTEM, office_id, message, week)
    return told


def _reminder(one: Inspection, today: date) -> Text:
    if one.due_on < today:
        return _("复查已超期：{subject}，应在{due}前完成", subject=one.subject.name, due=one.due_on)
    return _("复查快到期：{subject}，{due}前完成", subject=one.subject.name, due=one.due_on)
