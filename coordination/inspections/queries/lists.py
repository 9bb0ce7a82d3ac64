"""The list of inspections with its filters, and what waits for a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from coordination.inspections.models import Inspection, InspectionPhoto, InspectionPoint
from coordination.inspections.queries.inspections import visible_to
from coordination.inspections.states import InspectionState, Result, Verdict
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.subjects.models import Subject

PAGE = 50
LAST_PAGE = 10_000
_S = InspectionState
_Inspector = aliased(MemberUnit)


class Show(StrEnum):
    """The filters of the list, as they stand in the address; each is a counter."""

    PLANNED = "planned"
    OVERDUE = "overdue"
    MENDING = "mending"
    DONE = "done"
    PASSED = "passed"
    TO_MEND = "to_mend"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Row(NamedTuple):
    """One inspection in a list; `mine`: the actor's unit goes there, not: it is inspected."""

    id: int
    office_id: int
    unit_id: int
    inspector_id: int | None
    state: InspectionState
    verdict: Verdict | None
    due_on: date
    done_at: datetime | None
    mend_by: date | None
    follows_id: int | None
    subject: str
    unit: str
    inspector: str | None
    problems: int
    photos: int
    summary: str
    cancel_reason: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list; None: all. `inspector` 0: the office itself."""

    show: Show = Show.PLANNED
    words: str = ""
    unit_id: int | None = None
    inspector: int | None = None
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.unit_id is not None or self.inspector is not None)


@dataclass(frozen=True, slots=True)
class Listed:
    rows: Sequence[Row]
    counts: Mapping[Show, int]
    page: int
    pages: int


def _shown(today: date) -> dict[Show, ColumnElement[bool]]:
    planned, done = Inspection.state == _S.PLANNED, Inspection.state == _S.DONE
    return {
        Show.PLANNED: planned,
        Show.OVERDUE: planned & (Inspection.due_on < today),
        Show.MENDING: planned & Inspection.follows_id.is_not(None),
        Show.DONE: done,
        Show.PASSED: done & (Inspection.verdict == Verdict.PASSED),
        Show.TO_MEND: done & (Inspection.verdict == Verdict.TO_MEND),
        Show.FAILED: done & (Inspection.verdict == Verdict.FAILED),
        Show.CANCELLED: Inspection.state == _S.CANCELLED,
    }


def listed(actor: Actor, wanted: Wanted, today: date) -> Listed:
    """Two statements: the counts, and one page."""
    filters = _shown(today)
    counted = _fitting(actor, wanted).with_only_columns(
        *(func.count().filter(one) for one in filters.values())
    )
    counts = dict(zip(filters, session.execute(counted).one(), strict=True))
    pages = max(1, -(-counts[wanted.show] // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = _rows(actor, wanted, filters).limit(PAGE).offset((page - 1) * PAGE)
    return Listed([Row(*row) for row in session.execute(rows)], counts, page, pages)


def every(actor: Actor, wanted: Wanted, today: date) -> list[Row]:
    """All that the list shows on its pages, for the sheet."""
    return [Row(*row) for row in session.execute(_rows(actor, wanted, _shown(today)))]


def _fitting(actor: Actor, wanted: Wanted) -> Select[Any]:
    found = visible_to(actor).join(Subject, Subject.id == Inspection.subject_id)
    if wanted.words:
        letters = wanted.words.lower().replace(" ", "")
        found = found.where(
            or_(
                Subject.name.contains(wanted.words, autoescape=True),
                Subject.initials.contains(letters, autoescape=True),
            )
        )
    if wanted.unit_id is not None:
        found = found.where(Inspection.unit_id == wanted.unit_id)
    if wanted.inspector is not None:
        found = found.where(Inspection.inspector_id.is_not_distinct_from(wanted.inspector or None))
    return found


def _rows(actor: Actor, wanted: Wanted, filters: Mapping[Show, ColumnElement[bool]]) -> Any:
    problems = select(func.count()).where(
        InspectionPoint.inspection_id == Inspection.id, InspectionPoint.result == Result.PROBLEM
    )
    photos = select(func.count()).where(InspectionPhoto.inspection_id == Inspection.id)
    done = wanted.show in (Show.DONE, Show.PASSED, Show.TO_MEND, Show.FAILED)
    order = Inspection.done_at.desc() if done else Inspection.due_on
    return (
        _fitting(actor, wanted)
        .where(filters[wanted.show])
        .join(MemberUnit, MemberUnit.id == Inspection.unit_id)
        .outerjoin(_Inspector, _Inspector.id == Inspection.inspector_id)
        .with_only_columns(
            Inspection.id,
            Inspection.office_id,
            Inspection.unit_id,
            Inspection.inspector_id,
            Inspection.state,
            Inspection.verdict,
            Inspection.due_on,
            Inspection.done_at,
            Inspection.mend_by,
            Inspection.follows_id,
            Subject.name,
            MemberUnit.short_name,
            _Inspector.short_name,
            problems.correlate(Inspection).scalar_subquery(),
            photos.correlate(Inspection).scalar_subquery(),
            Inspection.summary,
            Inspection.cancel_reason,
        )
        .order_by(order, Inspection.id)
    )


class Waiting(NamedTuple):
    """What an inspector has to do: how many, how many past their day, and the first day."""

    planned: int
    overdue: int
    due_on: date | None


def to_inspect(actor: Actor, today: date) -> Waiting:
    """What waits for the actor's unit, or for the office (all that is planned there); one statement."""
    if actor.unit_id is not None and not actor.functions & {Function.LIAISON, Function.TOWNSHIP}:
        return Waiting(0, 0, None)
    found = visible_to(actor).where(Inspection.state == _S.PLANNED)
    if actor.unit_id is not None:
        found = found.where(Inspection.inspector_id == actor.unit_id)
    counted = found.with_only_columns(
        func.count(), func.count().filter(Inspection.due_on < today), func.min(Inspection.due_on)
    )
    return Waiting(*session.execute(counted).one())
