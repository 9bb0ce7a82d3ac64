"""A whole ranking as one statement: points, totals and ranks of every cohort, by PostgreSQL.

Each step is a subquery that the planner may not merge with the next (OFFSET 0): what several columns
of the next step rest on, such as A, is then computed once for a row.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    FromClause,
    Numeric,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import array

from coordination.rankings.engine.arithmetic import Number, number, rounded
from coordination.rankings.engine.columns import Rows
from coordination.rankings.engine.fields import cohorts, reached
from coordination.rankings.engine.shares import Assessed, Seen, points
from coordination.rankings.rules.scoring import TOTAL_PLACES, State
from coordination.schemes.rules.scheme import Method, Scheme, validate

WHO = ("unit", "cohort", "ord")


def ranking(rules: Scheme, relation: FromClause, *, places: bool = False) -> Select[Any]:
    """unit, cohort, ord, state, rank, total, assessed, points (an array in the order of the items).

    With `places`, another array: the competition rank of each value in its cohort, null without a value.

    `relation`: see `columns`. The same results as `rules.score`, to the last digit; rows in no order.
    w′ of an item is its weight · W / `assessed`, or 0 where it is not assessed. Raises `Invalid` for a
    scheme that cannot be used; that no unit stands twice and no bonus is below 0 is for the caller.
    """
    validate(rules, full_weight=None)
    placed = range(len(rules.items)) if places else ()
    compared = _compared(Rows(relation, rules), placed)
    scored = _totals(_points(compared, rules, placed), placed).cte("scored")
    ranks = _ranks(scored)
    own = and_(
        scored.c.state == _written(State.RANKED),
        ranks.c.cohort == scored.c.cohort,
        ranks.c.total == scored.c.total,
    )
    found = select(*(scored.c[name] for name in (*WHO, "state")), ranks.c.rank)
    more = [scored.c.places] if places else []
    return found.add_columns(scored.c.total, scored.c.assessed, scored.c.points, *more).select_from(
        scored.outerjoin(ranks, own)
    )


def spreads(rules: Scheme, relation: FromClause) -> Select[Any]:
    """A row for each cohort: `cohort`, `size`, and `count_n`, `least_n`, `greatest_n` of every item."""
    return cohorts(Rows(relation, rules), spread=True)


def _compared(rows: Rows, placed: Collection[int]) -> Subquery:
    """Each row beside what its cohort looks like, with its state and A."""
    relation, items = rows.relation, rows.rules.items
    cohort = cohorts(rows, spread=bool(placed)).subquery("cohorts")
    joined: Any = relation.join(cohort, cohort.c.cohort == relation.c.cohort)
    columns = [column for column in cohort.c if column.name not in ("cohort", "size")]
    for place in (n for n, item in enumerate(items) if item.method is Method.RANK or n in placed):
        standing = reached(rows, place).subquery(f"standing_{place}")
        own = and_(standing.c.cohort == relation.c.cohort, standing.c.value == rows.value(place))
        joined = joined.outerjoin(standing, own)
        columns.append(standing.c.reached.label(f"reached_{place}"))
    values = [rows.value(place) for place in range(len(items))]
    bonus = [] if rows.bonus is None else [rows.bonus.label("bonus")]
    found = (
        select(*(relation.c[name] for name in WHO), *values, *columns, *bonus)
        .add_columns(_state(rows, cohort.c.size).label("state"), rows.assessed.label("assessed"))
        .select_from(joined)
        .offset(0)
        .subquery("weighed")
    )
    return select(*found.c, (found.c.assessed * number(2)).label("twice")).offset(0).subquery("compared")


def _points(compared: Subquery, rules: Scheme, placed: Collection[int]) -> Subquery:
    kept = [column for column in compared.c if column.name in (*WHO, "state", "bonus", "assessed")]
    assessed = Assessed(compared.c.assessed, compared.c.twice)
    each = [
        points(item, _seen(compared, place), rules.weight, assessed).label(f"points_{place}")
        for place, item in enumerate(rules.items)
    ]
    before = [
        (compared.c[f"count_{place}"] - compared.c[f"reached_{place}"]).label(f"before_{place}")
        for place in placed
    ]
    return select(*kept, *each, *before).offset(0).subquery("each")


def _seen(compared: Subquery, place: int) -> Seen:
    """Only what the method asks is there."""
    names = ("least", "greatest", "span", "among", "reached")
    found: dict[str, Any] = {name: compared.c.get(f"{name}_{place}") for name in names}
    return Seen(compared.c[f"value_{place}"], **found)


def _totals(each: Subquery, placed: Collection[int]) -> Select[Any]:
    points: list[Number] = [column for column in each.c if column.name.startswith("points_")]
    before: list[Number] = [each.c[f"before_{place}"] + 1 for place in placed]
    kept = [each.c[name] for name in (*WHO, "state", "assessed")]
    bonus = each.c.get("bonus")
    total = rounded(_sum(points if bonus is None else [*points, bonus]), TOTAL_PLACES).label("total")
    found = select(*kept, total, array[Any](points, type_=Numeric()).label("points"))
    return found.add_columns(array[Any](before, type_=BigInteger()).label("places")) if placed else found


def _sum(terms: Sequence[Number]) -> Number:
    return reduce(add, terms)


def _ranks(scored: CTE) -> Subquery:
    """The rank of each total of a cohort, over the different totals only."""
    before = func.sum(func.count()).over(
        partition_by=scored.c.cohort, order_by=scored.c.total.desc(), rows=(None, -1)
    )
    return (
        select(scored.c.cohort, scored.c.total, cast(func.coalesce(before, 0) + 1, BigInteger).label("rank"))
        .where(scored.c.state == _written(State.RANKED))
        .group_by(scored.c.cohort, scored.c.total)
        .subquery("ranks")
    )


def _state(rows: Rows, size: Number) -> Number:
    unranked = or_(size < rows.rules.min_cohort, not_(rows.takes_part))
    ranked = case((unranked, _written(State.UNRANKED)), else_=_written(State.RANKED))
    veto = rows.flag("veto")
    return ranked if veto is None else case((veto, _written(State.VETO)), else_=ranked)


def _written(state: State) -> Number:
    return literal(state.value, Text())
