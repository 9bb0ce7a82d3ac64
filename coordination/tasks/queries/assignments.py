"""Assignments: who sees which, one for its page, a unit's list sorted by trouble."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload, selectinload

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.period import DayTest
from coordination.kernel.policy import Actor
from coordination.tasks.models import Assignment, Task
from coordination.tasks.policy import OFFICE_PEOPLE, UNIT_PEOPLE
from coordination.tasks.queries import lights
from coordination.tasks.rules import UNDER_WAY, AssignmentState, Light

PAGE = 50
LAST_PAGE = 10_000  # further than any list goes


def visible_to(actor: Actor) -> Select[Assignment]:
    """The office sees those of all its units, a unit its own and those of its communities, a
    community worker those of the own community only."""
    found = select(Assignment).where(Assignment.office_id == actor.office_id)
    if actor.office_id is None:
        return found.where(false())
    if actor.unit_id is None:
        return found if actor.functions & OFFICE_PEOPLE else found.where(false())
    found = found.where(Assignment.unit_id == actor.unit_id)
    if actor.functions & UNIT_PEOPLE:
        return found
    if Function.COMMUNITY_WORKER in actor.functions and actor.division_id is not None:
        return found.where(Assignment.division_id == actor.division_id)
    return found.where(false())


@dataclass(frozen=True, slots=True)
class Heap:
    """Assignments that an actor acts upon at once; the policy is asked about it as about each of them."""

    office_id: int
    unit_id: int | None = None
    division_id: int | None = None


def own_heap(actor: Actor, **_places: int) -> Heap | None:
    """What the actor carries out: the unit's assignments, or those of the own community."""
    if actor.office_id is None or actor.unit_id is None:
        return None
    worker = not actor.functions & UNIT_PEOPLE
    return Heap(actor.office_id, actor.unit_id, actor.division_id if worker else None)


def kept_heap(actor: Actor, **_places: int) -> Heap | None:
    """What the actor judges: the assignments of the office's units, or of the township's communities."""
    if actor.office_id is None:
        return None
    return Heap(actor.office_id, actor.unit_id, actor.division_id if actor.unit_id is not None else None)


def kept_by(actor: Actor) -> Select[Assignment]:
    """The assignments of `kept_heap`."""
    to_communities = Assignment.division_id.is_not(None)
    return visible_to(actor).where(~to_communities if actor.unit_id is None else to_communities)


def assignment(actor: Actor, **places: int) -> Assignment | None:
    """The assignment of an address, if visible to the actor, with task, unit and people."""
    id = places["id"]
    found = (
        visible_to(actor)
        .where(Assignment.id == id)
        .options(
            joinedload(Assignment.task, innerjoin=True).options(
                joinedload(Task.party, innerjoin=True), selectinload(Task.articles)
            ),
            joinedload(Assignment.unit, innerjoin=True),
            joinedload(Assignment.division),
            joinedload(Assignment.acknowledged_by),
            joinedload(Assignment.submitted_by),
            joinedload(Assignment.approved_by),
        )
    )
    return session.scalars(found).first() if 0 < id < 2**63 else None


class Show(StrEnum):
    """The filters of a unit's list, as they stand in its address; each is a counter."""

    OPEN = "open"
    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    UNRECEIVED = "unreceived"
    RETURNED = "returned"
    WAITING = "waiting"
    ENDED = "ended"


_LIGHTS = {Show.RED: Light.RED, Show.YELLOW: Light.YELLOW, Show.BLUE: Light.BLUE, Show.ENDED: Light.GREY}
_STATES = {
    Show.UNRECEIVED: AssignmentState.ISSUED,
    Show.RETURNED: AssignmentState.RETURNED,
    Show.WAITING: AssignmentState.SUBMITTED,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """`communities`: what a township passed on, instead of what it was given."""

    show: Show = Show.OPEN
    communities: bool = False
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Mine:
    """One page; `counts` are of everything that fits the words, whatever is shown."""

    assignments: Sequence[Assignment]
    counts: Mapping[Show, int]
    page: int
    pages: int


def mine(actor: Actor, wanted: Wanted, now: datetime, is_workday: DayTest) -> Mine:
    """The unit's assignments, worst light first, then by deadline; 50 to the page."""
    found, place = _fitting(actor, wanted), lights.trouble(now, is_workday)
    counts = _counted(found, place)
    pages = max(1, -(-counts[wanted.show] // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = (
        found.where(_shown(wanted.show, place))
        .options(
            contains_eager(Assignment.task),
            joinedload(Assignment.unit, innerjoin=True),
            joinedload(Assignment.division),
            raiseload("*"),
        )
        .order_by(*_order(wanted.show, place))
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Mine(session.scalars(rows).all(), counts, page, pages)


def _fitting(actor: Actor, wanted: Wanted) -> Select[Assignment]:
    found = visible_to(actor).join(Assignment.task)
    if actor.functions & UNIT_PEOPLE:
        passed_on = Assignment.division_id.is_not(None)
        found = found.where(passed_on if wanted.communities else ~passed_on)
    if wanted.words:
        found = found.where(
            or_(
                Task.title.contains(wanted.words, autoescape=True),
                Task.campaign.contains(wanted.words, autoescape=True),
                Task.origin_note.contains(wanted.words, autoescape=True),
            )
        )
    return found


def _shown(show: Show, place: ColumnElement[int]) -> ColumnElement[bool]:
    if show in _STATES:
        return Assignment.state == _STATES[show]
    if show in _LIGHTS:
        return place == lights.ORDER.index(_LIGHTS[show])
    return Assignment.state.in_(UNDER_WAY)


def _order(show: Show, place: ColumnElement[int]) -> tuple[Any, ...]:
    if show is Show.ENDED:
        return Assignment.due_at.desc(), Assignment.id.desc()
    return place, Assignment.due_at, Assignment.id


def _counted(found: Select[Assignment], place: ColumnElement[int]) -> dict[Show, int]:
    light = place.label("light")
    rows = session.execute(
        found.with_only_columns(Assignment.state, light, func.count().label("found")).group_by(
            Assignment.state, light
        )
    )
    counts = dict.fromkeys(Show, 0)
    for state, standing, number in rows:
        for show in Show:
            counts[show] += number * _fits(show, state, lights.ORDER[standing])
    return counts


def _fits(show: Show, state: AssignmentState, light: Light) -> bool:
    if show in _STATES:
        return state is _STATES[show]
    return light is _LIGHTS[show] if show in _LIGHTS else state in UNDER_WAY
