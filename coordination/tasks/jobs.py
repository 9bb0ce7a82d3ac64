"""Telling units, away from the request: each person once, whatever runs twice."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Row, Select, select

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.jobs import job
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people
from coordination.notifications.services import Notice, tell, tell_robots
from coordination.tasks.models import Assignment, Task
from coordination.tasks.rules import AssignmentState
from coordination.tasks.states import TaskState

Told = Row[int, int, int | None]  # assignment, unit, community


@job()
def announce(task_id: int) -> None:
    """Tell the people of every unit of its new assignment, and the office's chat groups of the task."""
    task = session.get_one(Task, task_id)
    if task.state is not TaskState.ISSUED:
        return
    message = _("新交办任务：{title}，{due}前办结", title=task.title, due=task.due_at)
    new = _assignments(task).where(
        Assignment.state == AssignmentState.ISSUED, Assignment.division_id.is_(None)
    )
    tell(_notices(task, session.execute(new).all(), "assignment.issued", message))
    tell_robots(
        task.office_id,
        key=f"task.issued:{task.id}",
        kind="task.issued",
        subject=task,
        message=message,
        address=f"/tasks/{task.id}",
    )


@job()
def tell_end(task_id: int) -> None:
    """Tell whoever was at work on a task that it was withdrawn or terminated, and why."""
    task = session.get_one(Task, task_id)
    withdrawn = task.state is TaskState.WITHDRAWN
    ended = AssignmentState.WITHDRAWN if withdrawn else AssignmentState.TERMINATED
    pattern = (
        _("任务已撤回：{title}。原因：{reason}") if withdrawn else _("任务已终止：{title}。原因：{reason}")
    )
    message = Text(pattern.msgid, {"title": task.title, "reason": task.end_reason})
    rows = _assignments(task).where(Assignment.state == ended, Assignment.end_reason == task.end_reason)
    tell(_notices(task, session.execute(rows).all(), "assignment.ended", message))


def _assignments(task: Task) -> Select[int, int, int | None]:
    rows = select(Assignment.id, Assignment.unit_id, Assignment.division_id)
    return rows.where(Assignment.task_id == task.id).order_by(Assignment.id)


def _notices(task: Task, rows: Sequence[Told], kind: str, message: Text) -> Iterator[Notice]:
    for row, person in _told(rows):
        yield Notice(
            key=f"{kind}:{row.id}:{person.account_id}",
            office_id=task.office_id,
            unit_id=row.unit_id,
            account_id=person.account_id,
            robot_id=None,
            kind=kind,
            subject_type=Assignment.__tablename__,
            subject_id=row.id,
            message=message,
            address=f"/assignments/{row.id}",
        )


def _told(rows: Sequence[Told]) -> Iterator[tuple[Told, Recipient]]:
    """A unit's people for the unit's assignments, a community's workers for the community's."""
    of_units = people({row.unit_id for row in rows}, Function.LIAISON, Function.TOWNSHIP)
    passed_on = {row.unit_id for row in rows if row.division_id is not None}
    workers = people(passed_on, Function.COMMUNITY_WORKER)
    for row in rows:
        if row.division_id is None:
            yield from ((row, person) for person in of_units.get(row.unit_id, ()))
        else:
            of_the_community = workers.get(row.unit_id, ())
            yield from ((row, one) for one in of_the_community if one.division_id == row.division_id)
