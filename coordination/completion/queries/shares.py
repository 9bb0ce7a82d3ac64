"""Shares added up by PostgreSQL: one statement, whatever the number of assignments."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, DateTime, Select, and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from coordination.completion.rules import Outcome, Share, edges, instants, run_up
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment, task_articles
from coordination.tasks.rules import DROPPED, FULFILLED, OPEN, AssignmentState


def is_(outcome: Outcome, now: datetime) -> ColumnElement[bool]:
    """`rules.outcome` as SQL, for assignments that are still asked."""
    in_time = func.coalesce(Assignment.submitted_at <= Assignment.due_at, False)
    fulfilled, submitted = Assignment.state.in_(FULFILLED), Assignment.state == AssignmentState.SUBMITTED
    unfinished = Assignment.state.in_(OPEN)
    return {
        Outcome.ON_TIME: and_(fulfilled, in_time),
        Outcome.LATE: and_(or_(fulfilled, submitted), ~in_time),
        Outcome.WAITING: and_(submitted, in_time),
        Outcome.OVERDUE: and_(unfinished, Assignment.due_at < now),
        Outcome.UNDER_WAY: and_(unfinished, Assignment.due_at >= now),
    }[outcome]


def counted(period: Period) -> ColumnElement[bool]:
    """The assignments that count in a period: due in it, still asked, given to the unit itself."""
    return between(*instants(period))


def between(first: datetime, end: datetime) -> ColumnElement[bool]:
    """`counted` for the half-open interval of deadlines."""
    return and_(
        Assignment.due_at >= first,
        Assignment.due_at < end,
        Assignment.division_id.is_(None),
        Assignment.state.not_in(DROPPED),
    )


def measures(now: datetime) -> list[ColumnElement[Any]]:
    """The columns of `Share`, in order."""
    on_time = is_(Outcome.ON_TIME, now)
    due = or_(on_time, is_(Outcome.LATE, now), is_(Outcome.OVERDUE, now))
    weight = func.sum(Assignment.weight)
    counts = [func.count().filter(is_(one, now)) for one in _COUNTS]
    return [func.coalesce(weight.filter(on_time), 0), func.coalesce(weight.filter(due), 0), *counts]


_COUNTS = (Outcome.ON_TIME, Outcome.LATE, Outcome.OVERDUE, Outcome.WAITING, Outcome.UNDER_WAY)


def rates(office_id: int, period: Period, now: datetime) -> Mapping[tuple[int, int], Share]:
    """What each unit of the office was asked and did for each party: (unit, party) → share.

    A pair that is not there was asked nothing. `now` decides what is overdue, so that a ranking
    that is frozen can be computed again.
    """
    keys = (Assignment.unit_id, Assignment.party_id)
    found = _by(now, *keys).where(Assignment.office_id == office_id, counted(period))
    return {(unit, party): share for unit, party, share in _rows(found)}


def by_article(
    office_id: int, period: Period, now: datetime, party_id: int | None = None
) -> Mapping[tuple[int, int], Share]:
    """The same by unit and article of law: a task that rests on two articles counts for each."""
    keys = (Assignment.unit_id, task_articles.c.article_id)
    found = (
        _by(now, *keys)
        .join(task_articles, task_articles.c.task_id == Assignment.task_id)
        .where(Assignment.office_id == office_id, counted(period))
    )
    if party_id is not None:
        found = found.where(Assignment.party_id == party_id)
    return {(unit, article): share for unit, article, share in _rows(found)}


def courses(
    office_id: int,
    period: Period,
    now: datetime,
    *,
    unit_id: int | None = None,
    kind: str | None = None,
    count: int = 2 * 12,
) -> Mapping[int, Sequence[Share]]:
    """By party the shares of the last `count` periods up to this one, oldest first."""
    periods = run_up(period, count)
    marks = edges(periods)
    place = func.width_bucket(Assignment.due_at, literal(marks, ARRAY(DateTime(timezone=True))))
    found = _by(now, Assignment.party_id, place).where(
        Assignment.office_id == office_id, between(marks[0], marks[-1])
    )
    if unit_id is not None:
        found = found.where(Assignment.unit_id == unit_id)
    if kind is not None:
        found = found.join(Assignment.unit).where(MemberUnit.kind_code == kind)
    made: dict[int, list[Share]] = {}
    for party, number, share in _rows(found):
        made.setdefault(party, [Share()] * count)[number - 1] = share
    return made


def _by(now: datetime, *keys: Any) -> Select[Any]:
    return select(*keys, *measures(now)).select_from(Assignment).group_by(*keys)


def _rows(found: Select[Any]) -> Iterator[tuple[int, int, Share]]:
    """Two keys and their share."""
    for row in session.execute(found).all():
        first, second, *sums = cast(Sequence[Any], row)
        yield first, second, Share(*sums)
