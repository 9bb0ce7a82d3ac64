"""Values formed in PostgreSQL are those that the reference forms of the same figures."""

import random
from decimal import Decimal as D
from itertools import product

from sqlalchemy import Boolean, Integer, Numeric, String, column, func, select, values

from coordination.kernel.period import Period
from coordination.rankings import engine
from coordination.rankings.rules import NotAssessed, Source
from coordination.rankings.rules.measures import Asked, Book, Figure, Known, measured
from coordination.rankings.shrinking import shrunk
from coordination.schemes.rules.measures import Measure

PERIOD = Period.parse("2026-10")
MONTHS = [str(PERIOD)]
while len(MONTHS) < 22:
    MONTHS.append(str(Period.parse(MONTHS[-1]).previous()))
CODES = ("case.filed", "fund.loss", "warn.issued")
UNITS = 60
NOWHERE = Source("", 0, "", "")


def figures_of(draw):
    """By unit and month: what was filed; few, so that bases of 0 and below 5 are common."""
    kinds = (lambda: None, lambda: D(draw.randint(0, 6)), lambda: D(draw.randint(-4000, 90_000)) / 100)
    weights = (1, 6, 4)
    return {
        (unit, month): {code: draw.choices(kinds, weights)[0]() for code in CODES}
        for unit, month in product(range(UNITS), MONTHS)
        if draw.random() < 0.96
    }


def constants_of(draw):
    population = [draw.choice((None, 0, 999, 12_345, 700_000)) for _unit in range(UNITS)]
    expected = [draw.choice((0, 3, 7)) for _unit in range(UNITS)]
    return [(n, population[n], expected[n], draw.randint(0, expected[n])) for n in range(UNITS)]


def asked():
    options = [{}, {"months": 3}, {"min_base": D(2)}, {"months": 2, "min_base": D("3.5")}]
    plain = [
        Figure(code, counted, over_time, **more)
        for code, counted, over_time, more in (
            ("case.filed", True, "sum", {}),
            ("fund.loss", False, "sum", {"months": 3}),
            ("warn.issued", True, "last", {}),
            ("fund.loss", False, "last", {"months": 2, "min_base": D(9)}),
        )
    ]
    ratios = [
        Figure(code="rate", numerator="fund.loss", denominator=whole, factor=D(factor), **more)
        for (whole, factor), more in product(
            (("population", 10_000), ("warn.issued", 100), ("case.filed", "0.5")), options
        )
    ]
    changed = (Measure.VALUE, Measure.YTD, Measure.MOM, Measure.YOY)
    return [Asked(Measure.ON_TIME, None), *(Asked(m, f) for m, f in product(changed, plain + ratios))]


def book(unit, filed, constants):
    _unit, population, expected, on_time = constants[unit]
    return Book(
        figures={
            (code, month): Known(value, NOWHERE)
            for (number, month), row in filed.items()
            for code, value in row.items()
            if number == unit and value is not None
        },
        constants={} if population is None else {"population": Known(D(population), NOWHERE)},
        expected=expected,
        on_time=on_time,
    )


def relations(filed, constants):
    figures = values(
        column("unit", Integer),
        column("period", String),
        *(column(c, Numeric) for c in CODES),
        name="figures",
    ).data([(unit, month, *row.values()) for (unit, month), row in filed.items()])
    units = values(
        *(column(name, Integer) for name in ("unit", "population", "expected", "on_time")), name="units"
    ).data(constants)
    return select(units).cte("units"), select(figures).cte("figures")


