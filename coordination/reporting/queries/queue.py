"""What waits for review: what asks for a look first, then the order in which it came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import exists, func, literal, or_, select

from coordination.accounts.models import Account
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting import panels
from coordination.reporting.models import Correction, Figure, Report
from coordination.reporting.queries.lists import visible_to
from coordination.reporting.queries.timely import COUNTS_UNTIL
from coordination.reporting.states import ReportState, WishState

PAGE = 50


class Show(StrEnum):
    """The counters of the queue, by their names in the address; ASKED: requests in place of reports."""

    ALL = "all"
    ODD = "odd"
    PLAIN = "plain"
    ASKED = "asked"


class Queued(NamedTuple):
    """One report that waits. `explained` figures changed much and say why; `correction`: it was approved
    before and mends that; `after_freeze`: its period is frozen."""

    id: int
    version: int
    office_id: int
    unit_id: int
    unit_name: str
    form_id: int
    form_name: str
    period: str
    state: ReportState
    submitted_at: datetime | None
    first_submitted_at: datetime | None
    counts_until: datetime
    submitted_by_id: int | None
    filer: str
    revision: int
    zero: bool
    explained: int
    correction: bool
    after_freeze: bool

    @property
    def late(self) -> bool:
        return self.first_submitted_at is not None and self.first_submitted_at >= self.counts_until

    @property
    def odd(self) -> bool:
        """Whether anything of its own asks for a look; questions of the radar come on top."""
        return bool(self.explained or self.correction or self.after_freeze or self.revision > 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the queue, as they stand in its address."""

    show: Show = Show.ALL
    period: str = ""
    form_id: int | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Queue:
    """One page; `questions` by id is how much the slices above have to say about a report.

    `counts`, `periods` and `forms` are of everything that waits and fits the other filters.
    """

    reports: Sequence[Queued]
    questions: Mapping[int, int]
    counts: Mapping[Show, int]
    periods: Sequence[str]
    forms: Mapping[int, str]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many other reports of a period wait for review, and which is next."""

    count: int
    next_id: int | None


def queue(actor: Actor, wanted: Wanted) -> Queue:
    """Everything that waits for the office, in two statements and those of the slices above."""
    waiting = _waiting(actor)
    questions = panels.weights([one.id for one in waiting])
    fitting = [
        one
        for one in _sorted(waiting, questions)
        if wanted.period in ("", one.period) and wanted.form_id in (None, one.form_id)
    ]
    shown = {
        Show.ALL: fitting,
        Show.ODD: [one for one in fitting if one.odd or questions[one.id]],
        Show.PLAIN: [one for one in fitting if not (one.odd or questions[one.id])],
    }
    found = shown.get(wanted.show, fitting)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(1, wanted.page), pages)
    return Queue(
        reports=found[(page - 1) * PAGE : page * PAGE],
        questions=questions,
        counts={show: len(rows) for show, rows in shown.items()},
        periods=sorted({one.period for one in waiting}, reverse=True),
        forms=dict(sorted({one.form_id: one.form_name for one in waiting}.items())),
        page=page,
        pages=pages,
    )


def waiting_beside(actor: Actor, report: Report) -> Waiting:
    """The other reports of the same period that this person may review; next is who follows in the queue."""
    rows = [one for one in _waiting(actor, report) if one.submitted_by_id != actor.id or one.id == report.id]
    ordered = [one.id for one in _sorted(rows, panels.weights([one.id for one in rows]))]
    waiting = {one.id for one in rows if one.state is ReportState.SUBMITTED and one.id != report.id}
    place = ordered.index(report.id) if report.id in ordered else -1
    onward = [id for id in (*ordered[place + 1 :], *ordered[: max(place, 0)]) if id in waiting]
    return Waiting(len(waiting), onward[0] if onward else None)


def _sorted(rows: Sequence[Queued], questions: Mapping[int, int]) -> list[Queued]:
    def place(one: Queued) -> tuple[Any, ...]:
        early = (-questions[one.id], not one.correction, not one.after_freeze, one.revision < 2)
        return (*early, -one.explained, one.submitted_at or one.counts_until, one.id)

    return sorted(rows, key=place)


#: Asked about by its own columns, so built once: how many figures say why they changed much.
_EXPLAINED = (
    select(func.count())
    .where(Figure.report_id == Report.id, Figure.reason != "")
    .correlate(Report)
    .scalar_subquery()
)
_CORRECTION = (
    exists()
    .where(Correction.report_id == Report.id, Correction.state == WishState.GRANTED)
    .where(Correction.revision_after.is_(None))
    .correlate(Report)
)


def _waiting(actor: Actor, beside: Report | None = None) -> list[Queued]:
    """What waits; beside a report only its period, and the report itself whatever became of it."""
    found = visible_to(actor)
    if beside is None:
        found = found.where(Report.state == ReportState.SUBMITTED)
    else:
        itself = Report.id == beside.id
        found = found.where(Report.period == beside.period)
        found = found.where(or_(Report.state == ReportState.SUBMITTED, itself))
    return [Queued(*row) for row in session.execute(_columns(found))]


def _columns(found: Any) -> Any:
    return (
        found.with_only_columns(
            *(Report.id, Report.version, Report.office_id, Report.unit_id, MemberUnit.short_name),
            *(Report.form_id, ReportForm.name, Report.period, Report.state, Report.submitted_at),
            *(Report.first_submitted_at, COUNTS_UNTIL, Report.submitted_by_id),
            func.coalesce(Account.name, ""),
            *(Report.revision, Report.zero, _EXPLAINED, _CORRECTION),
            Report.frozen_at.is_not(None) & literal(True),
        )
        .join(ReportForm, ReportForm.id == Report.form_id)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .outerjoin(Account, Account.id == Report.submitted_by_id)
    )
