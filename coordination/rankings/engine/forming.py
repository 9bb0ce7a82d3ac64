"""The values of items as SQL, out of figures per unit and period; formed as `rules.measures` forms them.

Figures: `unit`, `period` (as written: 2026-10) and a numeric column for each indicator, named by its code;
null: not filed. Units: `unit`, `cohort`, `ord` and what else the ranking reads (see `columns`); where items
ask for them also `population`, `households`, `expected` and `on_time`.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from sqlalchemy import FromClause, Numeric, Select, and_, case, cast, func, not_, null, or_, select

from coordination.kernel.period import Period
from coordination.rankings.engine.arithmetic import Number, half_away, number
from coordination.rankings.engine.columns import Condition
from coordination.rankings.engine.levels import Level, Levels
from coordination.rankings.engine.shrinking import Rate, shrunk
from coordination.rankings.rules.measures import RATE_PLACES, Asked, before, window
from coordination.schemes.rules.measures import CHANGES, Measure

PERCENT = Fraction(100)


def formed(asked: Sequence[Asked], units: FromClause, figures: FromClause, period: Period) -> Select[Any]:
    """The columns of `units`, and `value_n` and `na_n` of each item: a relation that `ranking` reads.

    The same values as `rules.measures.measured` gives, to the last digit, and `rules.shrinkage` draws
    within a cohort; a row for each of `units`.
    """
    levels = Levels(units, figures)
    wanted = [_wanted(levels, one, period) for one in asked]
    stage = levels.stage()
    columns = [column for place, form in enumerate(wanted) for column in _columns(place, form(stage))]
    found = select(*(stage.c[column.name] for column in units.c), *columns)
    rates = [
        Rate(place, one.figure)
        for place, one in enumerate(asked)
        if one.figure is not None and one.figure.shrunk and one.measure not in CHANGES
    ]
    return shrunk(found.cte("formed"), rates) if rates else found


def _columns(place: int, found: Level) -> list[Any]:
    named = (
        ("value", found.value),
        ("na", found.absent),
        ("events", found.events),
        ("base", found.base),
    )
    return [column.label(f"{name}_{place}") for name, column in named if column is not None]


#: An item once the levels that it rests on are columns.
Form = Callable[[FromClause], Level]


def _wanted(levels: Levels, asked: Asked, period: Period) -> Form:
    """Asks for the levels of an item now, to form its value from their columns later."""
    if asked.measure is Measure.ON_TIME or asked.figure is None:
        return _on_time
    now = levels.of(asked.figure, window(asked.measure, period, asked.figure.months))
    if asked.measure not in CHANGES:
        return now.read
    earlier = before(asked.measure, period, asked.figure.months)
    if not earlier:
        return lambda stage: _without_base(now.read(stage))
    base, least = levels.of(asked.figure, earlier), asked.figure.least_base
    return lambda stage: _changed(now.read(stage), base.read(stage), least)


def _on_time(stage: FromClause) -> Level:
    """Reports on time of those expected, in percent; not assessed where none was expected."""
    expected: Number = func.coalesce(stage.c.expected, 0)
    rate = half_away(cast(stage.c.on_time, Numeric), cast(expected, Numeric), RATE_PLACES, PERCENT)
    return Level(case((expected != 0, rate), else_=null()), expected == 0)


def _without_base(now: Level) -> Level:
    """A period that has no counterpart a year before (week 53): nothing to compare with."""
    return Level(cast(null(), Numeric), _either(now.absent, now.value.is_not(None)))


def _changed(now: Level, base: Level, least: Any) -> Level:
    """(now − before) / |before| in percent; 0 where nothing changed, also from 0 to 0."""
    small = and_(base.value > 0, base.value < number(least)) if least is not None else None
    same = now.value == base.value
    refused = [base.value.is_(None), and_(base.value == 0, not_(same))]
    unfit = or_(*refused, *([] if small is None else [small]))
    rate = half_away(
        now.value - base.value, func.abs(base.value), RATE_PLACES, PERCENT, now.value < base.value
    )
    value = case((or_(now.value.is_(None), unfit), null()), (same, number(0)), else_=rate)
    return Level(value, _either(now.absent, and_(now.value.is_not(None), unfit)))


def _either(one: Condition | None, other: Condition) -> Condition:
    return other if one is None else or_(one, other)


def rolled_up(figures: FromClause, parents: FromClause, codes: Sequence[str]) -> Select[Any]:
    """Figures of the places above: the sums of what was filed, for indicators that add up over divisions.

    `parents`: `unit` and its `parent`.
    """
    return (
        select(parents.c.parent.label("unit"), figures.c.period)
        .add_columns(*(func.sum(figures.c[code]).label(code) for code in codes))
        .join_from(figures, parents, parents.c.unit == figures.c.unit)
        .group_by(parents.c.parent, figures.c.period)
    )
