"""The engine in PostgreSQL gives what the reference gives, to the last digit."""

import random
from decimal import Decimal as D
from fractions import Fraction

import pytest
from sqlalchemy import Numeric, literal, select

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import round_half_up
from coordination.rankings import engine
from coordination.rankings.engine.arithmetic import half_away, half_up, number
from coordination.rankings.rules import Better, Entry, Item, Method, NotAssessed, Scheme, State, score

SCHEMES, COHORTS = 125, 80  # a case is one cohort under one scheme
WEIGHTS = ("5", "7.5", "10", "12.5", "20", "33.333333", "0.000001", "61")
NA = NotAssessed("人口不足")


def value(draw, scale):
    """A figure that is often tied, sometimes absent, sometimes awkward."""
    kind = draw.random()
    if kind < 0.08:
        return None
    if kind < 0.16:
        return NA
    if kind < 0.5:
        return D(draw.randint(-3, 8) * scale)
    if kind < 0.9:
        return D(draw.randint(-2000, 12_000)) / 100
    return D(draw.randint(-(10**20), 10**22)).scaleb(-draw.choice((18, 19, 25)))


def item(draw, number):
    method, direction = draw.choice(list(Method)), draw.choice(list(Better))
    low, span = D(draw.randint(1, 64)), D(draw.randint(1, 64)) / draw.choice((1, 8, 1000))
    steps = ((low + span, D(1)), (low, D("0.333333333")))
    return Item(
        f"i{number}",
        f"项{number}",
        D(draw.choice(WEIGHTS)),
        method,
        direction,
        target=low,
        limit=low + span,
        steps=steps if direction is Better.HIGHER else ((low, D(1)), (low + span, D("0.35"))),
        per_event=D(draw.randint(1, 900)) / 400,
        max_deduction=draw.choice((None, D(draw.randint(1, 80)) / 4)),
    )


def scheme(draw):
    items = tuple(item(draw, n) for n in range(draw.randint(1, 5)))
    return Scheme("试", items, min_cohort=draw.randint(1, 4), bonus_cap=D(draw.choice(("0", "2.5", "5"))))


def entry(draw, rules, cohort, n):
    scale = draw.choice((1, 10))
    return Entry(
        f"单位{cohort}-{n}",
        f"组{cohort}",
        draw.randint(0, 3),
        {item.code: value(draw, scale) for item in rules.items if draw.random() < 0.97},
        bonus=D(draw.choice(("0", "0", "1.005", "1.115", "9"))),
        veto="瞒报" if draw.random() < 0.06 else "",
        excluded="新设" if draw.random() < 0.06 else "",
    )


def cases(seed, cohorts=COHORTS):
    draw = random.Random(seed)
    rules = scheme(draw)
    rows = [entry(draw, rules, c, n) for c in range(cohorts) for n in range(draw.choice((1, 2, 3, 4, 7)))]
    draw.shuffle(rows)
    return rules, rows


def written(lines):
    """The lines with the very digits, so that 1.50 is not 1.5."""
    return [
        (x.cohort, x.unit, x.order, x.state, x.rank, f"{x.total:f}", f"{x.bonus:f}", x.reason)
        + tuple((s.value, f"{s.weight:f}", f"{s.points:f}", s.place, s.spread) for s in x.items.values())
        for x in lines
    ]


def test_reference_and_engine_agree_on_ten_thousand_random_cases(session):
    compared, states = 0, set()
    for seed in range(SCHEMES):
        rules, rows = cases(seed)
        expected, found = score(rules, rows), engine.score(rules, rows, session.connection())
        assert written(found) == written(expected), f"seed {seed}"
        compared += len({row.cohort for row in rows})
        states |= {line.state for line in found}
    assert compared == 10_000
    assert states == set(State)
