"""What is stored of a month or of some days, for the subjects of an entry page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Tally
from coordination.tallies.rules import Grain


@dataclass(frozen=True, slots=True)
class ByDays:
    """A month told day by day: how many of its days, and the cases in them."""

    days: int = 0
    cases: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A subject on the page of a month: the row of the month, or what its days say."""

    subject: Subject
    tally: Tally | None
    by_days: ByDays | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page showed: its subjects, and a stamp that changes when any of their rows does."""

    subject_ids: tuple[int, ...]
    stamp: str


def asked(office_id: int, kind: SubjectKind, township: int | None) -> Sequence[Subject]:
    """The open subjects of a page of entry, in official order, each with its township."""
    found = select(Subject).where(
        Subject.office_id == office_id, Subject.kind == kind, Subject.closed_on.is_(None)
    )
    if township is not None:
        found = found.where(Subject.located_in_id == township)
    found = found.options(joinedload(Subject.located_in), joinedload(Subject.unit))
    return session.scalars(found.order_by(Subject.sort_order, Subject.id)).all()


def lines(subjects: Sequence[Subject], first_on: date, last_on: date) -> list[Line]:
    """What is stored of the month for each subject, in two statements."""
    ids = [one.id for one in subjects]
    rows = session.scalars(select(Tally).where(*_current(ids, first_on, last_on), Tally.grain == Grain.MONTH))
    months = {row.subject_id: row for row in rows}
    days = session.execute(
        select(Tally.subject_id, func.count(), func.sum(Tally.cases))
        .where(*_current(ids, first_on, last_on), Tally.grain == Grain.DAY)
        .group_by(Tally.subject_id)
    )
    told = {number: ByDays(count, int(cases)) for number, count, cases in days}
    return [Line(one, months.get(one.id), told.get(one.id)) for one in subjects]


def told_days(subject_ids: Collection[int], first_on: date, last_on: date) -> set[tuple[int, date]]:
    """The days of the span for which something is stored, by subject; a month tells all its days."""
    rows = session.execute(
        select(Tally.subject_id, Tally.first_on, Tally.last_on).where(
            *_current(subject_ids, first_on, last_on)
        )
    )
    return {
        (number, date.fromordinal(day))
        for number, begins, ends in rows
        for day in range(max(begins, first_on).toordinal(), min(ends, last_on).toordinal() + 1)
    }


def stamp(subject_ids: Collection[int], first_on: date, last_on: date) -> str:
    """Changes with every row filed or corrected: the number of current rows, and the highest of their ids."""
    counted = select(func.count(), func.coalesce(func.max(Tally.id), 0))
    number, highest = session.execute(counted.where(*_current(subject_ids, first_on, last_on))).one()
    return f"{number}-{highest}"


def _current(ids: Collection[int], first_on: date, last_on: date) -> list[ColumnElement[bool]]:
    return [
        Tally.subject_id.in_(ids),
        Tally.superseded_at.is_(None),
        Tally.first_on <= last_on,
        Tally.last_on >= first_on,
    ]


def inside(subjects: Sequence[Subject], first_on: date, last_on: date) -> dict[int, int]:
    """For townships: the cases of their communities in the month, by division of the township."""
    places = [one.division_id for one in subjects if one.kind is SubjectKind.TOWNSHIP]
    if not places:
        return {}
    rows = session.execute(
        select(Subject.located_in_id, func.sum(Tally.cases))
        .join(Tally, Tally.subject_id == Subject.id)
        .where(
            Subject.located_in_id.in_(places),
            Subject.kind == SubjectKind.COMMUNITY,
            Tally.superseded_at.is_(None),
            Tally.first_on <= last_on,
            Tally.last_on >= first_on,
        )
        .group_by(Subject.located_in_id)
    )
    return {place: int(cases) for place, cases in rows if place is not None}
