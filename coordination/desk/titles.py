"""What waits for a person about fraud-free communities: the rows of a unit, the numbers of the office."""

from datetime import datetime, time

from coordination.applications.queries.desk import OfficeCounts, Owed, office_counts, owed, to_sign
from coordination.applications.states import LABELS, ApplicationState
from coordination.desk.items import DeskItem
from coordination.kernel.clock import ZONE, local
from coordination.kernel.policy import Actor
from coordination.kernel.text import _

#: Late before returned, before what is due in time: as the other rows of the desk are placed.
LATE, RETURNED, WAITING = 0, 1, 3
END_OF_DAY = time(17)


def title_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """The unit's opinions as one row, and each application that waits for it."""
    return [*_opinions(actor, now), *(_of_application(one) for one in owed(actor))]


def _opinions(actor: Actor, now: datetime) -> list[DeskItem]:
    signed = to_sign(actor, local(now).date())
    if not signed.asked or signed.due_on is None:
        return []
    late = bool(signed.late)
    return [
        DeskItem(
            title=_("{count}项联审意见待提", count=signed.asked),
            note="",
            words=_("{count}项超期", count=signed.late) if late else _("待联审"),
            look="late" if late else "wait",
            due_at=datetime.combine(signed.due_on, END_OF_DAY, ZONE),
            act=_("去联审"),
            address="/applications/opinions",
            rank=LATE if late else WAITING,
        )
    ]


def _of_application(one: Owed) -> DeskItem:
    returned = one.state is ApplicationState.RETURNED
    return DeskItem(
        title=_("{subject}的创建申报", subject=one.subject),
        note=one.reason if returned else "",
        words=LABELS[one.state],
        look="change" if returned else "wait",
        due_at=None,
        act=_("修改后再报") if returned else _("初审"),
        address=f"/applications/{one.id}/edit" if returned else f"/applications/{one.id}",
        rank=RETURNED if returned else WAITING,
    )


__all__ = ["OfficeCounts", "office_counts", "title_items"]
