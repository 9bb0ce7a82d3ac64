"""Lists of applications: the office's, a unit's own, and what a department is asked to sign."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import visible_to
from coordination.applications.states import OPEN, ApplicationState, OpinionState, Purpose
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

PAGE = 50
LAST_PAGE = 10_000
_S = ApplicationState


class Show(StrEnum):
    """The filters of the lists, as they stand in the address; each is a counter."""

    OPEN = "open"
    DRAFT = "draft"
    FILED = "filed"
    REVIEW = "review"
    LATE = "late"
    READY = "ready"
    NOTICE = "notice"
    NAMING = "naming"
    RETURNED = "returned"
    NAMED = "named"
    ENDED = "ended"


_STATES: dict[Show, tuple[ApplicationState, ...]] = {
    Show.OPEN: OPEN,
    Show.DRAFT: (_S.DRAFT,),
    Show.FILED: (_S.FILED,),
    Show.REVIEW: (_S.JOINT_REVIEW,),
    Show.LATE: (_S.JOINT_REVIEW,),
    Show.READY: (_S.JOINT_REVIEW,),
    Show.NOTICE: (_S.BEFORE_NOTICE, _S.NOTICE),
    Show.NAMING: (_S.BEFORE_NAMING,),
    Show.RETURNED: (_S.RETURNED,),
    Show.NAMED: (_S.NAMED,),
    Show.ENDED: (_S.REFUSED, _S.WITHDRAWN),
}
#: What stands first in a list of everything that is open.
_ORDER = (_S.RETURNED, _S.FILED, _S.JOINT_REVIEW, _S.BEFORE_NOTICE, _S.BEFORE_NAMING, _S.NOTICE, _S.DRAFT)


class Row(NamedTuple):
    """One application in a list. `asked`, `waiting`, `late`, `opposed` count the last opinions of the
    units; `due_on` is the first day that one waits for."""

    id: int
    version: int
    office_id: int
    unit_id: int
    division_id: int | None
    state: ApplicationState
    purpose: Purpose
    subject: str
    kind: SubjectKind
    unit: str
    title: str
    drafted_at: Any
    filed_at: Any
    reason: str
    asked: int
    waiting: int
    late: int
    opposed: int
    due_on: date | None

    @property
    def ready(self) -> bool:
        """Every opinion is given: the clerk concludes."""
        return self.state is _S.JOINT_REVIEW and not self.waiting


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list; `unit_id` and `kind` None: all."""

    show: Show = Show.OPEN
    words: str = ""
    unit_id: int | None = None
    kind: SubjectKind | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """One page; `counts` are of everything that fits the other filters, whatever is shown."""

    rows: Sequence[Row]
    counts: Mapping[Show, int]
    page: int
    pages: int


def _opinions(today: date) -> Any:
    """By application: the last opinions counted by how they stand."""
    last = (
        select(Opinion.application_id, Opinion.state, Opinion.due_on)
        .ext(distinct_on(Opinion.application_id, Opinion.criterion_id, Opinion.unit_id))
        .order_by(
            Opinion.application_id, Opinion.criterion_id, Opinion.unit_id, Opinion.round.desc(), Opinion.id
        )
        .subquery()
    )
    waits = last.c.state == OpinionState.ASKED
    return (
        select(
            last.c.application_id,
            func.count().label("asked"),
            func.count().filter(waits).label("waiting"),
            func.count().filter(waits, last.c.due_on < today).label("late"),
            func.count().filter(last.c.state == OpinionState.OPPOSED).label("opposed"),
            func.min(last.c.due_on).filter(waits).label("due_on"),
        )
        .group_by(last.c.application_id)
        .subquery("said")
    )


def listed(actor: Actor, wanted: Wanted, today: date) -> Listed:
    """Two statements: the counts, and one page."""
    said = _opinions(today)
    found = _fitting(actor, wanted, said)
    counts = _counts(found, said)
    pages = max(1, -(-counts[wanted.show] // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = _columns(found.where(_shown(wanted.show, said)), said)
    rows = rows.order_by(*_order(wanted.show, said)).limit(PAGE).offset((page - 1) * PAGE)
    return Listed([Row(*row) for row in session.execute(rows)], counts, page, pages)


def every(actor: Actor, wanted: Wanted, today: date) -> list[Row]:
    """All that the list shows on its pages, for the sheet."""
    said = _opinions(today)
    rows = _columns(_fitting(actor, wanted, said).where(_shown(wanted.show, said)), said)
    return [Row(*row) for row in session.execute(rows.order_by(*_order(wanted.show, said)))]


def _fitting(actor: Actor, wanted: Wanted, said: Any) -> Select[Application]:
    found = (
        visible_to(actor)
        .join(Subject, Subject.id == Application.subject_id)
        .join(MemberUnit, MemberUnit.id == Application.unit_id)
        .join(StandardVersion, StandardVersion.id == Application.version_id)
        .outerjoin(said, said.c.application_id == Application.id)
    )
    if actor.unit_id is not None:
        found = found.where(Application.unit_id == actor.unit_id)
    if wanted.unit_id is not None:
        found = found.where(Application.unit_id == wanted.unit_id)
    if wanted.kind is not None:
        found = found.where(Subject.kind == wanted.kind)
    if words := wanted.words.strip():
        letters = words.lower().replace(" ", "")
        found = found.where(
            or_(
                Subject.name.contains(words, autoescape=True),
                Subject.initials.contains(letters, autoescape=True),
                StandardVersion.title_name.contains(words, autoescape=True),
            )
        )
    return found


def _shown(show: Show, said: Any) -> ColumnElement[bool]:
    states = Application.state.in_(_STATES[show])
    if show is Show.LATE:
        return and_(states, said.c.late > 0)
    if show is Show.READY:
        return and_(states, func.coalesce(said.c.waiting, 0) == 0)
    return states


def _counts(found: Select[Application], said: Any) -> dict[Show, int]:
    counting = [func.count().filter(_shown(show, said)) for show in Show]
    row = session.execute(found.with_only_columns(*counting)).one()
    return dict(zip(Show, row, strict=True))


def _order(show: Show, said: Any) -> tuple[Any, ...]:
    if show in (Show.NAMED, Show.ENDED):
        return Application.decided_at.desc().nulls_last(), Application.id.desc()
    place = func.array_position(literal([str(one) for one in _ORDER]), Application.state)
    late = func.coalesce(said.c.late, 0) == 0
    return place, late, said.c.due_on.nulls_last(), Application.filed_at.nulls_last(), Application.id


def _columns(found: Select[Application], said: Any) -> Any:
    return found.with_only_columns(
        *(Application.id, Application.version, Application.office_id, Application.unit_id),
        *(Application.division_id, Application.state, Application.purpose),
        *(Subject.name, Subject.kind, MemberUnit.short_name, StandardVersion.title_name),
        *(Application.drafted_at, Application.filed_at, Application.reason),
        *(func.coalesce(said.c[name], 0) for name in ("asked", "waiting", "late", "opposed")),
        said.c.due_on,
    )


def units_that_apply(office_id: int) -> Sequence[tuple[int, str]]:
    """The units of whose subjects there are applications, in official order, for the filter."""
    rows = session.execute(
        select(MemberUnit.id, MemberUnit.short_name)
        .where(
            MemberUnit.office_id == office_id,
            MemberUnit.id.in_(select(Application.unit_id).where(Application.office_id == office_id)),
        )
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    return [(row[0], row[1]) for row in rows]
