"""What waits for the police about case tallies: the communities that the last month lacks."""

from datetime import datetime, time, timedelta

from coordination.desk.items import DeskItem
from coordination.kernel.clock import ZONE
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import _
from coordination.organizations.queries import workplace
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries import last_day
from coordination.tallies.queries.coverage import lacking, months_until_now
from coordination.tallies.rules.clock import LATE_AFTER

LATE, OPEN = 0, 2
END_OF_DAY = time(17)


def tally_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """One row while the last month lacks communities; none where tallies were never filed."""
    office = workplace(actor)
    if office is None or actor.unit_id is None or not allowed(actor, TallyAction.FILE, office):
        return []
    (month,) = months_until_now(1)
    count = lacking(office.id, month) if last_day(office.id) is not None else 0
    if not count:
        return []
    due = datetime.combine(month.last_day + timedelta(days=LATE_AFTER), END_OF_DAY, ZONE)
    late = due < now
    return [
        DeskItem(
            title=_("{month}发案统计", month=month.label()),
            note="",
            words=_("缺{count}个村（社区）", count=count),
            look="late" if late else "wait",
            due_at=due,
            act=_("填报"),
            address=f"/tallies/month?month={month}",
            rank=LATE if late else OPEN,
        )
    ]
