"""What waits for a person about rankings before they are issued: a unit's own line, objections to answer."""

from datetime import datetime

from coordination.consultations.queries.desk import ConsultationCounts, awaiting, consultation_counts
from coordination.desk.items import DeskItem
from coordination.desk.titles import WAITING
from coordination.kernel.clock import ZONE, local
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _

__all__ = ["ConsultationCounts", "consultation_counts", "consultation_items"]


def consultation_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """The rankings in consultation about which the actor's unit has said nothing yet."""
    return [
        DeskItem(
            title=_("{month}排名征求意见", month=Period.parse(one.consultation.period).label()),
            note="",
            words=_("待表态") if one.read_at else _("未查看"),
            look="wait" if one.read_at else "change",
            due_at=datetime(*one.consultation.closes_on.timetuple()[:3], 23, 59, tzinfo=ZONE),
            act=_("核对本单位得分"),
            address=f"/consulted/{one.id}",
            rank=WAITING,
        )
        for one in awaiting(actor, local(now).date())
    ]
