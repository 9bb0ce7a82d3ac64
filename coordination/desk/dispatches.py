"""Documents that wait for the unit's signature, each a row."""

from datetime import datetime

from coordination.circulars.numbering import number
from coordination.desk.items import DeskItem
from coordination.dispatches.queries import Shown, mine
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.reminders.rules import unreceived

LATE, WAITING = 0, 3


def dispatch_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """The latest of them; after 24 hours they stand among what is late."""
    if Function.COMMUNITY_WORKER in actor.functions:
        return []
    found, _more = mine(actor, shown=Shown.OPEN)
    items = []
    for one in found:
        late = unreceived(one.sent_at, now)
        items.append(
            DeskItem(
                title=_("签收《{title}》（{number}）", title=one.circular.title, number=number(one.circular)),
                note="",
                words=_("24小时未签收") if late else _("待签收"),
                look="late" if late else "wait",
                due_at=None,
                act=_("签收"),
                address=f"/dispatches/{one.id}",
                rank=LATE if late else WAITING,
            )
        )
    return items
