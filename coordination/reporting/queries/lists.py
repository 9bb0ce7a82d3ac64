"""Who sees which reports, how one stands; a unit's own list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Select, Text, bindparam, false, func, select
from sqlalchemy.orm import joinedload, raiseload

from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Kind
from coordination.kernel.policy import Actor
from coordination.reporting.models import Report
from coordination.reporting.rules import counts_until
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


class Stands(Protocol):
    """What tells how a report stands: the report itself, or a row of it."""

    @property
    def state(self) -> ReportState: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def grace_until(self) -> datetime | None: ...


def trouble(report: Stands, now: datetime) -> Trouble:
    """How one report stands; in its days of grace it is not late yet."""
    if report.state in _OPEN:
        return Trouble.LATE if counts_until(report.due_at, report.grace_until) <= now else Trouble.OPEN
    return {ReportState.RETURNED: Trouble.RETURNED, ReportState.SUBMITTED: Trouble.WAITING}.get(
        report.state, Trouble.PASSED
    )


#: How the first and the last period of a kind are written after the year, in the order they are shown in.
_WRITTEN: Mapping[Kind, tuple[str, str]] = {
    Kind.MONTH: ("-01", "-12"),
    Kind.WEEK: ("-W01", "-W53"),
    Kind.QUARTER: ("-Q1", "-Q4"),
    Kind.HALF: ("-H1", "-H2"),
    Kind.YEAR: ("", ""),
}


def latest_periods(actor: Actor) -> list[str]:
    """The last period of each kind for which anything was asked this year or last year, months first.

    Where nothing was, the last of all; periods of different kinds have no order by their names. One
    statement, each part of which looks once into an index.
    """
    asked = {"office_id": actor.office_id, "unit_id": actor.unit_id, **this_and_last_year()}
    found = of_each_kind(db.rows(_latest(actor.unit_id is not None), **asked)[0])
    newest = visible_to(actor).with_only_columns(func.max(Report.period))
    if not found and (older := session.scalar(newest)) is not None:
        return [older]
    return found


def this_and_last_year() -> dict[str, str]:
    """The values that `latest_of_each_kind` waits for."""
    year = clock.today().year
    return {"this": str(year), "last": str(year - 1)}


def of_each_kind(found: Sequence[str | None]) -> list[str]:
    """One period of each kind, this year's if there is one."""
    return [one for this, last in zip(found[::2], found[1::2], strict=True) if (one := this or last)]


@cache
def _latest(own: bool) -> Select[Any]:
    return select(*latest_of_each_kind(own))


def latest_of_each_kind(own: bool) -> list[Any]:
    """The last period of each kind in this year and in the last one, two columns a kind."""
    seen: Any = select(func.max(Report.period)).where(Report.office_id == bindparam("office_id"))
    seen = seen.where(Report.unit_id == bindparam("unit_id")) if own else seen
    years = (bindparam("this", type_=Text), bindparam("last", type_=Text))
    ends = [(year + low, year + high) for low, high in _WRITTEN.values() for year in years]
    return [seen.where(Report.period.between(*pair)).correlate(None).scalar_subquery() for pair in ends]


def latest_period(actor: Actor) -> str | None:
    return next(iter(latest_periods(actor)), None)


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
