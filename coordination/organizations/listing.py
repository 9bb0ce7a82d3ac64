"""The list of units in official order, page by page, from statements built once for their filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Text, bindparam, func, literal_column, or_, select

from coordination.kernel import db
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit

PAGE = 25
#: Written into the statement: for an unknown number of rows PostgreSQL would plan anew each time.
_PAGE: ColumnElement[int] = literal_column(str(PAGE), Integer)


class UnitLine(NamedTuple):
    """A unit as its list shows it."""

    id: int
    name: str
    short_name: str
    kind_code: str
    contact_name: str
    contact_phone: str
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class UnitPage:
    """One page of the list; `first` is the place of its first unit in the whole, from 1."""

    units: Sequence[UnitLine]
    total: int
    page: int
    pages: int
    open: int
    closed: int

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE + 1


def listed(
    actor: Actor, words: str = "", *, kind: str | None = None, closed: bool = False, page: int = 1
) -> UnitPage:
    """`queries.search`, 25 to the page, with how many units are open and closed in all; a page that is not
    there is the nearest one that is."""
    values: dict[str, Any] = {"office_id": actor.office_id, "unit_id": actor.unit_id, "kind": kind}
    words = words.strip()
    if words:
        letters = words.lower().replace(" ", "")
        values |= {"words": f"%{_escaped(words)}%", "letters": f"%{_escaped(letters)}%"}
    asked = (bool(words), bool(kind), closed, actor.unit_id is not None)
    counted: tuple[int, ...] = tuple(db.rows(_counts(*asked), **values)[0])
    total, shut = counted[0], counted[1]
    fitting = counted[2] if words or kind else shut if closed else total - shut
    pages = max(1, -(-fitting // PAGE))
    page = min(max(1, page), pages)
    rows = db.rows(_lines(*asked), **values, first=(page - 1) * PAGE)
    units = [UnitLine._make(row) for row in rows]
    return UnitPage(units, fitting, page, pages, total - shut, shut)


def _escaped(words: str) -> str:
    return words.replace("/", "//").replace("%", "/%").replace("_", "/_")


@cache
def _lines(words: bool, kind: bool, closed: bool, own: bool) -> Select[Any]:
    found: Any = select(*(getattr(MemberUnit, name) for name in UnitLine._fields))
    in_order = _seen(found, own).where(*_fitting(words, kind, closed))
    in_order = in_order.order_by(MemberUnit.sort_order, MemberUnit.id)
    return in_order.limit(_PAGE).offset(bindparam("first", type_=Integer, literal_execute=True))  # type: ignore[no-any-return]


@cache
def _counts(words: bool, kind: bool, closed: bool, own: bool) -> Select[Any]:
    found: Any = select(func.count().label("all"), func.count(MemberUnit.closed_on).label("closed"))
    if words or kind:
        fitting = func.count().filter(*_fitting(words, kind, closed))
        found = found.add_columns(fitting.label("fitting"))
    return _seen(found, own)  # type: ignore[no-any-return]


def _seen(found: Any, own: bool) -> Any:
    """`visible_to` with its values left open, for statements that are built once."""
    found = found.where(MemberUnit.office_id == bindparam("office_id"))
    return found.where(MemberUnit.id == bindparam("unit_id")) if own else found


def _fitting(words: bool, kind: bool, closed: bool) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = [
        MemberUnit.closed_on.is_not(None) if closed else MemberUnit.closed_on.is_(None)
    ]
    if words:
        name, letters = bindparam("words", type_=Text), bindparam("letters", type_=Text)
        columns = {MemberUnit.name: name, MemberUnit.short_name: name}
        columns |= {MemberUnit.pinyin: letters, MemberUnit.initials: letters}
        asked.append(or_(*(column.like(typed, escape="/") for column, typed in columns.items())))
    if kind:
        asked.append(MemberUnit.kind_code == bindparam("kind"))
    return asked
