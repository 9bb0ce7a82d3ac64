"""The statements of the overview, each built once for the filters that it has.

`visible_to` with its values left open: every statement begins at the office, and for somebody of a
unit (`own`) at that unit.
"""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Executable,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array

from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report
from coordination.reporting.queries.lists import latest_of_each_kind
from coordination.reporting.states import ReportState

PAGE = 25
_PAGE: ColumnElement[int] = literal_column(str(PAGE), Integer)


class Listed(NamedTuple):
    """A report as lists show it."""

    id: int
    office_id: int
    unit_id: int
    form_id: int
    period: str
    due_at: datetime
    grace_until: datetime | None
    state: ReportState
    zero: bool
    saved_at: datetime | None
    submitted_at: datetime | None
    submitted_by_id: int | None
    approved_at: datetime | None
    return_reason: str
    revision: int
    frozen_revision: int | None
    unit_name: str
    contact_name: str
    contact_phone: str


_REPORT = tuple(getattr(Report, name) for name in Listed._fields if hasattr(Report, name))
_UNIT = (MemberUnit.short_name, MemberUnit.contact_name, MemberUnit.contact_phone)
_GROUPS = (
    func.unnest(
        bindparam("forms", type_=ARRAY(BigInteger)),
        bindparam("dues", type_=ARRAY(DateTime(timezone=True))),
        bindparam("states", type_=ARRAY(Text)),
        bindparam("ranks", type_=ARRAY(Integer)),
    )
    .table_valued("form_id", "due_at", "state", "rank")
    .render_derived(name="standing")
)


def _latest(own: bool) -> ColumnElement[Any]:
    """The last period of each kind, looked up once; nothing where all forms of the office are of one kind."""
    other = select(ReportForm.id).where(
        ReportForm.office_id == bindparam("office_id"), ReportForm.period_kind != bindparam("kind")
    )
    return case((other.correlate(None).exists(), array(latest_of_each_kind(own))))


@cache
def counts(words: bool, own: bool) -> Select[Any]:
    """The forms filed for the period, each with how many reports of it have one deadline and state."""
    alike = (Report.form_id, Report.due_at, Report.state)
    grace = func.max(Report.grace_until).label("grace_until")  # follows from form and deadline
    found: Any = select(*alike, grace, func.count().label("reports")).select_from(Report).group_by(*alike)
    found = found.join(Report.unit).where(_named()) if words else found
    counted = _seen(found, own).subquery("counted")
    forms: Any = select(
        *(ReportForm.id, ReportForm.name, ReportForm.sort_order, ReportForm.closed_at),
        *(counted.c.due_at, counted.c.grace_until, counted.c.state, counted.c.reports),
        _latest(own).label("latest"),
    )
    forms = forms.outerjoin(counted, counted.c.form_id == ReportForm.id)
    forms = forms.where(ReportForm.office_id == bindparam("office_id"))
    in_force = and_(ReportForm.enacted_at.is_not(None), ReportForm.first_period <= bindparam("period"))
    in_force = and_(
        in_force,
        ReportForm.period_kind == bindparam("kind"),
        or_(ReportForm.last_period.is_(None), ReportForm.last_period >= bindparam("period")),
    )
    forms = forms.where(or_(counted.c.form_id.is_not(None), in_force))
    return forms.order_by(ReportForm.sort_order, ReportForm.id)  # type: ignore[no-any-return]


@cache
def page(words: bool, own: bool, walked: bool) -> Executable:
    """The rows of a page, by rank and then in the order of the units; `walked`: one rank by `_walk`."""
    found = _ranked(words, own)
    rows: Any = union_all(found, _walk(own)) if walked else found
    return rows.order_by("rank", "sort_order", "unit_id").limit(_PAGE).offset(_number("first"))  # type: ignore[no-any-return]


def _ranked(words: bool, own: bool) -> Select[Any]:
    """The reports of the groups, all of them, each group by an index."""
    alike = (Report.form_id == _GROUPS.c.form_id, Report.due_at == _GROUPS.c.due_at)
    found: Any = select(*_REPORT).where(*alike, Report.state == _GROUPS.c.state)
    report = _seen(found, own).correlate(_GROUPS).offset(literal_column("0")).lateral("report")
    rows: Any = (
        select(*report.c, *_UNIT, _GROUPS.c.rank.label("rank"), MemberUnit.sort_order)
        .select_from(_GROUPS)
        .join(report, true())
        .join(MemberUnit, MemberUnit.id == report.c.unit_id)
    )
    return rows.where(_named()) if words else rows  # type: ignore[no-any-return]


def _walk(own: bool) -> Select[Any]:
    """Unit after unit in their order, with the report of each, until the page is full.

    Of a form that nearly every unit owes, 25 rows are found in 25 steps, where sorting takes all 2,400.
    """
    states = any_(bindparam("walked_states", type_=ARRAY(Text)))
    found: Any = select(*_REPORT).where(Report.unit_id == MemberUnit.id, Report.state == states)
    found = found.where(Report.form_id == bindparam("walked_form"), Report.due_at == bindparam("walked_due"))
    report = _seen(found, own).correlate(MemberUnit).limit(literal_column("1")).lateral("walked")
    rank: Any = bindparam("walked_rank", type_=Integer)
    rows: Any = select(*report.c, *_UNIT, rank.label("rank"), MemberUnit.sort_order)
    rows = rows.select_from(MemberUnit).join(report, true())
    rows = rows.where(MemberUnit.office_id == bindparam("office_id"))
    in_order = rows.order_by(MemberUnit.sort_order, MemberUnit.id)
    return in_order.limit(_PAGE).offset(_number("walked_first"))  # type: ignore[no-any-return]


def _number(name: str) -> ColumnElement[int]:
    """A number of rows, written into the statement as _PAGE is: left open, it would make PostgreSQL
    take the general plan for dear and plan anew each time."""
    return bindparam(name, type_=Integer, literal_execute=True)


def _seen(found: Any, own: bool) -> Any:
    found = found.where(Report.office_id == bindparam("office_id"), Report.period == bindparam("period"))
    return found.where(Report.unit_id == bindparam("unit_id")) if own else found


def _named() -> ColumnElement[bool]:
    words, letters = bindparam("words", type_=Text), bindparam("letters", type_=Text)
    return or_(
        MemberUnit.name.like(words, escape="/"),
        MemberUnit.short_name.like(words, escape="/"),
        MemberUnit.contact_name.like(words, escape="/"),
        MemberUnit.pinyin.like(letters, escape="/"),
        MemberUnit.initials.like(letters, escape="/"),
    )
