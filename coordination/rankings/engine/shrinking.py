"""Rates drawn towards the mean of their cohort, as `rules.shrinkage` draws them, to the last digit."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import CTE, Numeric, Select, and_, case, cast, func, not_, or_, select

from coordination.rankings.engine.arithmetic import Number, half_up, number
from coordination.rankings.engine.columns import Condition
from coordination.rankings.rules.measures import RATE_PLACES, Figure
from coordination.rankings.rules.shrinkage import TERM_PLACES


@dataclass(frozen=True, slots=True)
class Rate:
    """One item of the relation: its place, and its columns `value_n`, `events_n`, `base_n`."""

    place: int
    figure: Figure

    def of(self, formed: CTE, name: str) -> Number:
        column: Number = formed.c[f"{name}_{self.place}"]
        return column


def shrunk(formed: CTE, rates: list[Rate]) -> Select[Any]:
    """`formed` with the values of these rates drawn within each cohort; excluded units keep their own."""
    sums = _sums(formed, rates).subquery("sums")
    drawn = {f"value_{rate.place}": _drawn(formed, sums, rate) for rate in rates}
    hidden = {f"{name}_{rate.place}" for rate in rates for name in ("events", "base")}
    columns = [
        drawn[one.name].label(one.name) if one.name in drawn else one
        for one in formed.c
        if one.name not in hidden
    ]
    return select(*columns).join_from(formed, sums, sums.c.cohort == formed.c.cohort)


def _sums(formed: CTE, rates: list[Rate]) -> Select[Any]:
    """By cohort and rate: k units with E events among N, and Q."""
    found = []
    for rate in rates:
        events, base, counts = rate.of(formed, "events"), rate.of(formed, "base"), _counts(formed, rate)
        term = case((counts, half_up(events * events, base, TERM_PLACES)))
        for name, of in (("e", events), ("n", base), ("q", term)):
            found.append(func.sum(of).filter(counts).label(f"{name}_{rate.place}"))
        found.append(cast(func.count().filter(counts), Numeric).label(f"k_{rate.place}"))
    return select(formed.c.cohort, *found).group_by(formed.c.cohort)


def _counts(formed: CTE, rate: Rate) -> Condition:
    """Whether the rate draws and is drawn: a count among a number above 0, of a unit that takes part."""
    excluded = formed.c.get("excluded")
    known = and_(
        rate.of(formed, "value").is_not(None), rate.of(formed, "events") >= 0, rate.of(formed, "base") > 0
    )
    return known if excluded is None else and_(known, not_(excluded))


def _drawn(formed: CTE, sums: Any, rate: Rate) -> Number:
    """(E² + S e) / (S n + E N) with S = max(Q N − E² − E k, 0); alone, or without events, as it was."""
    e, n, q, k = (sums.c[f"{name}_{rate.place}"] for name in "enqk")
    spread = func.greatest(q * n - e * e - e * k, number(0), type_=Numeric())
    value = rate.of(formed, "value")
    above = e * e + spread * rate.of(formed, "events")
    below = spread * rate.of(formed, "base") + e * n
    rest = or_(not_(_counts(formed, rate)), k < 2, e == 0)
    return case((or_(value.is_(None), rest), value), else_=_half_up(above, below, rate))


def _half_up(above: Number, below: Number, rate: Rate) -> Number:
    return half_up(above, below, RATE_PLACES, Fraction(rate.figure.factor))
