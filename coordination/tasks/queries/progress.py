"""How one task goes: its assignments sorted by trouble, and what they add up to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, raiseload

from coordination.kernel.db import session
from coordination.kernel.period import DayTest
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment, Feedback, Request, Task
from coordination.tasks.queries import lights
from coordination.tasks.rules import DROPPED, FULFILLED, AssignmentState, Light
from coordination.tasks.states import WishState

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One assignment in the table of the office."""

    assignment: Assignment
    light: Light
    last_at: datetime | None
    asked: int


@dataclass(frozen=True, slots=True)
class Progress:
    """One page of the assignments; the sums are of all of them but those no longer asked."""

    lines: Sequence[Line]
    lights: Mapping[Light, int]
    states: Mapping[AssignmentState, int]
    percent: int
    quantity: Decimal
    page: int
    pages: int

    @property
    def units(self) -> int:
        return sum(self.states.values())

    @property
    def asked(self) -> int:
        return self.units - sum(self.states[state] for state in DROPPED)

    @property
    def fulfilled(self) -> int:
        return sum(self.states[state] for state in FULFILLED)


@dataclass(frozen=True, slots=True)
class Shown:
    """The filters of the table, as they stand in the address."""

    light: Light | None = None
    state: AssignmentState | None = None
    page: int = 1


def progress(task: Task, shown: Shown, now: datetime, is_workday: DayTest) -> Progress:
    """The assignments of a task to units, worst first, 50 to the page; two queries."""
    place = lights.trouble(now, is_workday)
    found = select(Assignment).where(Assignment.task_id == task.id, Assignment.division_id.is_(None))
    by_light, by_state = dict.fromkeys(Light, 0), dict.fromkeys(AssignmentState, 0)
    percent, quantity, matching = 0, Decimal(0), 0
    for number, state, units, percents, quantities in session.execute(_sums(found, place)):
        by_light[lights.ORDER[number]] += units
        by_state[state] += units
        if state not in DROPPED:
            percent, quantity = percent + percents, quantity + quantities
        if shown.light in (None, lights.ORDER[number]) and shown.state in (None, state):
            matching += units
    pages = max(1, -(-matching // PAGE))
    page = min(max(1, shown.page), pages)
    rows = session.execute(_page(found, place, shown).limit(PAGE).offset((page - 1) * PAGE))
    lines = [Line(one, lights.ORDER[number], last_at, asked) for one, number, last_at, asked in rows]
    asked = sum(by_state.values()) - sum(by_state[state] for state in DROPPED)
    return Progress(lines, by_light, by_state, percent // asked if asked else 0, quantity, page, pages)


def _sums(
    found: Select[Assignment], place: ColumnElement[int]
) -> Select[int, AssignmentState, int, int, Decimal]:
    return found.with_only_columns(
        place,
        Assignment.state,
        func.count(),
        func.sum(Assignment.percent),
        func.sum(Assignment.quantity),
    ).group_by(place, Assignment.state)


def _page(
    found: Select[Assignment], place: ColumnElement[int], shown: Shown
) -> Select[Assignment, int, datetime | None, int]:
    last_at = (
        select(func.max(Feedback.sent_at)).where(Feedback.assignment_id == Assignment.id).scalar_subquery()
    )
    asked = (
        select(func.count())
        .where(Request.assignment_id == Assignment.id, Request.state == WishState.ASKED)
        .scalar_subquery()
    )
    if shown.light is not None:
        found = found.where(place == lights.ORDER.index(shown.light))
    if shown.state is not None:
        found = found.where(Assignment.state == shown.state)
    return (
        found.add_columns(place, last_at, asked)
        .join(Assignment.unit)
        .options(contains_eager(Assignment.unit), raiseload("*"))
        .order_by(place, Assignment.due_at, MemberUnit.sort_order, Assignment.id)
    )
