"""Lists of reports: the office's overview sorted by trouble, a unit's own, what waits for review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import Report, ReportForm
from coordination.reporting.states import PASSED, ReportState

PAGE = 50
LAST_PAGE = 10_000  # further than any list goes
_OPEN = (ReportState.MISSING, ReportState.DRAFT)


class Trouble(IntEnum):
    """How a report stands, worst first: the order of the overview, and its counters."""

    LATE = 0
    RETURNED = 1
    WAITING = 2
    OPEN = 3
    PASSED = 4


def visible_to(actor: Actor) -> Select[Report]:
    """The office sees the reports of all its units, a unit its own."""
    if actor.office_id is None:
        return select(Report).where(false())
    found = select(Report).where(Report.office_id == actor.office_id)
    return found if actor.unit_id is None else found.where(Report.unit_id == actor.unit_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the overview, as they stand in its address."""

    period: str
    trouble: Trouble | None = None
    form_id: int | None = None
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the overview; `counts` and `deadlines` are of everything that fits all filters
    but the counter."""

    reports: Sequence[Report]
    counts: Mapping[Trouble, int]
    deadlines: Sequence[datetime]
    page: int
    pages: int

    @property
    def expected(self) -> int:
        return sum(self.counts.values())


def standing(now: datetime) -> ColumnElement[int]:
    """Trouble as SQL."""
    late = and_(Report.state.in_(_OPEN), Report.due_at <= now)
    return case(
        (late, int(Trouble.LATE)),
        (Report.state == ReportState.RETURNED, int(Trouble.RETURNED)),
        (Report.state == ReportState.SUBMITTED, int(Trouble.WAITING)),
        (Report.state.in_(_OPEN), int(Trouble.OPEN)),
        else_=int(Trouble.PASSED),
    )


def trouble(report: Report, now: datetime) -> Trouble:
    """The same of one report."""
    if report.state in _OPEN:
        return Trouble.LATE if report.due_at <= now else Trouble.OPEN
    return {ReportState.RETURNED: Trouble.RETURNED, ReportState.SUBMITTED: Trouble.WAITING}.get(
        report.state, Trouble.PASSED
    )


def overview(actor: Actor, wanted: Wanted, now: datetime) -> Overview:
    """What every unit owes for a period, worst first, 50 to the page."""
    found = _fitting(visible_to(actor).where(Report.period == wanted.period), wanted)
    counts, deadlines = _counted(found, now)
    shown = counts if wanted.trouble is None else {wanted.trouble: counts[wanted.trouble]}
    pages = max(1, -(-sum(shown.values()) // PAGE))
    page = min(max(1, wanted.page), pages)
    standings, offset = window(shown, (page - 1) * PAGE)
    rows = (
        _with_unit(found.where(standing(now).in_(standings)), wanted)
        .join(Report.form)
        .options(contains_eager(Report.form), contains_eager(Report.unit), raiseload("*"))
        .order_by(standing(now), Report.due_at, ReportForm.sort_order, MemberUnit.sort_order, Report.id)
        .limit(PAGE)
        .offset(offset)
    )
    return Overview(session.scalars(rows).all(), counts, deadlines, page, pages)


def window(counts: Mapping[Trouble, int], start: int) -> tuple[list[int], int]:
    """Which standings the page from row `start` on shows, and its first row counted from there.

    Only these are joined and sorted: of 2,400 reports most have passed and concern no first page.
    """
    standings, before, offset = [], 0, start
    for trouble in sorted(counts):
        if before + counts[trouble] <= start:
            offset -= counts[trouble]
        elif counts[trouble] and before < start + PAGE:
            standings.append(int(trouble))
        before += counts[trouble]
    return standings, offset


def _fitting(found: Select[Report], wanted: Wanted) -> Select[Report]:
    if wanted.form_id is not None:
        found = found.where(Report.form_id == wanted.form_id)
    if not wanted.words:
        return found
    letters = wanted.words.lower().replace(" ", "")
    return found.join(Report.unit).where(
        or_(
            MemberUnit.name.contains(wanted.words, autoescape=True),
            MemberUnit.short_name.contains(wanted.words, autoescape=True),
            MemberUnit.contact_name.contains(wanted.words, autoescape=True),
            MemberUnit.pinyin.contains(letters, autoescape=True),
            MemberUnit.initials.contains(letters, autoescape=True),
        )
    )


def _with_unit(found: Select[Report], wanted: Wanted) -> Select[Report]:
    return found if wanted.words else found.join(Report.unit)


def _counted(found: Select[Report], now: datetime) -> tuple[dict[Trouble, int], list[datetime]]:
    """How many reports stand how, and their different deadlines, in one query."""
    stand = standing(now).label("stand")
    rows = session.execute(
        found.with_only_columns(stand, Report.due_at, func.count().label("reports")).group_by(
            stand, Report.due_at
        )
    ).all()
    counts = dict.fromkeys(Trouble, 0)
    for row in rows:
        counts[Trouble(row.stand)] += row.reports
    return counts, sorted({row.due_at for row in rows})


def latest_period(actor: Actor) -> str | None:
    return session.scalar(visible_to(actor).with_only_columns(func.max(Report.period)))


def forms(office_id: int) -> Sequence[ReportForm]:
    """The forms in use, in the order of the office."""
    return session.scalars(
        select(ReportForm)
        .where(ReportForm.office_id == office_id, ReportForm.closed_at.is_(None))
        .order_by(ReportForm.sort_order, ReportForm.id)
    ).all()


def owed(actor: Actor) -> Sequence[Report]:
    """What the actor's unit has still to file or to mend, the earliest deadline first."""
    states = (*_OPEN, ReportState.RETURNED)
    found = visible_to(actor).where(Report.unit_id == actor.unit_id, Report.state.in_(states))
    return session.scalars(_listed(found).order_by(Report.due_at, Report.id)).all()


def filed(actor: Actor, page: int = 1) -> tuple[Sequence[Report], bool]:
    """What the actor's unit has filed, latest first, 50 to the page; and whether there is more."""
    states = (ReportState.SUBMITTED, *PASSED)
    found = visible_to(actor).where(Report.unit_id == actor.unit_id, Report.state.in_(states))
    rows = _listed(found).order_by(Report.period.desc(), Report.id)
    reports = session.scalars(rows.limit(PAGE + 1).offset((max(1, page) - 1) * PAGE)).all()
    return reports[:PAGE], len(reports) > PAGE


def _listed(found: Select[Report]) -> Select[Report]:
    return found.options(
        joinedload(Report.form, innerjoin=True), joinedload(Report.unit, innerjoin=True), raiseload("*")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many reports of a period wait for review, and which is next."""

    count: int
    next_id: int | None


def waiting_beside(actor: Actor, report: Report) -> Waiting:
    """The other reports of the same period that wait for review; next is who filed after this one."""
    filed_at = report.submitted_at or report.due_at
    after = or_(
        Report.submitted_at > filed_at,
        and_(Report.submitted_at == filed_at, Report.id > report.id),
    )
    found = (
        visible_to(actor)
        .where(Report.period == report.period, Report.state == ReportState.SUBMITTED, Report.id != report.id)
        .with_only_columns(Report.id, func.count().over().label("waiting"))
        .order_by(case((after, 0), else_=1), Report.submitted_at, Report.id)
        .limit(1)
    )
    row = session.execute(found).first()
    return Waiting(0, None) if row is None else Waiting(row.waiting, row.id)
