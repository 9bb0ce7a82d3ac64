"""What the values of a cohort look like: how many, least and greatest, and who stands before whom."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Numeric, Select, cast, func, select

from coordination.rankings.engine.arithmetic import Number, number
from coordination.rankings.engine.columns import Rows
from coordination.schemes.rules.scheme import Method

Named = Iterator[tuple[str, Number]]


def cohorts(rows: Rows, *, spread: bool = False) -> Select[Any]:
    """A row for each cohort: `size`, the units that make it large enough, and what the methods of the items
    ask, named with the place of the item; with `spread` also `count_n`, `least_n`, `greatest_n` of all.

    Excluded units count for none of them.
    """
    found: dict[str, Number] = {"size": func.count().filter(rows.takes_part)}
    for place, item in enumerate(rows.rules.items):
        asked = [*ASKED.get(item.method, _nothing)(rows, place), *(_spread(rows, place) if spread else ())]
        found |= {f"{name}_{place}": of for name, of in asked}
    cohort = rows.relation.c.cohort
    return select(cohort, *(of.label(name) for name, of in found.items())).group_by(cohort)


def _nothing(rows: Rows, place: int) -> Named:
    return iter(())


def _spread(rows: Rows, place: int) -> Named:
    for name, of in (("count", func.count), ("least", func.min), ("greatest", func.max)):
        yield name, rows.among_counted(of(rows.value(place)))


def _of_rank(rows: Rows, place: int) -> Named:
    """`among`: how many have a value, 1 where nobody has."""
    count = rows.among_counted(func.count(rows.value(place)))
    yield "among", cast(func.greatest(count, 1), Numeric)


def _of_minmax(rows: Rows, place: int) -> Named:
    """`span`: greatest − least, 1 where all are equal."""
    _count, (_least, least), (_greatest, greatest) = _spread(rows, place)
    yield from (("least", least), ("greatest", greatest))
    yield "span", func.coalesce(func.nullif(greatest - least, number(0)), number(1), type_=Numeric())


ASKED: Mapping[Method, Callable[[Rows, int], Named]] = MappingProxyType(
    {Method.RANK: _of_rank, Method.MINMAX: _of_minmax}
)


def reached(rows: Rows, place: int) -> Select[Any]:
    """`reached` for each value of a cohort in one item: how many of its units do not stand before it.

    Over the different values only, so that any number of ties costs nothing. With the competition rank r
    of n units this is n − r + 1, also for an excluded unit, which is measured but not among the n.
    """
    cohort, value = rows.relation.c.cohort, rows.value(place)
    worse_first = value.asc() if rows.rules.items[place].higher_is_better else value.desc()
    so_far = func.sum(rows.among_counted(func.count()), type_=Numeric())
    return (
        select(
            cohort,
            value.label("value"),
            so_far.over(partition_by=cohort, order_by=worse_first).label("reached"),
        )
        .where(value.is_not(None))
        .group_by(cohort, value)
    )
