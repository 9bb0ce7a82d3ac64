"""Everything that was filed about one subject, and what one act of filing brought."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from coordination.kernel.db import session
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import Actor
from coordination.subjects.models import Subject
from coordination.tallies.models import Filing, Tally
from coordination.tallies.rules import Grain
from coordination.tallies.rules.clock import is_late

RECENT = 10
MONTHS = 36
ROWS_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Month:
    """A month of one subject: its own row or its days, as they stand, and what they replaced."""

    period: Period
    rows: Sequence[Tally]
    replaced: Sequence[Tally]

    @property
    def by_days(self) -> bool:
        return any(row.grain is Grain.DAY for row in self.rows)

    @property
    def days(self) -> int:
        return sum((row.last_on - row.first_on).days + 1 for row in self.rows)

    @property
    def length(self) -> int:
        return (self.period.end - self.period.start).days

    @property
    def cases(self) -> int:
        return sum(row.cases for row in self.rows)

    @property
    def late(self) -> Sequence[Tally]:
        return [row for row in self.rows if row.revision == 1 and is_late(row.last_on, row.recorded_at)]

    @property
    def told(self) -> Sequence[Tally]:
        """The rows worth a line: the month, or the days with a case or a correction."""
        return [row for row in self.rows if row.grain is Grain.MONTH or row.cases or row.revision > 1]


def months_of(subject: Subject) -> list[Month]:
    """The months of the subject, latest first, 36 at most."""
    rows = session.scalars(
        select(Tally)
        .where(Tally.subject_id == subject.id)
        .order_by(Tally.first_on.desc(), Tally.id.desc())
        .limit(ROWS_AT_MOST)
    )
    by_month = groupby(rows, key=lambda row: Period.containing(row.first_on, Kind.MONTH))
    found = [_month(period, list(members)) for period, members in by_month]
    return found[:MONTHS]


def _month(period: Period, rows: Sequence[Tally]) -> Month:
    now = [row for row in rows if row.superseded_at is None]
    return Month(period, now, [row for row in rows if row.superseded_at is not None])


def recent(office_id: int) -> Sequence[Filing]:
    """The last filings of the office, as far as the reader's fences let them be seen."""
    found = select(Filing).where(Filing.office_id == office_id)
    shown = found.options(joinedload(Filing.filed_by), joinedload(Filing.unit))
    return session.scalars(shown.order_by(Filing.id.desc()).limit(RECENT)).all()


def filing(actor: Actor, **places: int) -> Filing | None:
    """One act of filing; None when the actor's fences hide it."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = select(Filing).where(Filing.id == number)
    return session.scalars(found.options(joinedload(Filing.filed_by), joinedload(Filing.unit))).first()


@dataclass(frozen=True, slots=True)
class Told:
    """A row of a filing worth a line, and what it replaced."""

    row: Tally
    before: Tally | None


@dataclass(frozen=True, slots=True)
class Brought:
    """What a filing brought: rows with cases or corrections one by one, the rest as a number."""

    told: Sequence[Told]
    zeros: int
    cases: int


def brought(one: Filing) -> Brought:
    told = [Told(row, before) for row, before in session.execute(_told(one))]
    counted = select(func.coalesce(func.sum(Tally.cases), 0)).where(Tally.filing_id == one.id)
    return Brought(told, one.rows - len(told), session.scalars(counted).one())


def _told(one: Filing) -> Select[Tally, Tally]:
    before = aliased(Tally)
    same = (
        (before.subject_id == Tally.subject_id)
        & (before.grain == Tally.grain)
        & (before.first_on == Tally.first_on)
        & (before.revision == Tally.revision - 1)
    )
    return (
        select(Tally, before)
        .outerjoin(before, same)
        .join(Subject, Subject.id == Tally.subject_id)
        .where(
            Tally.filing_id == one.id,
            (Tally.cases > 0) | (Tally.suspects > 0) | (Tally.dens > 0) | (Tally.revision > 1),
        )
        .options(joinedload(Tally.subject).joinedload(Subject.located_in))
        .order_by(Subject.sort_order, Tally.first_on)
        .limit(ROWS_AT_MOST)
    )
