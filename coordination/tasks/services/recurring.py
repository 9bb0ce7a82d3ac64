"""A recurring duty opens its task once for each period, whatever runs twice.

The unique key of duty and period decides: whoever inserts the row hands it out. The locks keep a
duty that is being closed, and a task that another run is adding units to, from slipping through.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as insert_once

from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.operations import transaction
from coordination.kernel.period import DayTest, Period, deadline
from coordination.kernel.policy import SYSTEM
from coordination.organizations.models import UnitKind
from coordination.responsibilities.models import Duty
from coordination.responsibilities.rules import owed
from coordination.tasks import jobs
from coordination.tasks.models import Task, task_articles
from coordination.tasks.queries import recurring as queries
from coordination.tasks.queries.addressed import addressees
from coordination.tasks.services.issuing import hand
from coordination.tasks.states import Origin, TaskAction, TaskState

log = structlog.get_logger()


def open_due_tasks() -> int:
    """Open what is owed now, and hand open tasks to units that have joined; runs on the schedule.

    Answers how many tasks were opened. Each is a transaction of its own: one that fails is logged
    and tried again at the next run, and holds up no other.
    """
    now = clock.now()
    with acting(SYSTEM_SCOPE):
        is_workday = working_days()
        wanted = queries.unopened(now, is_workday)
        opened = sum(_tried(partial(_open, one, now, is_workday)) for one in wanted)
        for task_id in queries.joined(now):
            _tried(partial(_hand_to_newcomers, task_id))
    return opened


def _tried(step: Callable[[], bool]) -> bool:
    try:
        with transaction():
            return step()
    except Exception:
        log.exception("recurring task failed")
        return False


def _open(wanted: queries.Owed, now: datetime, is_workday: DayTest) -> bool:
    """Whether this run opened the task: not if another did, or if the duty was changed meanwhile."""
    duty = session.get(Duty, wanted.duty_id, with_for_update={"read": True}, populate_existing=True)
    rhythm = queries.rhythm(duty) if duty is not None else None
    if duty is None or rhythm is None or wanted.period not in owed(rhythm, now, is_workday):
        return False
    row = insert_once(Task).values(_columns(duty, wanted.period, is_workday))
    task_id = session.scalar(
        row.on_conflict_do_nothing(index_elements=["duty_id", "period"]).returning(Task.id)
    )
    if task_id is None:
        return False
    if duty.article_id is not None:
        session.execute(insert(task_articles).values(task_id=task_id, article_id=duty.article_id))
    task = session.get_one(Task, task_id)
    _hand_out(task, TaskAction.ISSUE)
    return True


def _columns(duty: Duty, period: Period, is_workday: DayTest) -> dict[str, Any]:
    """The task of a period, as the duty reads now: later changes of the duty are for later periods."""
    same = ("office_id", "content", "party_id", "weight", "target", "target_unit", "evidence")
    return {name: getattr(duty, name) for name in same} | {
        "duty_id": duty.id,
        "period": str(period),
        "origin": Origin.DUTY,
        "title": f"{duty.name}（{period.label()}）",
        "due_at": deadline(period, duty.due_workday, duty.due_hour, is_workday),
        "kinds": duty.unit_kinds or _every_kind(),
        "state": TaskState.ISSUED,
        "issued_at": clock.now(),
    }


def _every_kind() -> list[str]:
    return list(session.scalars(select(UnitKind.code).order_by(UnitKind.sort_order, UnitKind.code)))


def _hand_to_newcomers(task_id: int) -> bool:
    task = session.get(Task, task_id, with_for_update=True, populate_existing=True)
    if task is None or task.state is not TaskState.ISSUED:
        return False
    return _hand_out(task, TaskAction.ADD_UNITS)


def _hand_out(task: Task, action: TaskAction) -> bool:
    """Whether there was somebody to hand it to."""
    units = hand(task, addressees(task))
    if units or action is TaskAction.ISSUE:
        record(SYSTEM, action, task, title=task.title, units=units)
        jobs.announce.later(task.id)
    return bool(units)
