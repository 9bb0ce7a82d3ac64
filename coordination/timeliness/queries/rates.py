"""Reports counted by PostgreSQL: one statement, whatever the number of units, forms and periods."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Row,
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
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report
from coordination.reporting.queries.timely import STANDINGS, is_
from coordination.reporting.states import FILED, ReportState
from coordination.timeliness.rules import Rate, Tally

_NOW: ColumnElement[datetime] = bindparam("now", type_=DateTime(timezone=True))
_FILED: ColumnElement[bool] = Report.first_submitted_at.is_not(None)
_COMPLETE = Report.state.in_(FILED)
_REDONE = and_(_FILED, or_(Report.revision > 1, Report.state == ReportState.RETURNED))
#: In the order of the fields of Tally.
_COUNTS = (*(is_(one, _NOW) for one in STANDINGS), _COMPLETE, _REDONE)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """Which reports are counted; what is empty does not narrow. `form` is a code: all its revisions."""

    form: str = ""
    kind: str = ""
    words: str = ""
    units: Sequence[int] | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The values of the statement that `flags` asks for."""
        words = self.words.replace("/", "//").replace("%", "/%").replace("_", "/_")
        letters = words.lower().replace(" ", "")
        given = {
            "form": self.form,
            "kind": self.kind,
            "words": self.words and f"%{words}%",
            "letters": self.words and f"%{letters}%",
            "units": None if self.units is None else list(self.units),
        }
        return {name: value for name, value in given.items() if value not in ("", None)}

    @property
    def flags(self) -> tuple[bool, bool, bool, bool]:
        return bool(self.form), bool(self.kind), bool(self.words), self.units is not None


EVERYTHING = Narrowed()


def rates(
    office_id: int, period: Period, now: datetime, of: Rate = Rate.ON_TIME
) -> Mapping[int, Decimal | None]:
    """By unit its rate in percent for the period, None where its turn has not come; for rankings.

    A unit that is not there owed nothing. `now` decides what is missing, so that a ranking that is
    frozen can be computed again.
    """
    found = counted(office_id, [period], now, by="unit_id")
    return {key: tally.rate(of) for key, tally in found.items()}


def cells(
    office_id: int, periods: Iterable[Period], now: datetime, narrowed: Narrowed = EVERYTHING
) -> dict[tuple[int, str], Tally]:
    """By unit and period. 2,400 units × 12 periods are one statement."""
    found = _rows(_cells(("unit_id", "period"), *narrowed.flags), office_id, periods, now, narrowed)
    return {row[:2]: Tally._make(row[2:]) for row in found}  # type: ignore[misc]


def form_cells(
    office_id: int, periods: Iterable[Period], now: datetime, narrowed: Narrowed = EVERYTHING
) -> dict[tuple[str, str], Tally]:
    """By the code of a form and period."""
    found = _rows(_cells(("code", "period"), *narrowed.flags), office_id, periods, now, narrowed)
    return {row[:2]: Tally._make(row[2:]) for row in found}  # type: ignore[misc]


def counted(
    office_id: int,
    periods: Iterable[Period],
    now: datetime,
    narrowed: Narrowed = EVERYTHING,
    *,
    by: str = "period",
) -> dict[Any, Tally]:
    """By period, or by unit over all the periods."""
    found = _rows(_cells((by,), *narrowed.flags), office_id, periods, now, narrowed)
    return {row[0]: Tally(*row[1:]) for row in found}


def margins(
    office_id: int, periods: Iterable[Period], now: datetime, narrowed: Narrowed
) -> tuple[dict[int, Row[Any]], dict[str, Tally]]:
    """By unit the six counts over all the periods, as a row; and by period over all units. One scan."""
    by_unit, by_period = {}, {}
    for row in _rows(_margins(*narrowed.flags), office_id, periods, now, narrowed):
        if row[0] is None:
            by_period[row.period] = Tally(*row[2:])
        else:
            by_unit[row[0]] = row
    return by_unit, by_period


def _rows(
    statement: Select[Any], office_id: int, periods: Iterable[Period], now: datetime, narrowed: Narrowed
) -> Sequence[Row[Any]]:
    asked = [str(one) for one in periods]
    return db.rows(statement, office_id=office_id, periods=asked, now=now, **narrowed.values)


_KEYS: Mapping[str, Any] = {"unit_id": Report.unit_id, "period": Report.period, "code": ReportForm.code}


@cache
def _cells(keys: tuple[str, ...], form: bool, kind: bool, words: bool, units: bool) -> Select[Any]:
    columns = [_KEYS[key] for key in keys]
    found: Any = select(*columns, *(func.count().filter(one) for one in _COUNTS)).select_from(Report)
    if "code" in keys:
        found = found.join(ReportForm, Report.form_id == ReportForm.id)
    return _narrowed(found, form, kind, words, units).group_by(*columns)  # type: ignore[no-any-return]


@cache
def _margins(form: bool, kind: bool, words: bool, units: bool) -> Select[Any]:
    columns = (Report.unit_id, Report.period)
    found: Any = select(*columns, *(func.count().filter(one) for one in _COUNTS))
    sets = func.grouping_sets(*columns)
    return _narrowed(found, form, kind, words, units).group_by(sets)  # type: ignore[no-any-return]


def _narrowed(found: Any, form: bool, kind: bool, words: bool, units: bool) -> Any:
    office = Report.office_id == bindparam("office_id")
    found = found.where(office, Report.period == any_(bindparam("periods", type_=ARRAY(Text))))
    if form:
        of_code = select(ReportForm.id).where(
            ReportForm.office_id == bindparam("office_id"), ReportForm.code == bindparam("form")
        )
        found = found.where(Report.form_id.in_(of_code))
    if kind or words:
        fitting = select(MemberUnit.id).where(MemberUnit.office_id == bindparam("office_id"))
        found = found.where(Report.unit_id.in_(fitting.where(*named(kind, words))))
    if units:
        found = found.where(Report.unit_id == any_(bindparam("units", type_=ARRAY(BigInteger))))
    return found


def named(kind: bool, words: bool) -> list[ColumnElement[bool]]:
    """What a unit must be like: of a kind, or with these words or letters in its name."""
    asked: list[ColumnElement[bool]] = [MemberUnit.kind_code == bindparam("kind")] if kind else []
    if words:
        name, letters = bindparam("words", type_=Text), bindparam("letters", type_=Text)
        columns = {MemberUnit.name: name, MemberUnit.short_name: name}
        columns |= {MemberUnit.pinyin: letters, MemberUnit.initials: letters}
        asked.append(or_(*(column.like(typed, escape="/") for column, typed in columns.items())))
    return asked


def asked_units(office_id: int, narrowed: Narrowed) -> list[int]:
    """The units that fit, closed ones too, in official order, by their numbers alone."""
    values = {name: narrowed.values[name] for name in ("kind", "words", "letters") if name in narrowed.values}
    statement = _asked_units(bool(narrowed.kind), bool(narrowed.words))
    return [row[0] for row in db.rows(statement, office_id=office_id, **values)]


@cache
def _asked_units(kind: bool, words: bool) -> Select[Any]:
    found: Any = select(MemberUnit.id).where(MemberUnit.office_id == bindparam("office_id"))
    found = found.where(*named(kind, words))
    return found.order_by(MemberUnit.sort_order, MemberUnit.id)  # type: ignore[no-any-return]
