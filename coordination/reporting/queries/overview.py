"""The office's overview of a period, worst first, in statements built once.

One statement counts the reports that stand alike: one form, one state, one deadline. What the page
shows follows from the counts, so that of 2,400 reports only those on the page are joined and sorted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    DateTime,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    or_,
    select,
)

from coordination.kernel import db
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import Report, ReportForm
from coordination.reporting.queries.lists import Trouble, trouble
from coordination.reporting.states import ReportState

PAGE = 25


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the overview, as they stand in its address."""

    period: str
    trouble: Trouble | None = None
    form_id: int | None = None
    words: str = ""
    page: int = 1


class Listed(NamedTuple):
    """A report as lists show it."""

    id: int
    office_id: int
    unit_id: int
    form_id: int
    period: str
    due_at: datetime
    state: ReportState
    zero: bool
    saved_at: datetime | None
    submitted_at: datetime | None
    submitted_by_id: int | None
    approved_at: datetime | None
    return_reason: str
    unit_name: str
    contact_name: str
    contact_phone: str


class Form(NamedTuple):
    id: int
    name: str
    sort_order: int
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Reports of one form that stand alike and are due at one instant: neighbours in the list."""

    trouble: Trouble
    due_at: datetime
    form: Form
    state: ReportState
    reports: int

    @property
    def place(self) -> tuple[int, datetime, int, int]:
        return (self.trouble, self.due_at, self.form.sort_order, self.form.id)


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the overview; `counts` and `deadlines` are of everything that fits all filters
    but the counter."""

    reports: Sequence[Listed]
    forms: Mapping[int, Form]
    counts: Mapping[Trouble, int]
    deadlines: Sequence[datetime]
    page: int
    pages: int

    @property
    def expected(self) -> int:
        return sum(self.counts.values())


def overview(actor: Actor, wanted: Wanted, now: datetime) -> Overview:
    """What every unit owes for a period, worst first, 25 to the page."""
    forms = {row.id: Form._make(row) for row in db.rows(_FORMS, office_id=actor.office_id)}
    values = _values(actor, wanted)
    groups = _groups(values, forms, wanted, now)
    counts = dict.fromkeys(Trouble, 0)
    for group in groups:
        counts[group.trouble] += group.reports
    shown = [group for group in groups if wanted.trouble in (None, group.trouble)]
    pages = max(1, -(-sum(group.reports for group in shown) // PAGE))
    page = min(max(1, wanted.page), pages)
    reports = _page(values, *window(shown, (page - 1) * PAGE))
    deadlines = sorted({group.due_at for group in groups})
    return Overview(reports, forms, counts, deadlines, page, pages)


def window(groups: Sequence[Group], start: int) -> tuple[list[Group], int]:
    """Which of the groups, in their order, the page from row `start` on shows; and its first row
    counted from their beginning."""
    shown: list[Group] = []
    before, skipped = 0, 0
    for place in sorted({group.place for group in groups}):
        alike = [group for group in groups if group.place == place]
        number = sum(group.reports for group in alike)
        if before + number <= start:
            skipped += number
        elif before < start + PAGE:
            shown += alike
        before += number
    return shown, start - skipped


def _values(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    values = {"office_id": actor.office_id, "unit_id": actor.unit_id, "period": wanted.period}
    if wanted.words:
        words = wanted.words.replace("/", "//").replace("%", "/%").replace("_", "/_")
        values |= {"words": f"%{words}%", "letters": f"%{words.lower().replace(' ', '')}%"}
    return values


def _groups(
    values: Mapping[str, Any], forms: Mapping[int, Form], wanted: Wanted, now: datetime
) -> list[Group]:
    rows = db.rows(_counts("words" in values, values["unit_id"] is not None), **values)
    return [
        Group(trouble(row, now), row.due_at, forms[row.form_id], row.state, row.reports)
        for row in rows
        if wanted.form_id in (None, row.form_id)
    ]


def _page(values: Mapping[str, Any], groups: Sequence[Group], offset: int) -> list[Listed]:
    places = sorted({group.place for group in groups})
    if len(places) == 1:
        only = groups[0]
        values = {
            **values,
            "form_id": only.form.id,
            "due_at": only.due_at,
            "states": [group.state for group in groups],
        }
    else:
        values = {
            **values,
            "forms": [group.form.id for group in groups],
            "dues": [group.due_at for group in groups],
            "states": [group.state for group in groups],
            "ranks": [places.index(group.place) for group in groups],
        }
    statement = _rows("words" in values, values["unit_id"] is not None, len(places) == 1)
    return [Listed._make(row) for row in db.rows(statement, **values, first=offset)]


_FORMS = (
    select(ReportForm.id, ReportForm.name, ReportForm.sort_order, ReportForm.closed_at)
    .where(ReportForm.office_id == bindparam("office_id"))
    .order_by(ReportForm.sort_order, ReportForm.id)
)
_LISTED = tuple(getattr(Report, name) for name in Listed._fields if hasattr(Report, name))
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


@cache
def _counts(words: bool, own: bool) -> Select[Any]:
    """How many reports of the period stand alike."""
    alike = (Report.form_id, Report.due_at, Report.state)
    found: Any = select(*alike, func.count().label("reports")).select_from(Report).group_by(*alike)
    return _seen(_named(found.join(Report.unit)) if words else found, own)


@cache
def _rows(words: bool, own: bool, one: bool) -> Select[Any]:
    """The rows of a page. Those of `one` place are read in the order of the units, from an index."""
    found = select(*_LISTED, *_UNIT).select_from(Report).join(Report.unit)
    by_unit = (MemberUnit.sort_order, MemberUnit.id)
    if one:
        states = any_(bindparam("states", type_=ARRAY(Text)))
        found = found.where(Report.form_id == bindparam("form_id"), Report.due_at == bindparam("due_at"))
        found = found.where(Report.state == states).order_by(*by_unit)
    else:
        alike = [Report.form_id == _GROUPS.c.form_id, Report.due_at == _GROUPS.c.due_at]
        found = found.join(_GROUPS, and_(*alike, Report.state == _GROUPS.c.state))
        found = found.order_by(_GROUPS.c.rank, *by_unit)
    return _seen(_named(found) if words else found, own).limit(PAGE).offset(bindparam("first"))


def _seen(found: Select[Any], own: bool) -> Select[Any]:
    """`visible_to` with its values left open: the reports of the office, or of its one unit (`own`)."""
    found = found.where(Report.office_id == bindparam("office_id"), Report.period == bindparam("period"))
    return found.where(Report.unit_id == bindparam("unit_id")) if own else found


def _named(found: Select[Any]) -> Select[Any]:
    words, letters = bindparam("words", type_=Text), bindparam("letters", type_=Text)
    return found.where(
        or_(
            MemberUnit.name.like(words, escape="/"),
            MemberUnit.short_name.like(words, escape="/"),
            MemberUnit.contact_name.like(words, escape="/"),
            MemberUnit.pinyin.like(letters, escape="/"),
            MemberUnit.initials.like(letters, escape="/"),
        )
    )
