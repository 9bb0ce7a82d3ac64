"""One report as a sheet: its rows and columns, what is stored, what stands beside each figure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, JSON, Select, Text, and_, any_, bindparam, cast, exists, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm, Shape
from coordination.reporting.marks import MARKS
from coordination.reporting.models import Figure, Report, Revision
from coordination.reporting.queries import layouts, wishes
from coordination.reporting.sheet import Bases, Entries, Entry, Layout, key_of
from coordination.reporting.states import FILED


@dataclass(frozen=True, slots=True)
class Stored:
    """One figure as the database has it."""

    value: Decimal | None
    typed: str = ""
    reason: str = ""
    return_note: str = ""

    @property
    def shown(self) -> str:
        return self.typed if self.value is None else grouped(self.value)


@dataclass(frozen=True, slots=True)
class Sheet:
    layout: Layout
    stored: Mapping[str, Stored]
    bases: Bases

    @property
    def entries(self) -> dict[str, Entry]:
        return self.with_entries({})

    def with_entries(self, sent: Entries) -> dict[str, Entry]:
        """What is stored, with what was sent in its place."""
        left = ((key, figure) for key, figure in self.stored.items() if key not in sent)
        return {**{key: Entry(figure.shown, figure.reason) for key, figure in left}, **sent}

    @property
    def pointed_at(self) -> Mapping[str, str]:
        """What the office wrote at single figures when it returned the report, by key."""
        return {key: figure.return_note for key, figure in self.stored.items() if figure.return_note}


_FORM = (
    *(ReportForm.office_id, ReportForm.code, ReportForm.name, ReportForm.guidance),
    *(ReportForm.shape, ReportForm.subject_kind, ReportForm.with_total, ReportForm.period_kind),
)
_UNIT = (
    *(MemberUnit.office_id, MemberUnit.kind_code, MemberUnit.division_id),
    *(MemberUnit.name, MemberUnit.short_name),
)
#: `visible_to` and the number of the address, with their values left open.
_OF_THE_OFFICE = (
    select(Report)
    .where(Report.id == bindparam("id"), Report.office_id == bindparam("office_id"))
    .options(
        joinedload(Report.form, innerjoin=True).load_only(*_FORM),
        joinedload(Report.unit, innerjoin=True).load_only(*_UNIT),
    )
)
_OF_THE_UNIT = _OF_THE_OFFICE.where(Report.unit_id == bindparam("unit_id"))


def report(actor: Actor, **places: int) -> Report | None:
    """The report of an address, if visible to the actor, with its form and unit."""
    values = {"id": places["id"], "office_id": actor.office_id, "unit_id": actor.unit_id}
    found = _OF_THE_OFFICE if actor.unit_id is None else _OF_THE_UNIT
    return session.scalars(found, values).first() if 0 < places["id"] < 2**63 else None


#: The same as plain columns: those of the report, then those of its form and of its unit.
_REPORT = tuple(column.key for column in Report.__table__.c)
_FORMS, _UNITS = (("id", *(column.key for column in loaded)) for loaded in (_FORM, _UNIT))
_READ = (
    select(
        *(getattr(Report, name) for name in _REPORT),
        *(getattr(ReportForm, name).label(f"of_form_{name}") for name in _FORMS),
        *(getattr(MemberUnit, name).label(f"of_unit_{name}") for name in _UNITS),
        exists(wishes.granted(Report.id)).label("reopened"),
    )
    .join(Report.form)
    .join(Report.unit)
    .where(Report.id == bindparam("id"), Report.office_id == bindparam("office_id"))
)


@cache
def _reading(marks: tuple[str, ...], *, of_the_unit: bool) -> Select[Any]:
    """Built once for what the slices that are there ask."""
    found = _READ.add_columns(*(MARKS[name].label(f"mark_{name}") for name in marks))
    return found.where(Report.unit_id == bindparam("unit_id")) if of_the_unit else found


def read(actor: Actor, **places: int) -> Report | None:
    """`report`, to be shown and not to be changed: objects of which the session knows nothing."""
    values = {"id": places["id"], "office_id": actor.office_id, "unit_id": actor.unit_id}
    statement = _reading(tuple(MARKS), of_the_unit=actor.unit_id is not None)
    found = db.rows(statement, **values) if 0 < places["id"] < 2**63 else ()
    return _detached(found[0]) if found else None


def _detached(row: Any) -> Report:
    form, unit = len(_REPORT), len(_REPORT) + len(_FORMS)
    rest = unit + len(_UNITS)
    values = dict(zip(_REPORT, row[:form], strict=True))
    values["form"] = db.detached(ReportForm, dict(zip(_FORMS, row[form:unit], strict=True)))
    values["unit"] = db.detached(MemberUnit, dict(zip(_UNITS, row[unit:rest], strict=True)))
    values["reopened"] = row.reopened
    values["marks"] = dict(zip(MARKS, row[rest + 1 :], strict=True))
    return db.detached(Report, values)


_OWN = Report.id == bindparam("report")
_EARLIER = any_(bindparam("earlier", type_=ARRAY(Text)))

#: The report's own figures; and the same unit's of last period, of last year and of the year so far.
_FOUND = (
    select(
        Figure.subject_id,
        Figure.indicator_id,
        func.bool_or(_OWN).label("own"),
        *(
            func.max(column).filter(_OWN).label(column.key)
            for column in (Figure.value, Figure.typed, Figure.reason, Figure.return_note)
        ),
        func.max(Figure.value).filter(Report.period == bindparam("before")).label("previous"),
        func.max(Figure.value).filter(Report.period == bindparam("year_ago")).label("last_year"),
        func.sum(Figure.value).filter(Report.period == _EARLIER).label("to_date"),
    )
    .join(Report, Figure.report_id == Report.id)
    .join(ReportForm, Report.form_id == ReportForm.id)
    .where(Report.unit_id == bindparam("reporter"), ReportForm.code == bindparam("code"))
    .where(
        or_(
            _OWN,
            and_(
                or_(*(Report.state == state for state in FILED)),
                or_(
                    Report.period == bindparam("before"),
                    Report.period == bindparam("year_ago"),
                    Report.period == _EARLIER,
                ),
            ),
        )
    )
    .group_by(Figure.subject_id, Figure.indicator_id)
    .subquery("figure")
)
_NUMBERS = ("value", "previous", "last_year", "to_date")
#: One array for each figure, numbers as text: JSON has no exact decimals.
_FIGURES = select(
    cast(
        func.json_agg(
            func.json_build_array(
                *(cast(column, Text) if column.key in _NUMBERS else column for column in _FOUND.c)
            )
        ),
        JSON,
    )
)
_SHEETS = {
    shape: select(*layouts.parts(shape), _FIGURES.scalar_subquery().label("figures")) for shape in Shape
}


class _Found(NamedTuple):
    """A figure as the statement has it, in the order of its columns."""

    subject_id: int | None
    indicator_id: int
    own: bool
    value: str | None
    typed: str
    reason: str
    return_note: str
    previous: str | None
    last_year: str | None
    to_date: str | None


def sheet(report: Report, *, to_date: bool = True) -> Sheet:
    """Everything about the figures of a report, in one statement.

    Without `to_date` the year so far is left out, which nothing is checked against.
    """
    form, period = report.form, Period.parse(report.period)
    found = db.rows(
        _SHEETS[form.shape],
        **layouts.asked(form, report.unit_id, period.start),
        report=report.id,
        reporter=report.unit_id,
        code=form.code,
        before=str(period.previous()),
        year_ago=str(period.same_last_year() or ""),
        earlier=[str(one) for one in period.year_to_date()[:-1]] if to_date else [],
    )[0]
    layout = layouts.understood(form, found)
    return Sheet(layout, *_figures(layout, found.figures or ()))


def _figures(layout: Layout, figures: Iterable[Sequence[Any]]) -> tuple[dict[str, Stored], Bases]:
    codes = {column.indicator_id: column.code for column in layout.columns}
    found = (_Found(*figure) for figure in figures)
    known = {
        key_of(one.subject_id, codes[one.indicator_id]): one for one in found if one.indicator_id in codes
    }
    stored = {
        key: Stored(_number(one.value), one.typed, one.reason, one.return_note)
        for key, one in known.items()
        if one.own
    }
    return stored, Bases(
        previous={key: Decimal(one.previous) for key, one in known.items() if one.previous is not None},
        last_year={key: Decimal(one.last_year) for key, one in known.items() if one.last_year is not None},
        to_date={key: Decimal(one.to_date) for key, one in known.items() if one.to_date is not None},
    )


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def last_snapshot(report: Report) -> list[dict[str, Any]]:
    """The figures of the last submission, as they were kept."""
    found = db.rows(_LAST, report=report.id, number=report.revision)
    return found[0].figures if found else []


_LAST = select(Revision.figures).where(
    Revision.report_id == bindparam("report"), Revision.number == bindparam("number")
)


def revisions(report: Report) -> Sequence[Revision]:
    """Every submission of a report with who made it, latest first."""
    return session.scalars(
        select(Revision)
        .where(Revision.report_id == report.id)
        .options(joinedload(Revision.submitted_by, innerjoin=True))
        .order_by(Revision.number.desc())
    ).all()
