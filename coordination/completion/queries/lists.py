"""The assignments behind a cell of the matrix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from coordination.completion.queries.shares import counted, is_
from coordination.completion.rules import Outcome, outcome
from coordination.kernel.db import session
from coordination.kernel.period import DayTest, Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment, Task, task_articles
from coordination.tasks.queries.assignments import visible_to
from coordination.tasks.rules import Light, light

PAGE = 50


@dataclass(frozen=True, slots=True)
class CellWanted:
    """Which cell, as it stands in the address; what is None is not narrowed by it."""

    period: Period
    unit_id: int | None = None
    party_id: int | None = None
    article_id: int | None = None
    kind: str = ""
    outcome: Outcome | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Behind:
    """One assignment with the words of the matrix and its light."""

    assignment: Assignment
    outcome: Outcome
    light: Light


@dataclass(frozen=True, slots=True)
class Cell:
    """One page of the assignments behind a cell; `counts` are of the whole cell."""

    lines: Sequence[Behind]
    counts: Mapping[Outcome, int]
    page: int
    pages: int

    @property
    def asked(self) -> int:
        return sum(self.counts.values())


def cell(
    actor: Actor, wanted: CellWanted, now: datetime, is_workday: DayTest, *, size: int | None = PAGE
) -> Cell:
    """The assignments behind a cell, worst first, 50 to the page (`size` None: all); two statements."""
    found = _fitting(visible_to(actor).where(counted(wanted.period)), wanted)
    counts = _counts(found, now)
    shown = sum(counts.values()) if wanted.outcome is None else counts[wanted.outcome]
    pages = 1 if size is None else max(1, -(-shown // size))
    page = min(max(1, wanted.page), pages)
    if wanted.outcome is not None:
        found = found.where(is_(wanted.outcome, now))
    rows = (
        found.join(Assignment.task)
        .join(Assignment.unit)
        .options(
            contains_eager(Assignment.task).joinedload(Task.party, innerjoin=True),
            contains_eager(Assignment.unit),
            joinedload(Assignment.division),
            raiseload("*"),
        )
        .order_by(*_worst_first(now), Assignment.due_at, MemberUnit.sort_order, Assignment.id)
    )
    if size is not None:
        rows = rows.limit(size).offset((page - 1) * size)
    return Cell(list(_told(session.scalars(rows), now, is_workday)), counts, page, pages)


def _told(found: Iterable[Assignment], now: datetime, is_workday: DayTest) -> Iterable[Behind]:
    for one in found:
        stands = outcome(one.state, one.submitted_at, one.due_at, now)
        shines = light(
            one.state,
            percent=one.percent,
            issued_at=one.issued_at,
            due_at=one.due_at,
            now=now,
            is_workday=is_workday,
        )
        if stands is not None:
            yield Behind(one, stands, shines)


def _fitting(found: Select[Assignment], wanted: CellWanted) -> Select[Assignment]:
    if wanted.unit_id is not None:
        found = found.where(Assignment.unit_id == wanted.unit_id)
    if wanted.party_id is not None:
        found = found.where(Assignment.party_id == wanted.party_id)
    if wanted.article_id is not None:
        resting = select(task_articles.c.task_id).where(task_articles.c.article_id == wanted.article_id)
        found = found.where(Assignment.task_id.in_(resting))
    if wanted.kind:
        of_kind = select(MemberUnit.id).where(MemberUnit.kind_code == wanted.kind)
        found = found.where(Assignment.unit_id.in_(of_kind))
    return found


def _counts(found: Select[Assignment], now: datetime) -> dict[Outcome, int]:
    columns = [func.count().filter(is_(one, now)) for one in Outcome]
    row = session.execute(found.with_only_columns(*columns)).one()
    return dict(zip(Outcome, row, strict=True))


def _worst_first(now: datetime) -> list[ColumnElement[bool]]:
    return [is_(one, now).desc() for one in Outcome]
