"""What waits for a person about inspections: a row of the inspecting unit, the numbers of the office."""

from datetime import date, datetime
from typing import NamedTuple

from coordination.desk.items import DeskItem
from coordination.desk.titles import END_OF_DAY, LATE, WAITING
from coordination.inspections.queries.due import due_list
from coordination.inspections.queries.lists import to_inspect
from coordination.kernel.clock import ZONE, local
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


class InspectionCounts(NamedTuple):
    """Inspections past their day, and titles past the day of an inspection that nobody planned."""

    late: int
    unplanned: int


def inspection_counts(actor: Actor, today: date) -> InspectionCounts:
    assert actor.office_id is not None  # noqa: S101  asked for the desk of an office
    return InspectionCounts(
        to_inspect(actor, today).overdue, due_list(actor.office_id, today, most=0).overdue
    )


def inspection_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """The unit's inspections as one row."""
    waiting = to_inspect(actor, local(now).date())
    if not waiting.planned or waiting.due_on is None:
        return []
    late = bool(waiting.overdue)
    return [
        DeskItem(
            title=_("{count}个创建对象待复查", count=waiting.planned),
            note="",
            words=_("{count}项超期", count=waiting.overdue) if late else _("待复查"),
            look="late" if late else "wait",
            due_at=datetime.combine(waiting.due_on, END_OF_DAY, ZONE),
            act=_("去复查"),
            address="/inspections",
            rank=LATE if late else WAITING,
        )
    ]
