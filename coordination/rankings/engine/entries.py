"""Entries of the reference into a relation, and the ranking back as its lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    Connection,
    Integer,
    Numeric,
    Row,
    column,
    func,
    literal,
    select,
)

from coordination.kernel.numerals import round_half_up
from coordination.rankings.engine.scoring import ranking, spreads
from coordination.rankings.rules.entries import Entry, NotAssessed, Value
from coordination.rankings.rules.scoring import (
    NONE_SCORED,
    POINT_PLACES,
    ItemScore,
    ScoreLine,
    Spread,
    State,
    check,
    place_in_cohort,
)
from coordination.schemes.rules.scheme import Scheme


def score(rules: Scheme, entries: Iterable[Entry], connection: Connection) -> list[ScoreLine]:
    """What `rules.score` gives, line for line, with points, totals and ranks by PostgreSQL.

    Two statements, whatever the number of entries. Raises what `rules.score` raises.
    """
    entries = list(entries)
    check(rules, entries)
    if not entries:
        return []
    cohorts = {name: n for n, name in enumerate(dict.fromkeys(entry.cohort for entry in entries))}
    relation = _relation(rules, entries, cohorts)
    spread = {row.cohort: _spreads(rules, row) for row in connection.execute(spreads(rules, relation))}
    weights = _Weights(rules)
    lines = [
        _line(rules, entries[row.unit], row, spread[row.cohort], weights)
        for row in connection.execute(ranking(rules, relation, places=True))
    ]
    return sorted(lines, key=lambda line: (cohorts[line.cohort], *place_in_cohort(line)))


def _relation(rules: Scheme, entries: Sequence[Entry], cohorts: Mapping[str, int]) -> CTE:
    """The entries as arrays that are unnested side by side; `unit` is the place in the list."""
    columns: list[tuple[str, Any, list[Any]]] = [
        ("unit", Integer(), list(range(len(entries)))),
        ("cohort", Integer(), [cohorts[entry.cohort] for entry in entries]),
        ("ord", BigInteger(), [entry.order for entry in entries]),
        ("bonus", Numeric(), [entry.bonus for entry in entries]),
        ("veto", Boolean(), [bool(entry.veto) for entry in entries]),
        ("excluded", Boolean(), [bool(entry.excluded) for entry in entries]),
    ]
    for place, item in enumerate(rules.items):
        values = [entry.values.get(item.code) for entry in entries]
        absent = [isinstance(value, NotAssessed) for value in values]
        numbers = [value if isinstance(value, Decimal) else None for value in values]
        columns.append((f"value_{place}", Numeric(), numbers))
        if any(absent):
            columns.append((f"na_{place}", Boolean(), absent))
    arrays = [literal(values, ARRAY(type_)) for _name, type_, values in columns]
    given = func.unnest(*arrays).table_valued(*(column(name, type_) for name, type_, _values in columns))
    return select(given.render_derived(name="entries")).cte("given")


def _spreads(rules: Scheme, row: Row[Any]) -> list[Spread | None]:
    found = row._mapping
    return [
        Spread(found[f"count_{n}"], found[f"least_{n}"], found[f"greatest_{n}"])
        if found[f"count_{n}"]
        else None
        for n in range(len(rules.items))
    ]


@dataclass(frozen=True, slots=True)
class _Weights:
    """w′ of every item for the sums of weights that occur."""

    rules: Scheme
    known: dict[Decimal, tuple[Decimal, ...]] = field(default_factory=dict)

    def of(self, assessed: Decimal) -> tuple[Decimal, ...]:
        if assessed not in self.known:
            factor = Fraction(self.rules.weight) / Fraction(assessed) if assessed else Fraction(0)
            self.known[assessed] = tuple(
                round_half_up(Fraction(item.weight) * factor, POINT_PLACES) for item in self.rules.items
            )
        return self.known[assessed]


def _line(
    rules: Scheme, entry: Entry, row: Row[Any], spread: Sequence[Spread | None], weights: _Weights
) -> ScoreLine:
    columns = zip(rules.items, weights.of(row.assessed), row.points, row.places, spread, strict=True)
    items = {item.code: _item(item.code, entry.values.get(item.code), *found) for item, *found in columns}
    return ScoreLine(
        cohort=entry.cohort,
        unit=entry.unit,
        order=entry.order,
        state=State(row.state),
        rank=row.rank,
        total=row.total,
        bonus=min(entry.bonus, rules.bonus_cap),
        items=MappingProxyType(items),
        reason=entry.veto or entry.excluded,
    )


def _item(
    code: str, value: Value, weight: Decimal, points: Decimal, place: int | None, spread: Spread | None
) -> ItemScore:
    if isinstance(value, NotAssessed):
        return ItemScore(code, value, NONE_SCORED, NONE_SCORED)
    return ItemScore(code, value, weight, points, place, spread)
