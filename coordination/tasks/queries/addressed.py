"""The units that a task is handed to, what each already has, and tasks that ask them the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import BigInteger, ColumnElement, Select, and_, any_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, raiseload

from coordination.kernel.clock import ZONE, local
from coordination.kernel.db import session
from coordination.kernel.period import Kind, Period
from coordination.organizations.models import MemberUnit
from coordination.tasks.addressing import Addressees
from coordination.tasks.likeness import LOOK_BACK, alike
from coordination.tasks.models import Assignment, Task
from coordination.tasks.rules import UNDER_WAY, AssignmentState
from coordination.tasks.states import Role


def addressees(task: Task) -> Addressees:
    """To whom the draft goes."""
    return Addressees(
        tuple(task.kinds), tuple(task.support_kinds), tuple(task.lead_ids), tuple(task.support_ids)
    )


def _among(ids: Collection[int]) -> ColumnElement[bool]:
    """One parameter however many ids, unlike a list of them."""
    return MemberUnit.id == any_(literal(sorted(ids), ARRAY(BigInteger())))


def role(to: Addressees) -> ColumnElement[str]:
    """`Addressees.role_of` as SQL, for units that are among them."""
    return case(
        (_among(to.lead_ids), Role.LEAD.value),
        (_among(to.support_ids), Role.SUPPORT.value),
        (MemberUnit.kind_code.in_(to.kinds), Role.LEAD.value),
        else_=Role.SUPPORT.value,
    )


def addressed(office_id: int, to: Addressees) -> Select[MemberUnit]:
    """The open units of the office that are meant, in no order."""
    return select(MemberUnit).where(
        MemberUnit.office_id == office_id,
        MemberUnit.closed_on.is_(None),
        or_(_among(to.picked), MemberUnit.kind_code.in_(to.whole_kinds)),
    )


def meant(office_id: int, to: Addressees) -> Sequence[MemberUnit]:
    """The units of `addressed` in official order."""
    found = addressed(office_id, to).order_by(MemberUnit.sort_order, MemberUnit.id)
    return session.scalars(found.options(raiseload("*"))).all()


def without_assignment(found: Select[MemberUnit], task_id: int) -> Select[MemberUnit]:
    """Of these units those that the task was never handed to."""
    has_one = select(Assignment.unit_id).where(Assignment.task_id == task_id)
    return found.where(MemberUnit.id.not_in(has_one))


def picked(office_id: int, ids: Collection[int]) -> Sequence[MemberUnit]:
    """The units of the office with these ids, closed ones too, in official order."""
    return session.scalars(
        select(MemberUnit)
        .where(MemberUnit.office_id == office_id, _among(ids))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def open_kinds(office_id: int) -> frozenset[str]:
    """The kinds of which the office has open units."""
    found = select(MemberUnit.kind_code).where(
        MemberUnit.office_id == office_id, MemberUnit.closed_on.is_(None)
    )
    return frozenset(session.scalars(found.distinct()))


def assigned(task_id: int) -> frozenset[int]:
    """The units that have or had an assignment of the task."""
    return frozenset(session.scalars(select(Assignment.unit_id).where(Assignment.task_id == task_id)))


@dataclass(frozen=True, slots=True)
class Recipient:
    """A unit about to be handed a task; `load` counts what it was handed in the month before that."""

    unit: MemberUnit
    role: Role
    load: int


def month_of(now: datetime) -> tuple[datetime, datetime]:
    """The calendar month in China, as a half-open interval."""
    month = Period.containing(local(now).date(), Kind.MONTH)
    return datetime.combine(month.start, time(), ZONE), datetime.combine(month.end, time(), ZONE)


def counts_as_asked() -> ColumnElement[bool]:
    """Whether an assignment is a load of its unit: not what was withdrawn or belonged elsewhere, and
    what a township passes on is asked by the township."""
    mistaken = (AssignmentState.WITHDRAWN, AssignmentState.TRANSFERRED)
    return and_(Assignment.state.not_in(mistaken), Assignment.division_id.is_(None))


def recipients(found: Select[MemberUnit], to: Addressees, now: datetime) -> list[Recipient]:
    """The units of `addressed` in official order, each with its load of this month; one query."""
    since, until = month_of(now)
    load = (
        select(Assignment.unit_id, func.count().label("load"))
        .where(Assignment.issued_at >= since, Assignment.issued_at < until, counts_as_asked())
        .group_by(Assignment.unit_id)
        .subquery()
    )
    rows = session.execute(
        found.add_columns(role(to), func.coalesce(load.c.load, 0))
        .outerjoin(load, load.c.unit_id == MemberUnit.id)
        .options(joinedload(MemberUnit.kind, innerjoin=True))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    return [Recipient(unit, Role(given), load) for unit, given, load in rows]


@dataclass(frozen=True, slots=True)
class Repeat:
    """An earlier task that asks the same; `units` of those meant now still work on it."""

    id: int
    title: str
    issued_at: datetime
    due_at: datetime
    units: int


def repeats(task: Task, to: Addressees, now: datetime) -> list[Repeat]:
    """Tasks of the last 60 days with the same duty or a similar title, still open with units meant now."""
    asked = addressed(task.office_id, to).with_only_columns(MemberUnit.id)
    rows = session.execute(
        select(Task.id, Task.title, Task.duty_id, Task.issued_at, Task.due_at, func.count().label("units"))
        .join(Assignment, Assignment.task_id == Task.id)
        .where(Task.office_id == literal(task.office_id), Task.id != (task.id or 0))
        .where(Task.issued_at >= now - LOOK_BACK)
        .where(Assignment.state.in_(UNDER_WAY), Assignment.division_id.is_(None))
        .where(Assignment.unit_id.in_(asked))
        .group_by(Task.id)
        .order_by(Task.issued_at.desc(), Task.id)
    )
    return [
        Repeat(row.id, row.title, row.issued_at, row.due_at, row.units)
        for row in rows
        if _same_duty(task, row.duty_id) or alike(task.title, row.title)
    ]


def _same_duty(task: Task, duty_id: int | None) -> bool:
    return duty_id is not None and duty_id == task.duty_id
