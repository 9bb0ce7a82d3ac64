"""What must be true of a task before it is kept and once more before it is handed out."""

from datetime import datetime

from coordination.kernel.clock import clock
from coordination.kernel.text import Text, _
from coordination.organizations.queries import kinds
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Task
from coordination.tasks.queries import addressed

NAMED_AT_MOST = 5
CALLED_AT_MOST = 60


def called(task: Task) -> str:
    """The title as the audit and its timelines tell it; a very long one is cut."""
    return task.title if len(task.title) <= CALLED_AT_MOST else f"{task.title[:CALLED_AT_MOST]}…"


def due_fault(due_at: datetime) -> Text | None:
    """What is wrong with a deadline: it must lie ahead."""
    return None if due_at > clock.now() else _("截止时间已经过了，要晚于现在。")


def units_fault(office_id: int, to: Addressees) -> Text | None:
    """What is wrong with the addressees: nobody leads, a unit has left, a kind is empty."""
    if not to.has_lead:
        return _("还没有选牵头单位：至少勾选一类或一个单位牵头。")
    return left_fault(office_id, to) or _empty_kind(office_id, to)


def left_fault(office_id: int, to: Addressees) -> Text | None:
    """Names units picked by hand that have been closed since, or that are not of this office."""
    found = addressed.picked(office_id, to.picked)
    if len(found) < len(to.picked):
        return _("所选单位里有不属于本联席办的，请重新勾选。")
    closed = [unit.short_name for unit in found if unit.closed_on is not None]
    if not closed:
        return None
    names = "、".join(closed[:NAMED_AT_MOST])
    return _("{names}已停用，不能再交办；请从名单中去掉。", names=names)


def _empty_kind(office_id: int, to: Addressees) -> Text | None:
    empty = to.whole_kinds - addressed.open_kinds(office_id)
    if not empty:
        return None
    names = "、".join(kind.name for kind in kinds() if kind.code in empty)
    return _("{names}下现在没有在用的单位；请改选。", names=names or "、".join(sorted(empty)))
