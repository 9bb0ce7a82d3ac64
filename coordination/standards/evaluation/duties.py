"""Completion of a party's duties over some days, measured as in the matrix of completion."""

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Numeric, Select, and_, func, or_, select

from coordination.completion.queries.shares import is_
from coordination.completion.rules import Outcome
from coordination.kernel.clock import ZONE
from coordination.standards.evaluation.columns import Sums
from coordination.standards.rules import Span
from coordination.tasks.models import Assignment
from coordination.tasks.rules import DROPPED

_DUE = (Outcome.ON_TIME, Outcome.LATE, Outcome.OVERDUE)


class Share(NamedTuple):
    """Weights done on time and due, and how many assignments were asked; None: none at all."""

    done: ColumnElement[Any]
    due: ColumnElement[Any]
    asked: ColumnElement[Any]


class Assignments(Sums):
    """What is asked of assignments, grouped by the unit, or by the community they were passed on to."""

    def __init__(self, whose: str) -> None:
        super().__init__()
        self.whose = whose

    def share(self, as_of: date, days: Span, party_id: int) -> Share:
        """What of the party was due in these days; what is open at the end of `as_of` is overdue by then."""
        stem = f"{self.whose}_{days.first:%Y%m%d}_{days.last:%Y%m%d}_{party_id}"
        counted = and_(Assignment.party_id == party_id, _within(days), Assignment.state.not_in(DROPPED))
        now, weight = _start(as_of + timedelta(days=1)), func.sum(Assignment.weight)
        due = or_(*(is_(one, now) for one in _DUE))
        return Share(
            self.want(f"done_{stem}", weight.filter(counted, is_(Outcome.ON_TIME, now)), Numeric()),
            self.want(f"due_{stem}", weight.filter(counted, due), Numeric()),
            self.want(f"asked_{stem}", func.nullif(func.count().filter(counted), 0), Integer()),
        )

    def grouped(self, key: Any, of: ColumnElement[bool], reach: Span) -> Select[Any]:
        return select(key.label(f"{self.whose}_id"), *self.labelled).where(of, _within(reach)).group_by(key)


def _within(days: Span) -> ColumnElement[bool]:
    """Due on one of these days, on China's calendar."""
    first, end = _start(days.first), _start(days.last + timedelta(days=1))
    return and_(Assignment.due_at >= first, Assignment.due_at < end)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)
