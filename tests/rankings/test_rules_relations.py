"""Scoring agrees with a reference written from the published formats, and keeps its relations."""

import dataclasses
from decimal import Decimal as D
from fractions import Fraction as F

from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.rankings.rules import Better, Entry, Item, Method, NotAssessed, Scheme, State, score

NA = NotAssessed("人口不足")


def half_up(value, places):
    scaled = abs(value) * 10**places
    whole = scaled.numerator // scaled.denominator
    if scaled - whole >= F(1, 2):
        whole += 1
    return (-whole if value < 0 else whole) / F(10**places)


def reference(scheme, rows):
    """{unit: (state, rank, total, {code: points})} from lists and loops."""
    got, totals, states = {}, {}, {}
    for row in rows:
        members = [other for other in rows if other.cohort == row.cohort]
        assessed = [i for i in scheme.items if not isinstance(row.values[i.code], NotAssessed)]
        got[row.unit] = dict.fromkeys((i.code for i in scheme.items), F(0))
        for i in assessed:
            if isinstance(value := row.values[i.code], D):
                scale = sum(F(x.weight) for x in scheme.items) / sum(F(x.weight) for x in assessed)
                filed = [F(m.values[i.code]) for m in members if isinstance(m.values[i.code], D)]
                got[row.unit][i.code] = half_up(F(i.weight) * scale * fraction(i, F(value), filed), 6)
        totals[row.unit] = half_up(sum(got[row.unit].values()) + min(F(row.bonus), F(scheme.bonus_cap)), 2)
        size = sum(any(not isinstance(v, NotAssessed) for v in m.values.values()) for m in members)
        ranked = assessed and size >= scheme.min_cohort
        states[row.unit] = State.VETO if row.veto else State.RANKED if ranked else State.UNRANKED
    return {
        row.unit: (states[row.unit], place(row, rows, states, totals), totals[row.unit], got[row.unit])
        for row in rows
    }


def place(row, rows, states, totals):
    if states[row.unit] is not State.RANKED:
        return None
    peers = [o.unit for o in rows if o.cohort == row.cohort and states[o.unit] is State.RANKED]
    return 1 + sum(totals[unit] > totals[row.unit] for unit in peers)


def fraction(i, v, others):
    up = i.direction == "higher"
    if i.method == "target":
        raw = v / F(i.target) if up else (F(i.limit) - v) / (F(i.limit) - F(i.target))
        return max(F(0), min(F(1), raw))
    if i.method == "rank":
        return F(len(others) - sum(o > v if up else o < v for o in others), len(others))
    if i.method == "minmax":
        low, high = min(others), max(others)
        return F(1) if low == high else (v - low if up else high - v) / (high - low)
    if i.method == "steps":
        return next((F(s) for t, s in i.steps if (v >= F(t) if up else v <= F(t))), F(0))
    caps = [F(i.per_event) * v, F(i.weight)] + ([F(i.max_deduction)] if i.max_deduction else [])
    return min(F(1), 1 - min(caps) / F(i.weight))


SMALL = st.decimals(-20, 120, places=1)
VALUES = st.one_of(SMALL, SMALL, SMALL, st.none(), st.just(NA))
WEIGHTS = st.integers(1, 60).map(D)


@st.composite
def items(draw, code):
    method, direction = draw(st.sampled_from(Method)), draw(st.sampled_from(Better))
    low, span = draw(st.integers(1, 50)), draw(st.integers(1, 50))
    steps = ((D(low + span), D(1)), (D(low), D("0.6")))
    return Item(
        code,
        code,
        draw(WEIGHTS),
        method,
        direction,
        target=D(low),
        limit=D(low + span),
        steps=steps if direction is Better.HIGHER else ((D(low), D(1)), (D(low + span), D("0.35"))),
        per_event=D(draw(st.integers(1, 9))) / 4,
        max_deduction=draw(st.none() | st.integers(1, 20).map(D)),
    )