def test_values_changes_and_ratios_are_those_of_the_reference(session):
    draw = random.Random(7)  # noqa: S311  the same every time
    seen = set()
    for _round in range(4):
        filed, constants = figures_of(draw), constants_of(draw)
        units, figures = relations(filed, constants)
        wanted = asked()
        found = session.connection().execute(engine.formed(wanted, units, figures, PERIOD)).mappings().all()
        assert len(found) == UNITS
        for row in found:
            known = book(row["unit"], filed, constants)
            for place, one in enumerate(wanted):
                expected = measured(one.measure, one.figure, known, PERIOD).value
                got = NotAssessed() if row.get(f"na_{place}") else row[f"value_{place}"]
                kind = type(expected).__name__
                seen.add((one.measure, kind))
                if isinstance(expected, NotAssessed):
                    assert isinstance(got, NotAssessed), (row["unit"], one, expected)
                    assert row[f"value_{place}"] is None
                else:
                    assert got == expected, (row["unit"], one)
    assert {kind for _measure, kind in seen} == {"Decimal", "NotAssessed", "NoneType"}
    assert len(seen) == 4 * 3 + 2  # reports on time are never "not filed"


def test_figures_of_places_above_are_the_sums_of_what_was_filed(session):
    draw = random.Random(3)  # noqa: S311  the same every time
    filed = figures_of(draw)
    _units, figures = relations(filed, constants_of(draw))
    every = select(func.generate_series(0, UNITS - 1).label("unit")).subquery()
    parents = select(every.c.unit, (every.c.unit // 10).label("parent")).subquery()
    rows = session.connection().execute(engine.rolled_up(figures, parents, CODES)).mappings().all()
    expected = {}
    for (unit, month), row in filed.items():
        for code, value in row.items():
            if value is not None:
                key = (unit // 10, month, code)
                expected[key] = expected.get(key, 0) + value
    found = {(r["unit"], r["period"], c): r[c] for r in rows for c in CODES if r[c] is not None}
    assert found == expected


def test_rates_are_drawn_within_a_cohort_as_the_reference_draws_them(session):
    draw = random.Random(23)  # noqa: S311  the same every time
    options = ({}, {"months": 2}, {"min_base": D(3)})
    figures = [
        Figure("rate", numerator="case.filed", denominator=whole, factor=D(10_000), shrunk=True, **more)
        for whole, more in product(("population", "warn.issued"), options)
    ]
    wanted = [Asked(Measure.VALUE, one) for one in figures] + [Asked(Measure.YTD, figures[0])]
    for _round in range(4):
        filed, constants = figures_of(draw), constants_of(draw)
        cohorts = [draw.choice((0, 0, 0, 1, 2)) if n else 3 for n in range(UNITS)]  # the first is alone
        excluded = [draw.random() < 0.1 for _unit in range(UNITS)]
        _units, relation = relations(filed, constants)
        units = values(
            *(column(name, Integer) for name in ("unit", "population", "cohort")),
            column("excluded", Boolean),
            name="units",
        ).data([(n, constants[n][1], cohorts[n], excluded[n]) for n in range(UNITS)])
        asked_of = engine.formed(wanted, select(units).cte("units"), relation, PERIOD)
        rows = {row["unit"]: row for row in session.connection().execute(asked_of).mappings()}
        expected = drawn(wanted, filed, constants, cohorts, excluded)
        assert {key: rows[key[0]][f"value_{key[1]}"] for key in expected} == expected
        assert len(rows) == UNITS


def drawn(wanted, filed, constants, cohorts, excluded):
    """By unit and place, what the reference forms and draws; None where there is no value."""
    books = [book(unit, filed, constants) for unit in range(UNITS)]
    found = {
        (str(unit), str(place)): measured(one.measure, one.figure, books[unit], PERIOD)
        for unit in range(UNITS)
        for place, one in enumerate(wanted)
    }
    groups = {c: [str(n) for n in range(UNITS) if cohorts[n] == c and not excluded[n]] for c in range(4)}
    named = {str(place): one.figure for place, one in enumerate(wanted)}
    changed = shrunk(found, named, groups, PERIOD)
    assert changed != found
    return {
        (int(unit), int(place)): one.value if isinstance(one.value, D) else None
        for (unit, place), one in changed.items()
    }
