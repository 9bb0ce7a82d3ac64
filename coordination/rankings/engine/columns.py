"""What the engine reads: a relation with a row for each unit, by the names of its columns.

    unit, cohort      who, and among whom; any types that can be grouped
    ord               place in official order
    value_0, value_1  numeric, in the order of the scheme's items; null: not filed, or not assessed
    na_0, na_1        boolean: the item is not assessed for this unit (its value is null then)
    bonus             numeric, not below 0
    veto, excluded    boolean: 一票否决; 不参与排名

`na_n`, `bonus`, `veto` and `excluded` may be absent: never, none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, not_, or_, true

from coordination.rankings.engine.arithmetic import Number, number
from coordination.schemes.rules.scheme import Item, Scheme

Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rows:
    """The relation as the engine asks it."""

    relation: FromClause
    rules: Scheme

    def value(self, place: int) -> Number:
        return self.relation.c[f"value_{place}"]

    def flag(self, name: str) -> Condition | None:
        return self.relation.c.get(name)

    @property
    def bonus(self) -> Number | None:
        """Capped."""
        found = self.relation.c.get("bonus")
        return None if found is None else func.least(found, number(self.rules.bonus_cap))

    @property
    def optional(self) -> Sequence[tuple[Item, Condition]]:
        """The items that may be not assessed, with the column that says so."""
        found = ((item, self.flag(f"na_{place}")) for place, item in enumerate(self.rules.items))
        return [(item, absent) for item, absent in found if absent is not None]

    @property
    def assessed(self) -> Number:
        """A: the sum of the weights that are assessed for the unit."""
        found = number(self.rules.weight)
        for item, absent in self.optional:
            found = found - case((absent, number(item.weight)), else_=number(0))
        return found

    @property
    def some_assessed(self) -> Condition:
        """Whether not all items are NA."""
        absent = [column for _item, column in self.optional]
        return true() if len(absent) < len(self.rules.items) else or_(*(not_(one) for one in absent))

    @property
    def takes_part(self) -> Condition:
        """Whether the unit counts towards the least size of a cohort: not excluded, not all NA."""
        excluded = self.flag("excluded")
        return self.some_assessed if excluded is None else and_(not_(excluded), self.some_assessed)

    def among_counted(self, aggregate: Any) -> Number:
        """An aggregate over the units whose values count: all but the excluded."""
        excluded = self.flag("excluded")
        found: Number = aggregate if excluded is None else aggregate.filter(not_(excluded))
        return found
