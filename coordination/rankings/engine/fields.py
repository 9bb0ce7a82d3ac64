"""What the values of a cohort look like: how many, least and greatest, and who stands before whom."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Select, cast, func, select

from coordination.rankings.engine.arithmetic import Number
from coordination.rankings.engine.columns import Rows


def cohorts(rows: Rows, places: Collection[int]) -> Select[Any]:
    """A row for each cohort: `size`, the units that make it large enough; and `count_n`, `least_n`,
    `greatest_n` of the items at these places. Excluded units count for none of them."""
    cohort = rows.relation.c.cohort
    found = [func.count().filter(rows.takes_part).label("size")]
    for place in places:
        value = rows.value(place)
        for name, of in (("count", func.count), ("least", func.min), ("greatest", func.max)):
            found.append(rows.among_counted(of(value)).label(f"{name}_{place}"))
    return select(cohort, *found).group_by(cohort)


def reached(rows: Rows, place: int) -> Select[Any]:
    """`reached` for each value of a cohort in one item: how many of its units do not stand before it.

    Over the different values only, so that any number of ties costs nothing. With the competition rank r
    of n units this is n − r + 1, also for an excluded unit, which is measured but not among the n.
    """
    cohort, value = rows.relation.c.cohort, rows.value(place)
    worse_first = value.asc() if rows.rules.items[place].higher_is_better else value.desc()
    count: Number = rows.among_counted(func.count())
    return (
        select(
            cohort,
            value.label("value"),
            cast(func.sum(count).over(partition_by=cohort, order_by=worse_first), BigInteger).label(
                "reached"
            ),
        )
        .where(value.is_not(None))
        .group_by(cohort, value)
    )
