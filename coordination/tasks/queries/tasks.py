"""The office's list of tasks, worst first, with its counters."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Subquery,
    any_,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import joinedload, raiseload, selectinload

from coordination.kernel.db import session
from coordination.kernel.period import DayTest
from coordination.kernel.policy import Actor
from coordination.responsibilities import queries as responsibilities
from coordination.responsibilities.models import Duty
from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries import lights
from coordination.tasks.rules import FULFILLED, UNDER_WAY, Light
from coordination.tasks.states import Origin, TaskState

PAGE = 25
MOST_CAMPAIGNS = 30


class Standing(IntEnum):
    """How a task stands: the worst light of its assignments; the order of the list, and its counters."""

    RED = 0
    YELLOW = 1
    BLUE = 2
    GREEN = 3
    DRAFT = 4
    GREY = 5


def visible_to(actor: Actor) -> Select[Task]:
    """The office's own tasks; a unit sees assignments, and its task only through these."""
    found = select(Task).where(Task.office_id == actor.office_id)
    if actor.unit_id is None:
        return found
    own = select(Assignment.task_id).where(Assignment.unit_id == actor.unit_id)
    return found.where(Task.id.in_(own))


def task(actor: Actor, **places: int) -> Task | None:
    """One task with what its pages show."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = visible_to(actor).where(Task.id == number)
    return session.scalars(
        found.options(joinedload(Task.party), joinedload(Task.duty), selectinload(Task.articles))
    ).first()


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list, as they stand in its address."""

    standing: Standing | None = None
    state: TaskState | None = None
    party_id: int | None = None
    campaign: str = ""
    origin: Origin | None = None
    words: str = ""
    page: int = 1

    @property
    def any(self) -> bool:
        """Whether anything but a counter narrows the list."""
        return bool(self.state or self.party_id or self.campaign or self.origin or self.words)


@dataclass(slots=True)
class Tally:
    """The assignments of one task: how many units at which light, and how many fulfilled it."""

    lights: dict[Light, int] = field(default_factory=dict)
    fulfilled: int = 0
    dropped: int = 0

    @property
    def asked(self) -> int:
        """Units of which the task is still asked."""
        return sum(self.lights.values()) - self.dropped


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page; `counts` are of everything that fits all filters but the counter."""

    tasks: Sequence[Task]
    standings: Mapping[int, Standing]
    tallies: Mapping[int, Tally]
    counts: Mapping[Standing, int]
    page: int
    pages: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def listed(actor: Actor, wanted: Wanted, now: datetime, is_workday: DayTest, size: int = PAGE) -> TaskPage:
    """The tasks that fit, worst first, `size` to the page; three queries whatever their number.

    The lights of all of them are computed once, for the counters and the order alike.
    """
    standings = _standings(actor, wanted, now, is_workday)
    counts = dict.fromkeys(Standing, 0) | Counter(standings.values())
    shown = [id for id, standing in standings.items() if wanted.standing in (None, standing)]
    pages = max(1, -(-len(shown) // size))
    page = min(max(1, wanted.page), pages)
    ids = shown[(page - 1) * size : page * size]
    tasks = _tasks(actor, ids)
    return TaskPage(tasks, standings, tallies(ids, now, is_workday), counts, page, pages)


def _standings(actor: Actor, wanted: Wanted, now: datetime, is_workday: DayTest) -> dict[int, Standing]:
    """How each task that fits stands, in the order of the list: what is over, the latest first."""
    worst = _worst(actor, now, is_workday)
    place = _place(worst)
    over = case((place == int(Standing.GREY), None), else_=Task.due_at)
    rows = session.execute(
        _fitting(visible_to(actor), wanted)
        .outerjoin(worst, worst.c.task_id == Task.id)
        .with_only_columns(Task.id, place)
        .order_by(place, over, Task.due_at.desc(), Task.id.desc())
    )
    return {task_id: Standing(number) for task_id, number in rows}


def _tasks(actor: Actor, ids: Sequence[int]) -> list[Task]:
    """These tasks in this order."""
    among = Task.id == any_(literal(list(ids), ARRAY(BigInteger())))
    found = visible_to(actor).where(among).options(joinedload(Task.party, innerjoin=True), raiseload("*"))
    by_id = {task.id: task for task in session.scalars(found)}
    return [by_id[id] for id in ids if id in by_id]


def _worst(actor: Actor, now: datetime, is_workday: DayTest) -> Subquery:
    """The worst light of each task with work under way; the assignments of communities are the townships'."""
    return (
        select(Assignment.task_id, func.min(lights.trouble(now, is_workday)).label("place"))
        .where(Assignment.office_id == actor.office_id, Assignment.state.in_(UNDER_WAY))
        .where(Assignment.division_id.is_(None))
        .group_by(Assignment.task_id)
        .subquery()
    )


def _place(worst: Subquery) -> ColumnElement[int]:
    return case(
        (Task.state == TaskState.DRAFT, int(Standing.DRAFT)),
        else_=func.coalesce(worst.c.place, int(Standing.GREY)),
    )


def _fitting(found: Select[Task], wanted: Wanted) -> Select[Task]:
    for column, value in (
        (Task.state, wanted.state),
        (Task.party_id, wanted.party_id),
        (Task.campaign, wanted.campaign or None),
        (Task.origin, wanted.origin),
    ):
        if value is not None:
            found = found.where(column == value)
    if not wanted.words:
        return found
    columns = (Task.title, Task.content, Task.campaign, Task.origin_note)
    return found.where(or_(*(column.contains(wanted.words, autoescape=True) for column in columns)))


def tallies(task_ids: Collection[int], now: datetime, is_workday: DayTest) -> dict[int, Tally]:
    """How the units of each of these tasks stand, in one query."""
    made = {task_id: Tally() for task_id in task_ids}
    place = lights.trouble(now, is_workday)
    rows = session.execute(
        select(
            Assignment.task_id,
            place,
            func.count(),
            func.count().filter(Assignment.state.in_(FULFILLED)),
        )
        .where(Assignment.task_id == any_(literal(list(made), ARRAY(BigInteger()))))
        .where(Assignment.division_id.is_(None))
        .group_by(Assignment.task_id, place)
    )
    for task_id, number, units, fulfilled in rows:
        tally, light = made[task_id], lights.ORDER[number]
        tally.lights[light] = units
        tally.fulfilled += fulfilled
        tally.dropped += units - fulfilled if light is Light.GREY else 0
    return made


def campaigns(actor: Actor) -> Sequence[str]:
    """The names of earlier campaigns, the latest first."""
    found = visible_to(actor).where(Task.campaign != "")
    rows = found.with_only_columns(Task.campaign).group_by(Task.campaign)
    return session.scalars(rows.order_by(func.max(Task.id).desc()).limit(MOST_CAMPAIGNS)).all()


def duties(actor: Actor) -> Sequence[Duty]:
    """The duties in use that a task can be about, in their order."""
    found = responsibilities.visible_to(actor).where(Duty.closed_at.is_(None))
    return session.scalars(found.options(raiseload("*")).order_by(Duty.sort_order, Duty.id)).all()
