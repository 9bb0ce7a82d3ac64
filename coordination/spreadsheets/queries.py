"""How the reports stand that a sheet is for, and the sheets that were sent up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit
from coordination.report_forms.models import ReportForm, Shape
from coordination.reporting import queries as reporting
from coordination.reporting.models import Figure, Report
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import Bases, Row, key_of
from coordination.reporting.states import FILED, ReportState
from coordination.spreadsheets.models import SheetUpload
from coordination.spreadsheets.reading import Asked

Found = TypeVar("Found")
RECENT = 5
OPEN = (ReportState.MISSING, ReportState.DRAFT, ReportState.RETURNED)


@dataclass(frozen=True, slots=True)
class Stand:
    """The reports, what their form asks and what is stored of them, as one sheet."""

    form: ReportForm
    period: Period
    reports: Sequence[Report]
    asked: Asked
    sheet: Sheet

    @property
    def stamp(self) -> str:
        """Changes when any of the reports does, for versions only grow; the page carries it."""
        return f"{len(self.reports)}-{sum(one.version for one in self.reports)}"

    @property
    def open(self) -> Sequence[Report]:
        return [report for report in self.reports if report.state in OPEN]


def stand(report: Report) -> Stand:
    """One report, about its own unit or about subjects."""
    sheet = reporting.sheet(report)
    table = sheet.layout.is_table
    ids = [row.subject_id for row in sheet.layout.parts] if table else [report.unit_id]
    names = _names([number for number in ids if number is not None])
    asked = Asked(sheet.layout, names, report.period)
    return Stand(report.form, Period.parse(report.period), [report], asked, sheet)


def _names(ids: Sequence[int]) -> dict[str, tuple[str, ...]]:
    """What each unit is called, by key of its row: short name, full name, name of its division."""
    rows = session.execute(
        select(MemberUnit.id, MemberUnit.short_name, MemberUnit.name, Division.name)
        .outerjoin(Division, Division.id == MemberUnit.division_id)
        .where(MemberUnit.id.in_(ids))
    )
    found = {str(number): tuple(dict.fromkeys(name for name in names if name)) for number, *names in rows}
    return {str(number): found[str(number)] for number in ids if str(number) in found}


def collection(form: ReportForm, period: Period) -> Stand:
    """Every unit's report of a form about oneself, one row each; in a constant number of queries."""
    reports = session.scalars(
        select(Report)
        .where(Report.form_id == form.id, Report.period == str(period), Report.office_id == form.office_id)
        .join(Report.unit)
        .options(
            joinedload(Report.form, innerjoin=True),
            joinedload(Report.unit, innerjoin=True).joinedload(MemberUnit.division),
        )
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()
    rows = tuple(_row(report.unit) for report in reports)
    lone = reporting.layout(form, reports[0].unit_id if reports else 0, period.start)
    layout = replace(lone, rows=rows)
    names = _names([report.unit_id for report in reports])
    codes = {column.indicator_id: column.code for column in layout.columns}
    asked = Asked(layout, names, str(period), collects=True)
    return Stand(form, period, reports, asked, Sheet(layout, *_collected(form, period, codes)))


def alone(found: Stand) -> dict[int, Sheet]:
    """A collection taken apart: the sheet of each unit by its id, as its own report would have it."""
    stored, bases = _by_unit(found.sheet.stored), found.sheet.bases
    previous, last_year = _by_unit(bases.previous), _by_unit(bases.last_year)
    return {
        row.subject_id: Sheet(
            replace(found.sheet.layout, rows=(row,)),
            stored.get(row.subject_id, {}),
            Bases(previous.get(row.subject_id, {}), last_year.get(row.subject_id, {})),
        )
        for row in found.sheet.layout.rows
        if row.subject_id is not None
    }


def _by_unit(places: Mapping[str, Found]) -> dict[int, dict[str, Found]]:
    by_unit: dict[int, dict[str, Found]] = {}
    for key, found in places.items():
        by_unit.setdefault(int(key.partition("-")[0]), {})[key] = found
    return by_unit


def _row(unit: MemberUnit) -> Row:
    place = unit.division
    if place is None:
        return Row(unit.id, unit.short_name)
    return Row(unit.id, unit.short_name, place.households, place.population)


def _collected(form: ReportForm, period: Period, codes: dict[int, str]) -> tuple[dict[str, Stored], Bases]:
    """What is stored for all units of a form, and what it is compared with, in one query."""
    own = and_(Report.form_id == form.id, Report.period == str(period))
    before, year_ago = str(period.previous()), str(period.same_last_year() or "")
    earlier = and_(Report.state.in_(FILED), Report.period.in_((before, year_ago)))
    columns = (Figure.value, Figure.typed, Figure.reason, Figure.return_note)
    rows = session.execute(
        select(
            Figure.unit_id,
            Figure.indicator_id,
            func.bool_or(own).label("own"),
            *(func.max(column).filter(own).label(column.key) for column in columns),
            func.max(Figure.value).filter(Report.period == before).label("previous"),
            func.max(Figure.value).filter(Report.period == year_ago).label("last_year"),
        )
        .join(Report, Figure.report_id == Report.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .where(Report.office_id == form.office_id, ReportForm.code == form.code, or_(own, earlier))
        .group_by(Figure.unit_id, Figure.indicator_id)
    ).all()
    known = {key_of(row.unit_id, codes[row.indicator_id]): row for row in rows if row.indicator_id in codes}
    stored = {
        key: Stored(row.value, row.typed, row.reason, row.return_note)
        for key, row in known.items()
        if row.own
    }
    previous = {key: row.previous for key, row in known.items() if row.previous is not None}
    last_year = {key: row.last_year for key, row in known.items() if row.last_year is not None}
    return stored, Bases(previous, last_year)


def stand_of(upload: SheetUpload) -> Stand:
    """What the upload is for, as it stands now."""
    if upload.report is not None:
        return stand(upload.report)
    return collection(upload.form, Period.parse(upload.period))


def upload(actor: Actor, **places: int) -> SheetUpload | None:
    """The upload of an address, if it belongs to the actor's office and unit."""
    found = _visible(actor).where(SheetUpload.id == places["id"])
    return session.scalars(found).first() if 0 < places["id"] < 2**63 else None


def _visible(actor: Actor) -> Any:
    found = (
        select(SheetUpload)
        .where(SheetUpload.office_id == actor.office_id)
        .options(
            joinedload(SheetUpload.file, innerjoin=True),
            joinedload(SheetUpload.form, innerjoin=True),
            joinedload(SheetUpload.uploaded_by, innerjoin=True),
            joinedload(SheetUpload.confirmed_by),
            joinedload(SheetUpload.report).joinedload(Report.unit),
            joinedload(SheetUpload.report).joinedload(Report.form),
        )
    )
    return found if actor.unit_id is None else found.where(SheetUpload.unit_id == actor.unit_id)


def recent(report: Report, actor: Actor) -> Sequence[SheetUpload]:
    """The last sheets that were sent up for a report."""
    found: Sequence[SheetUpload] = session.scalars(
        _visible(actor)
        .where(SheetUpload.report_id == report.id)
        .order_by(SheetUpload.id.desc())
        .limit(RECENT)
    ).all()
    return found


def recent_collections(form: ReportForm, period: Period, actor: Actor) -> Sequence[SheetUpload]:
    """The last collection sheets of a form and a period."""
    found: Sequence[SheetUpload] = session.scalars(
        _visible(actor)
        .where(SheetUpload.report_id.is_(None), SheetUpload.form_id == form.id)
        .where(SheetUpload.period == str(period))
        .order_by(SheetUpload.id.desc())
        .limit(RECENT)
    ).all()
    return found


def written(upload: SheetUpload) -> Sequence[Report]:
    """The reports that the upload wrote and that nobody changed since, still open."""
    versions = {int(number): int(version) for number, version in upload.written}
    reports = session.scalars(
        select(Report)
        .where(Report.id.in_(versions), Report.office_id == upload.office_id)
        .options(joinedload(Report.form, innerjoin=True), joinedload(Report.unit, innerjoin=True))
        .order_by(Report.id)
        .execution_options(populate_existing=True)
    ).all()
    return [one for one in reports if one.version == versions[one.id] and one.state in OPEN]


@dataclass(frozen=True, slots=True)
class Collectable:
    """A form about oneself for which reports of a period are asked; how many, and how many are open."""

    form: ReportForm
    expected: int
    open: int


def collectable(actor: Actor, period: str) -> list[Collectable]:
    """The forms that can be collected in one sheet for the period."""
    counts = (
        select(
            Report.form_id,
            func.count().label("expected"),
            func.count().filter(Report.state.in_(OPEN)).label("open"),
        )
        .where(Report.office_id == actor.office_id, Report.period == period)
        .group_by(Report.form_id)
        .subquery()
    )
    rows = session.execute(
        select(ReportForm, counts.c.expected, counts.c.open)
        .join(counts, counts.c.form_id == ReportForm.id)
        .where(ReportForm.office_id == actor.office_id, ReportForm.shape == Shape.SELF)
        .order_by(ReportForm.sort_order, ReportForm.id)
    )
    return [Collectable(*row) for row in rows]


def periods(actor: Actor) -> Sequence[str]:
    """The periods for which anything was asked, latest first."""
    return reporting.periods_with_reports(actor.office_id or 0)
