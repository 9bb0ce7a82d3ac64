"""Which subjects miss which months: one statement for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Date, and_, cast, func, select

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Kind, Period
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Tally
from coordination.tallies.rules import Grain
from coordination.tallies.rules.clock import LATE_AFTER


@dataclass(frozen=True, slots=True)
class Cell:
    """What is known of one subject in one month: `days` of `whole` days, and the cases in them."""

    whole: int
    days: int = 0
    cases: int = 0
    by_days: bool = False
    late: bool = False
    corrected: bool = False

    @property
    def is_full(self) -> bool:
        return self.days >= self.whole

    @property
    def is_missing(self) -> bool:
        return self.days == 0


@dataclass(frozen=True, slots=True)
class Row:
    subject: Subject
    cells: Sequence[Cell]

    @property
    def lacks(self) -> bool:
        return not all(cell.is_full for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sum:
    """The cells of one month together: how many subjects of how many are told wholly."""

    full: int
    whole: int
    cases: int
    late: int
    corrected: int

    @property
    def lacking(self) -> int:
        return self.whole - self.full


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of one township; `place` is its division, None for those of no township."""

    place: int | None
    name: str
    rows: Sequence[Row]
    sums: Sequence[Sum]


@dataclass(frozen=True, slots=True)
class Coverage:
    """`months` from the latest to the earliest, complete ones only; `sums` of all rows."""

    months: Sequence[Period]
    rows: Sequence[Row]
    groups: Sequence[Group]
    sums: Sequence[Sum]


def months_until_now(count: int) -> list[Period]:
    """The last complete months, latest first."""
    month = Period.containing(clock.today(), Kind.MONTH).previous()
    found = [month]
    while len(found) < count:
        month = month.previous()
        found.append(month)
    return found


def coverage(subjects: Sequence[Subject], months: Sequence[Period]) -> Coverage:
    """How the months of the subjects are told; `months` latest first, `subjects` in official order."""
    cells = _cells(subjects, months)
    rows = [
        Row(one, [cells.get((one.id, month.start), Cell(_length(month))) for month in months])
        for one in subjects
    ]
    groups = [
        _group(place, list(members))
        for place, members in groupby(rows, key=lambda row: row.subject.located_in_id)
    ]
    return Coverage(months, rows, groups, _sums(rows, len(months)))


def lacking(office_id: int, month: Period) -> int:
    """How many open communities of the office are not told wholly for a month."""
    days = (
        select(func.coalesce(func.sum(Tally.last_on - Tally.first_on + 1), 0))
        .where(
            Tally.subject_id == Subject.id,
            Tally.superseded_at.is_(None),
            Tally.first_on.between(month.start, month.last_day),
        )
        .scalar_subquery()
    )
    counted = select(func.count()).select_from(Subject)
    found = counted.where(
        Subject.office_id == office_id,
        Subject.kind == SubjectKind.COMMUNITY,
        Subject.closed_on.is_(None),
        days < _length(month),
    )
    return session.scalar(found) or 0


def _cells(subjects: Sequence[Subject], months: Sequence[Period]) -> dict[tuple[int, object], Cell]:
    month = cast(func.date_trunc("month", Tally.first_on), Date)
    filed = cast(func.timezone("Asia/Shanghai", Tally.recorded_at), Date)
    late = and_(Tally.revision == 1, filed > Tally.last_on + LATE_AFTER)
    rows = session.execute(
        select(
            Tally.subject_id,
            month,
            func.sum(Tally.last_on - Tally.first_on + 1),
            func.sum(Tally.cases),
            func.bool_or(Tally.grain == Grain.DAY),
            func.bool_or(late),
            func.bool_or(Tally.revision > 1),
        )
        .where(
            Tally.subject_id.in_([one.id for one in subjects]),
            Tally.superseded_at.is_(None),
            Tally.first_on.between(months[-1].start, months[0].last_day),
        )
        .group_by(Tally.subject_id, month)
    )
    lengths = {one.start: _length(one) for one in months}
    return {
        (number, begins): Cell(lengths[begins], int(days), int(cases), *marks)
        for number, begins, days, cases, *marks in rows
    }


def _length(month: Period) -> int:
    return (month.end - month.start).days


def _group(place: int | None, rows: Sequence[Row]) -> Group:
    first = rows[0].subject
    name = first.located_in.name if first.located_in else ""
    return Group(place, name, rows, _sums(rows, len(rows[0].cells)))


def _sums(rows: Sequence[Row], months: int) -> list[Sum]:
    return [_sum([row.cells[place] for row in rows]) for place in range(months)]


def _sum(cells: Sequence[Cell]) -> Sum:
    return Sum(
        full=sum(cell.is_full for cell in cells),
        whole=len(cells),
        cases=sum(cell.cases for cell in cells),
        late=sum(cell.late for cell in cells),
        corrected=sum(cell.corrected for cell in cells),
    )
