"""An indicator over some periods as columns beside the unit, each computed once."""

from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import FromClause, Numeric, Subquery, and_, case, cast, func, null, or_, select

from coordination.kernel.period import Period
from coordination.rankings.engine.arithmetic import Number, half_away, number
from coordination.rankings.engine.columns import Condition
from coordination.rankings.rules.measures import RATE_PLACES, UNKNOWN, Figure

Periods = tuple[Period, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """`value` is null where it was not filed or is not assessed; `absent` says that it is not assessed.

    A rate that is to be shrunk brings its `events` and their `base`.
    """

    value: Number
    absent: Condition | None = None
    events: Number | None = None
    base: Number | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A level that was asked for, by the names of its columns."""

    name: str

    def read(self, stage: FromClause) -> Level:
        found = (stage.c.get(f"{self.name}_{part}") for part in ("na", "events", "base"))
        return Level(stage.c[self.name], *found)


@dataclass(slots=True)
class Levels:
    """The figures of each period that is asked for joined to their units, and the levels made of them."""

    units: FromClause
    figures: FromClause
    joined: dict[str, FromClause] = field(default_factory=dict)
    named: dict[tuple[Figure, Periods], Named] = field(default_factory=dict)
    columns: list[Any] = field(default_factory=list)

    def of(self, figure: Figure, periods: Periods) -> Named:
        """The level by its name; asked for again, it is not computed twice."""
        key = (figure, periods)
        if key not in self.named:
            found = self._ratio(figure, periods) if figure.is_ratio else Level(self._filed(figure, periods))
            named = Named(f"level_{len(self.named)}")
            more = (("_na", found.absent), ("_events", found.events), ("_base", found.base))
            self.columns += [
                of.label(f"{named.name}{part}") for part, of in (("", found.value), *more) if of is not None
            ]
            self.named[key] = named
        return self.named[key]

    def stage(self) -> Subquery:
        """The units with their levels, which the planner may not merge with what rests on them."""
        found: Any = self.units
        for period, figures in self.joined.items():
            found = found.outerjoin(
                figures, and_(figures.c.unit == self.units.c.unit, figures.c.period == period)
            )
        return select(*self.units.c, *self.columns).select_from(found).offset(0).subquery("levels")

    def _of_period(self, code: str, period: Period) -> Number:
        name = str(period)
        if name not in self.joined:
            self.joined[name] = self.figures.alias(f"figures_{len(self.joined)}")
        column: Number = self.joined[name].c[code]
        return column

    def _filed(self, figure: Figure, periods: Periods, code: str = "", over_time: str = "") -> Number:
        """Nothing when the last of the periods was not filed; in a window of months, when any was not."""
        code, over_time = code or figure.code, over_time or figure.over_time
        if over_time == "last":
            return self._of_period(code, periods[-1])
        each = [self._of_period(code, period) for period in periods]
        if figure.months == 1:  # since January: an earlier gap is not guessed
            each = [*(func.coalesce(one, number(0)) for one in each[:-1]), each[-1]]
        return reduce(add, each)

    def _ratio(self, figure: Figure, periods: Periods) -> Level:
        part = self._filed(figure, periods, figure.numerator)
        constant = figure.denominator in UNKNOWN
        whole = self._whole(figure, periods)
        unfit: Condition = whole == 0
        if figure.min_base is not None:
            unfit = or_(unfit, whole < number(figure.min_base))
        absent = and_(part.is_not(None), whole.is_not(None), unfit)
        signed = part * func.sign(whole)
        quotient = half_away(signed, func.abs(whole), RATE_PLACES, Fraction(figure.factor))
        value = case((unfit, null()), else_=quotient)
        parts: tuple[Number, ...] = (part, whole) if figure.shrunk else ()
        return Level(value, or_(whole.is_(None), absent) if constant else absent, *parts)

    def _whole(self, figure: Figure, periods: Periods) -> Number:
        """The denominator; what is known of a place is unknown unless it is above 0."""
        if figure.denominator not in UNKNOWN:
            return self._filed(figure, periods, figure.denominator, "sum")
        known = self.units.c[figure.denominator]
        return case((known > 0, cast(known, Numeric)), else_=null())
