"""The tables of the pages: units by period, forms by period, one unit with its reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import joinedload, raiseload

from coordination.completion.rules import run_up
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report
from coordination.reporting.queries.lists import visible_to
from coordination.reporting.rules import Filing, Punctuality, punctuality
from coordination.timeliness.queries.rates import (
    Narrowed,
    asked_units,
    cells,
    counted,
    form_cells,
    margins,
)
from coordination.timeliness.rules import NOTHING, Rate, Tally, from_worst, together

PAGE = 50
MOST_REPORTS = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the page, as they stand in its address."""

    period: Period
    rate: Rate = Rate.ON_TIME
    form: str = ""
    kind: str = ""
    words: str = ""
    worst: bool = False
    page: int = 1

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(self.form, self.kind, self.words)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.form or self.kind or self.words)


class Named(NamedTuple):
    """What a line is about: a unit by its number, or a form by its code."""

    key: int | str
    name: str
    full_name: str
    closed: bool


@dataclass(frozen=True, slots=True)
class Line:
    about: Named
    cells: Sequence[Tally]

    @property
    def total(self) -> Tally:
        return together(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """One page of lines; `totals` are by period, of all that fit, on whatever page."""

    periods: Sequence[Period]
    lines: Sequence[Line]
    totals: Sequence[Tally]
    count: int
    page: int = 1
    pages: int = 1

    @property
    def total(self) -> Tally:
        return together(self.totals)


def units_by_period(actor: Actor, wanted: Wanted, now: datetime, *, size: int | None = PAGE) -> Table:
    """The units that owed anything in the twelve periods; `size` None: all. Four statements."""
    office_id, narrowed = actor.office_id or 0, wanted.narrowed
    periods = run_up(wanted.period)
    by_unit, by_period = margins(office_id, periods, now, narrowed)
    shown = [number for number in asked_units(office_id, narrowed) if number in by_unit]
    if wanted.worst:
        shown.sort(key=lambda number: from_worst(Tally(*by_unit[number][2:]), wanted.rate))
    pages = 1 if size is None else max(1, -(-len(shown) // size))
    page = min(max(1, wanted.page), pages)
    if size is not None:
        ids = shown[(page - 1) * size : page * size]
        found = cells(office_id, periods, now, Narrowed(wanted.form, units=ids))
    else:
        ids, found = shown, cells(office_id, periods, now, narrowed)
    names = _units(ids)
    written = [str(one) for one in periods]
    lines = [Line(names[id], [found.get((id, one), NOTHING) for one in written]) for id in ids]
    return Table(periods, lines, [by_period.get(one, NOTHING) for one in written], len(shown), page, pages)


def _units(ids: Sequence[int]) -> dict[int, Named]:
    columns = (MemberUnit.id, MemberUnit.short_name, MemberUnit.name, MemberUnit.closed_on)
    rows = session.execute(select(*columns).where(MemberUnit.id.in_(ids)))
    return {row.id: Named(row.id, row.short_name, row.name, row.closed_on is not None) for row in rows}


def forms_by_period(office_id: int, wanted: Wanted, now: datetime, *, unit_id: int | None = None) -> Table:
    """The forms that asked anything, over all units or of one. Two statements."""
    periods = run_up(wanted.period)
    narrowed = Narrowed(wanted.form, wanted.kind, wanted.words, None if unit_id is None else [unit_id])
    found = form_cells(office_id, periods, now, narrowed)
    codes = {code for code, _period in found}
    named = [one for one in forms(office_id) if one.key in codes]
    written = [str(one) for one in periods]
    lines = [Line(one, [found.get((str(one.key), p), NOTHING) for p in written]) for one in named]
    if wanted.worst:
        lines.sort(key=lambda line: from_worst(line.total, wanted.rate))
    totals = [together(line.cells[place] for line in lines) for place in range(len(periods))]
    return Table(periods, lines, totals, len(lines))


def forms(office_id: int) -> list[Named]:
    """The forms of the office by code, each under the name of its latest revision, in their order."""
    rows = session.execute(
        select(ReportForm.code, ReportForm.name, ReportForm.sort_order, ReportForm.closed_at)
        .where(ReportForm.office_id == office_id, ReportForm.enacted_at.is_not(None))
        .order_by(ReportForm.revision)
    )
    latest: dict[str, Any] = {row.code: row for row in rows}
    in_order = sorted(latest.values(), key=lambda row: (row.sort_order, row.code))
    return [Named(row.code, row.name, row.name, row.closed_at is not None) for row in in_order]


def run(
    office_id: int, wanted: Wanted, now: datetime, count: int, *, unit_id: int | None = None
) -> list[Tally]:
    """All together in the last `count` periods up to this one, oldest first; for the trend."""
    periods = run_up(wanted.period, count)
    narrowed = Narrowed(wanted.form, wanted.kind, wanted.words, None if unit_id is None else [unit_id])
    found = counted(office_id, periods, now, narrowed)
    return [found.get(str(one), NOTHING) for one in periods]


@dataclass(frozen=True, slots=True)
class Owed:
    """One report of a unit and how it stands."""

    report: Report
    stands: Punctuality


def reports_of(
    actor: Actor, unit: MemberUnit, periods: Sequence[Period], form: str, now: datetime
) -> list[Owed]:
    """The reports of a unit for these periods, the latest first."""
    found = (
        visible_to(actor)
        .join(Report.form)
        .where(Report.unit_id == unit.id, Report.period.in_([str(one) for one in periods]))
        .options(joinedload(Report.form, innerjoin=True), raiseload("*"))
        .order_by(Report.period.desc(), ReportForm.sort_order, Report.id)
        .limit(MOST_REPORTS)
    )
    if form:
        found = found.where(ReportForm.code == form)
    return [
        Owed(one, punctuality(Filing(one.due_at, one.first_submitted_at, one.grace_until), now))
        for one in session.scalars(found)
    ]
