"""Measures of the tallies over some days. A row that lies in them only partly counts wholly, unless its last
case is known to lie before them; what it says of loss, suspects and dens counts wholly in any case."""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Numeric, Select, and_, func, literal, or_, select

from coordination.standards.evaluation.columns import Moment, Sums, name_of
from coordination.standards.rules import Span
from coordination.tallies.models import Tally

_last = func.coalesce(Tally.last_case_on, Tally.last_on)
_whole = Integer()
_day = Date()


class Tallies(Sums):
    """What is asked of the tallies, grouped by subject. `reach` are all days that anything asks about: rows
    beyond them are not read, and what that says already is not asked of each row again."""

    def __init__(self, reach: Span) -> None:
        super().__init__()
        self.reach = reach

    def cases(self, days: Span) -> ColumnElement[Any]:
        """How many cases."""
        counted = func.sum(Tally.cases).filter(*self._until(days), _last >= days.first)
        return func.coalesce(self.want(name_of("cases", days), counted, _whole), 0)

    def last_case(self, days: Span) -> ColumnElement[Any]:
        """The day of the last case; of a month that does not tell it, its last day."""
        counted = func.max(_last).filter(Tally.cases > 0, *self._until(days), _last >= days.first)
        return self.want(name_of("case_on", days), counted, _day)

    def covered(self, days: Span) -> ColumnElement[Any]:
        """On how many of the days something is known. Rows of one subject share no day."""
        last, first = func.least(Tally.last_on, days.last), func.greatest(Tally.first_on, days.first)
        counted = self._over(days, func.sum(last - first + 1))
        return func.coalesce(self.want(name_of("covered", days), counted, _whole), 0)

    def largest(self, days: Span) -> ColumnElement[Any]:
        """The largest single loss in 元."""
        counted = self._over(days, func.max(Tally.largest_loss))
        return func.coalesce(self.want(name_of("loss", days), counted, Numeric()), 0)

    def last_loss(self, days: Span, threshold: Decimal) -> ColumnElement[Any]:
        """The last day of the last row with a loss that reaches the threshold."""
        counted = self._over(days, func.max(Tally.last_on), Tally.largest_loss >= threshold)
        return self.want(name_of("loss_on", days, f"{threshold:f}".replace(".", "_")), counted, _day)

    def listed(self, days: Span, what: str) -> ColumnElement[Any]:
        """How many suspects or dens."""
        counted = self._over(days, func.sum(getattr(Tally, what)))
        return func.coalesce(self.want(name_of(what, days), counted, _whole), 0)

    def last_listed(self, days: Span, what: str) -> ColumnElement[Any]:
        counted = self._over(days, func.max(Tally.last_on), getattr(Tally, what) > 0)
        return self.want(name_of(f"{what}_on", days), counted, _day)

    def _over(self, days: Span, counted: Any, *more: ColumnElement[bool]) -> ColumnElement[Any]:
        """Of the rows that overlap the days."""
        since = [] if days.first <= self.reach.first else [Tally.last_on >= days.first]
        which = [*self._until(days), *since, *more]
        return counted.filter(*which) if which else counted  # type: ignore[no-any-return]

    def _until(self, days: Span) -> list[ColumnElement[bool]]:
        return [] if days.last >= self.reach.last else [Tally.first_on <= days.last]

    def grouped(self, moment: Moment, of: ColumnElement[bool]) -> Select[Any]:
        """One row for each subject of `of` that has any row within reach."""
        return (
            select(Tally.subject_id, *self.labelled)
            .where(of, *known(moment), _overlaps(self.reach))
            .group_by(Tally.subject_id)
        )


def known(moment: Moment) -> list[ColumnElement[bool]]:
    """The rows that were current at the moment."""
    if moment.known_at is None:
        return [Tally.superseded_at.is_(None)]
    at = literal(moment.known_at)
    return [and_(Tally.recorded_at <= at, or_(Tally.superseded_at.is_(None), Tally.superseded_at > at))]


def _overlaps(days: Span) -> ColumnElement[bool]:
    return and_(Tally.first_on <= days.last, Tally.last_on >= days.first)
