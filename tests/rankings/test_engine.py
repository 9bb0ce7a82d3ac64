"""The engine in PostgreSQL gives what the reference gives, to the last digit."""

import random
from dataclasses import replace
from decimal import Decimal as D
from fractions import Fraction

import pytest
from sqlalchemy import func, select

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


def item(draw, place):
    method, direction = draw.choice(list(Method)), draw.choice(list(Better))
    low, span = D(draw.randint(1, 64)), D(draw.randint(1, 64)) / draw.choice((1, 8, 1000))
    steps = ((low + span, D(1)), (low, D("0.333333333")))
    return Item(
        f"i{place}",
        f"项{place}",
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
    items = tuple(item(draw, place) for place in range(draw.randint(1, 5)))
    return Scheme("试", items, min_cohort=draw.randint(1, 4), bonus_cap=D(draw.choice(("0", "2.5", "5"))))


def entry(draw, rules, cohort, place):
    scale = draw.choice((1, 10))
    return Entry(
        f"单位{cohort}-{place}",
        f"组{cohort}",
        draw.randint(0, 3),
        {item.code: value(draw, scale) for item in rules.items if draw.random() < 0.97},
        bonus=D(draw.choice(("0", "0", "1.005", "1.115", "9"))),
        veto="瞒报" if draw.random() < 0.06 else "",
        excluded="新设" if draw.random() < 0.06 else "",
    )


def cases(seed, cohorts=COHORTS):
    draw = random.Random(seed)  # noqa: S311  the same every time
    rules = scheme(draw)
    rows = [entry(draw, rules, c, n) for c in range(cohorts) for n in range(draw.choice((1, 2, 3, 4, 7)))]
    draw.shuffle(rows)
    return draw, rules, rows


def written(lines):
    """The lines with the very digits, so that 1.50 is not 1.5."""
    return [
        (
            *(line.cohort, line.unit, line.order, line.state, line.rank, line.reason),
            *(f"{line.total:f}", f"{line.bonus:f}"),
            *((s.value, f"{s.weight:f}", f"{s.points:f}", s.place, s.spread) for s in line.items.values()),
        )
        for line in lines
    ]


def by_unit(lines):
    return {line.unit: line for line in lines}


@pytest.fixture
def engine_score(session):
    return lambda rules, rows: engine.score(rules, rows, session.connection())


def test_reference_and_engine_agree_on_ten_thousand_random_cases(engine_score):
    compared, states = 0, set()
    for seed in range(SCHEMES):
        _draw, rules, rows = cases(seed)
        found = engine_score(rules, rows)
        assert written(found) == written(score(rules, rows)), f"seed {seed}"
        compared += len({row.cohort for row in rows})
        states |= {line.state for line in found}
    assert compared == 10_000
    assert states == set(State)


def test_a_quotient_just_below_a_half_is_not_rounded_twice(session, engine_score):
    """Where `round(a / b, 6)` of the server is wrong by a whole unit of the last place."""
    almost, whole = D(49_999_999_999_999_999_999), D(10) ** 26
    twice = select(func.round(number(almost) / number(whole), 6))
    assert session.scalar(twice) == D("0.000001")
    assert session.scalar(select(half_up(number(almost), whole, 6))) == 0
    rules = Scheme("试", (Item("a", "甲", D(1), Method.TARGET, target=whole),), min_cohort=1)
    rows = [Entry("甲镇", "镇", 1, {"a": almost}), Entry("乙镇", "镇", 2, {"a": almost + 1})]
    points = [line.items["a"].points for line in engine_score(rules, rows)]
    assert points == [D("0.000000"), D("0.000001")]
    assert written(engine_score(rules, rows)) == written(score(rules, rows))


def test_quotients_of_any_sign_and_length_are_rounded_as_the_reference_rounds_them(session):
    draw = random.Random(11)  # noqa: S311
    pairs = [(D(draw.randint(-(10**n), 10**n)), D(draw.randint(1, 10 ** (n // 2)))) for n in range(2, 45)]
    pairs += [(D(sign * (2 * n + 1)), D(2000)) for n in range(20) for sign in (1, -1)]  # halves
    wanted = [half_away(number(above), below, places) for above, below in pairs for places in (2, 6)]
    found = session.execute(select(*wanted)).one()
    expected = [round_half_up(Fraction(above) / Fraction(below), n) for above, below in pairs for n in (2, 6)]
    assert [f"{one:f}" for one in found] == [f"{one:f}" for one in expected]


@pytest.fixture(params=["reference", "engine"])
def scorer(request):
    """Both, asked the same."""
    return score if request.param == "reference" else request.getfixturevalue("engine_score")


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_the_order_of_rows_changes_no_line(scorer, seed):
    draw, rules, rows = cases(seed, cohorts=15)
    shuffled = draw.sample(rows, len(rows))
    assert by_unit(scorer(rules, shuffled)) == by_unit(scorer(rules, rows))


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_scaling_all_values_of_minmax_items_changes_nothing(scorer, seed):
    draw, rules, rows = cases(seed, cohorts=15)
    rules = replace(rules, items=tuple(replace(item, method=Method.MINMAX) for item in rules.items))
    factor, shift = D(draw.randint(1, 900)) / 7, D(draw.randint(-50, 50))

    def scaled(row):
        moved = {c: v * factor + shift if isinstance(v, D) else v for c, v in row.values.items()}
        return replace(row, values=moved)

    exact = [
        row
        for row in rows
        if all(not isinstance(v, D) or len(v.as_tuple().digits) < 8 for v in row.values.values())
    ]
    before, after = by_unit(scorer(rules, exact)), by_unit(scorer(rules, [scaled(row) for row in exact]))
    for unit, line in before.items():
        assert (line.state, line.rank, line.total) == (after[unit].state, after[unit].rank, after[unit].total)
        assert [s.points for s in line.items.values()] == [s.points for s in after[unit].items.values()]


@pytest.mark.parametrize("seed", range(1000, 1012))
def test_a_better_value_never_worsens_a_rank(scorer, seed):
    draw, rules, rows = cases(seed, cohorts=15)
    item = rules.items[0]
    better = 1 if item.direction is Better.HIGHER and item.method is not Method.DEDUCT else -1
    before = by_unit(scorer(rules, rows))
    raised = {}  # one unit of each cohort
    for row in rows:
        if isinstance(row.values.get(item.code), D):
            raised.setdefault(row.cohort, row.unit)
    step = better * D(draw.randint(1, 4000)) / 100
    moved = [
        replace(row, values={**row.values, item.code: row.values[item.code] + step})
        if raised.get(row.cohort) == row.unit
        else row
        for row in rows
    ]
    after = by_unit(scorer(rules, moved))
    assert raised
    for unit in raised.values():
        assert (after[unit].rank or 0) <= (before[unit].rank or 0)
        assert after[unit].items[item.code].points >= before[unit].items[item.code].points


def test_what_the_reference_refuses_the_engine_refuses(engine_score):
    _draw, rules, rows = cases(3, cohorts=2)
    assert engine_score(rules, []) == []
    with pytest.raises(Invalid, match="一个单位只能在一个分组里有一行"):
        engine_score(rules, [*rows, rows[0]])
    with pytest.raises(Invalid, match="加分不能是负数"):
        engine_score(rules, [replace(rows[0], bonus=D(-1))])
    with pytest.raises(Invalid, match="考核办法里没有的考核项"):
        engine_score(rules, [replace(rows[0], values={"x": D(1)})])
    with pytest.raises(Invalid, match="至少要有一个考核项"):
        engine_score(replace(rules, items=()), rows)


def test_ten_thousand_ties_share_the_first_rank(engine_score):
    items = tuple(
        Item(m, m, D(20), m, target=D(3), limit=D(9), steps=((D(3), D(1)),), per_event=D(1)) for m in Method
    )
    rules = Scheme("试", items)
    rows = [Entry(f"村{n}", "村", n, dict.fromkeys(Method, D("2.50"))) for n in range(10_000)]
    found = engine_score(rules, rows)
    assert {line.rank for line in found} == {1}
    assert [line.order for line in found] == list(range(10_000))
    assert written(found) == written(score(rules, rows))