@st.composite
def cases(draw):
    codes = "abcd"[: draw(st.integers(1, 4))]
    scheme = Scheme("试", tuple(draw(items(code)) for code in codes), min_cohort=draw(st.integers(1, 4)))
    rows = [
        Entry(
            f"单位{n}",
            draw(st.sampled_from(["甲组", "乙组"])),
            draw(st.integers(0, 3)),
            {code: draw(VALUES) for code in codes},
            bonus=draw(st.sampled_from([D(0), D(0), D("1.5"), D(9)])),
            veto=draw(st.sampled_from(["", "", "", "瞒报"])),
        )
        for n in range(draw(st.integers(1, 9)))
    ]
    return scheme, rows


def by_unit(lines):
    return {line.unit: line for line in lines}


@settings(max_examples=400, deadline=None)
@given(cases())
def test_the_engine_agrees_with_an_independent_reference(case):
    scheme, rows = case
    found = {
        line.unit: (line.state, line.rank, F(line.total), {c: F(s.points) for c, s in line.items.items()})
        for line in score(scheme, rows)
    }
    assert found == reference(scheme, rows)


@given(cases())
def test_lines_are_listed_by_cohort_then_rank_then_order_with_vetoed_units_last(case):
    scheme, rows = case
    lines = score(scheme, rows)
    cohorts = list(dict.fromkeys(row.cohort for row in rows))
    states = [State.RANKED, State.UNRANKED, State.VETO]
    keys = [(cohorts.index(x.cohort), states.index(x.state), x.rank or 0, x.order, x.unit) for x in lines]
    assert keys == sorted(keys)
    assert len(lines) == len(rows)


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_line(case, random):
    scheme, rows = case
    shuffled = random.sample(rows, len(rows))
    assert by_unit(score(scheme, shuffled)) == by_unit(score(scheme, rows))


@given(cases(), st.integers(1, 999).map(lambda n: D(n) / 8), st.integers(-50, 50))
def test_scaling_and_shifting_all_values_of_minmax_items_changes_no_points(case, factor, shift):
    scheme, rows = case
    scheme = dataclasses.replace(
        scheme, items=tuple(dataclasses.replace(i, method=Method.MINMAX) for i in scheme.items)
    )

    def moved(row):
        values = {c: v * factor + shift if isinstance(v, D) else v for c, v in row.values.items()}
        return dataclasses.replace(row, values=values)

    before, after = by_unit(score(scheme, rows)), by_unit(score(scheme, [moved(row) for row in rows]))
    for unit, line in before.items():
        assert (line.rank, line.total) == (after[unit].rank, after[unit].total)
        assert [s.points for s in line.items.values()] == [s.points for s in after[unit].items.values()]


@given(cases(), st.data())
def test_raising_a_value_of_which_more_is_better_never_worsens_a_rank(case, data):
    scheme, rows = case
    code = scheme.items[0].code
    if scheme.items[0].direction is Better.LOWER or scheme.items[0].method is Method.DEDUCT:
        step = -data.draw(st.decimals(0, 50, places=1))
    else:
        step = data.draw(st.decimals(0, 50, places=1))
    n = data.draw(st.integers(0, len(rows) - 1))
    value = rows[n].values[code]
    if not isinstance(value, D):
        return
    better = dataclasses.replace(rows[n], values={**rows[n].values, code: value + step})
    before = by_unit(score(scheme, rows))[better.unit]
    after = by_unit(score(scheme, [*rows[:n], better, *rows[n + 1 :]]))[better.unit]
    assert (after.rank or 0) <= (before.rank or 0)
    assert after.items[code].points >= before.items[code].points


@given(cases())
def test_no_unit_gets_more_than_all_weights_and_its_bonus(case):
    scheme, rows = case
    for line in score(scheme, rows):
        assert 0 <= line.total <= scheme.weight + line.bonus + D("0.01")
        assert all(0 <= s.points <= s.weight for s in line.items.values())
