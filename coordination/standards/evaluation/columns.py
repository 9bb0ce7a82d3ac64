"""The question, and the columns that its parts ask of grouped statements, each only once."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, column
from sqlalchemy.types import TypeEngine

from coordination.standards.rules import Span


@dataclass(frozen=True, slots=True)
class Moment:
    """Asked about the end of `as_of`, as was known at `known_at` (None: as is known now)."""

    as_of: date
    known_at: datetime | None = None


@dataclass(slots=True)
class Sums:
    """Columns of one statement grouped by its key; a name that was asked for before is not computed twice."""

    wanted: dict[str, ColumnElement[Any]] = field(default_factory=dict)

    def want(self, name: str, of: ColumnElement[Any], type_: TypeEngine[Any]) -> ColumnElement[Any]:
        """The column of the statement outside, by its name."""
        self.wanted.setdefault(name, of)
        return column(name, type_)

    @property
    def labelled(self) -> list[ColumnElement[Any]]:
        return [of.label(name) for name, of in self.wanted.items()]


def name_of(what: str, days: Span, *more: object) -> str:
    """A name for a measure over some days that no other measure has."""
    return "_".join([what, f"{days.first:%Y%m%d}", f"{days.last:%Y%m%d}", *map(str, more)])
