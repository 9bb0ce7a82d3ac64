"""Duties whose task is to be opened, and opened tasks that units have joined since."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select

from coordination.kernel.clock import local
from coordination.kernel.db import session
from coordination.kernel.period import DayTest, Period
from coordination.organizations.models import MemberUnit
from coordination.responsibilities.models import Duty
from coordination.responsibilities.rules import Rhythm, owed
from coordination.tasks.models import Assignment, Task
from coordination.tasks.states import TaskState


@dataclass(frozen=True, slots=True)
class Owed:
    """The task of a duty for a period that is to be open now."""

    duty_id: int
    period: Period


def rhythm(duty: Duty) -> Rhythm | None:
    """How the duty recurs; None when only people hand it out, or when it is closed."""
    if duty.first_period is None or duty.closed_at is not None:
        return None
    return Rhythm(Period.parse(duty.first_period), duty.due_workday, duty.due_hour)


def unopened(now: datetime, is_workday: DayTest) -> list[Owed]:
    """What every office owes now and has not opened, in one order for all who ask.

    A duty of kinds that have no open unit waits for one.
    """
    duties = session.scalars(
        select(Duty)
        .where(Duty.recurrence.is_not(None), Duty.closed_at.is_(None), _has_units())
        .order_by(Duty.id)
    ).all()
    rhythms = {duty.id: rhythm(duty) for duty in duties}
    periods = {one: owed(one, now, is_workday) for one in set(rhythms.values()) if one is not None}
    wanted = [
        Owed(duty.id, period)
        for duty in duties
        if (one := rhythms[duty.id]) is not None
        for period in periods[one]
    ]
    opened = _opened({str(one.period) for one in wanted})
    return [one for one in wanted if (one.duty_id, str(one.period)) not in opened]


def _has_units() -> ColumnElement[bool]:
    return (
        select(MemberUnit.id)
        .where(
            MemberUnit.office_id == Duty.office_id,
            MemberUnit.closed_on.is_(None),
            or_(func.cardinality(Duty.unit_kinds) == 0, MemberUnit.kind_code == func.any(Duty.unit_kinds)),
        )
        .exists()
    )


def _opened(periods: Collection[str]) -> set[tuple[int | None, str | None]]:
    rows = session.execute(select(Task.duty_id, Task.period).where(Task.period.in_(periods)))
    return {(row.duty_id, row.period) for row in rows}


def joined(now: datetime) -> Sequence[int]:
    """Issued tasks of periods that still run, of duties in use, with a unit that was never handed them.

    Who joins after the period has ended owes nothing for it.
    """
    today = local(now).date()
    periods = session.scalars(
        select(Task.period)
        .where(Task.period.is_not(None), Task.state == TaskState.ISSUED, Task.due_at > now)
        .distinct()
    )
    running = [written for written in periods if written and today < Period.parse(written).end]
    if not running:
        return []
    has_one = select(Assignment.id).where(Assignment.task_id == Task.id, Assignment.unit_id == MemberUnit.id)
    newcomer = select(MemberUnit.id).where(
        MemberUnit.office_id == Task.office_id,
        MemberUnit.closed_on.is_(None),
        MemberUnit.kind_code == func.any(Task.kinds),
        ~has_one.exists(),
    )
    return session.scalars(
        select(Task.id)
        .join(Task.duty)
        .where(Task.period.in_(running), Task.state == TaskState.ISSUED, Task.due_at > now)
        .where(Duty.closed_at.is_(None), newcomer.exists())
        .order_by(Task.id)
    ).all()
