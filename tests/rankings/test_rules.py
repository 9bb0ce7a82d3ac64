"""Scoring against hand-worked cases, an independent reference, and relations that must hold."""

import dataclasses
from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.kernel.errors import Invalid
from coordination.rankings.rules import (
    Better,
    Entry,
    Item,
    Method,
    NotAssessed,
    Scheme,
    State,
    problems,
    score,
)

NA = NotAssessed("人口不足")


def item(code="a", weight="100", method=Method.MINMAX, direction=Better.HIGHER, **parameters):
    return Item(code, f"考核项{code}", D(weight), method, direction, **parameters)


def entries(*values, cohort="乡镇", **more):
    return [
        Entry(f"单位{n}", cohort, n, {"a": D(value) if isinstance(value, str) else value}, **more)
        for n, value in enumerate(values, 1)
    ]


def points(the_item, *values):
    lines = score(Scheme("试", (the_item,)), entries(*values))
    return [str(line.items["a"].points) for line in sorted(lines, key=lambda line: line.order)]


@pytest.mark.parametrize(
    ("the_item", "values", "expected"),
    [
        (
            item(method=Method.TARGET, target=D(95)),
            ["95", "100", "47.5", "0", "-3"],
            ["100", "100", "50", "0", "0"],
        ),
        (
            item(method=Method.TARGET, direction=Better.LOWER, target=D(2), limit=D(10)),
            ["2", "1", "6", "10", "12"],
            ["100", "100", "50", "0", "0"],
        ),
        (item(method=Method.RANK), ["9", "7", "7", "5"], ["100", "75", "75", "25"]),
        (item(method=Method.RANK, direction=Better.LOWER), ["9", "7", "7", "5"], ["25", "75", "75", "100"]),
        (item(), ["10", "15", "20"], ["0", "50", "100"]),
        (item(direction=Better.LOWER), ["10", "15", "20"], ["100", "50", "0"]),
        (item(), ["7", "7.0", "7"], ["100", "100", "100"]),
        (
            item(method=Method.STEPS, steps=((D(90), D(1)), (D(80), D("0.6")))),
            ["90", "89.9", "80", "79"],
            ["100", "60", "60", "0"],
        ),
        (
            item(method=Method.STEPS, direction=Better.LOWER, steps=((D(0), D(1)), (D(2), D("0.5")))),
            ["0", "1", "2", "3"],
            ["100", "50", "50", "0"],
        ),
        (item(method=Method.DEDUCT, per_event=D(30)), ["0", "1", "4", "-2"], ["100", "70", "0", "100"]),
        (
            item(method=Method.DEDUCT, per_event=D(30), max_deduction=D(50)),
            ["1", "2", "9"],
            ["70", "50", "50"],
        ),
        (
            item(method=Method.DEDUCT, per_event=D(30), max_deduction=D(500)),
            ["3", "9", "0"],
            ["10", "0", "100"],
        ),
    ],
)
def test_each_method_gives_the_points_of_its_formula(the_item, values, expected):
    assert points(the_item, *values) == [f"{value}.000000" for value in expected]


def test_points_have_six_places_and_totals_two_halves_up():
    assert points(item(), "0", "1", "3") == ["0.000000", "33.333333", "100.000000"]
    half = Scheme("试", (item(method=Method.TARGET, target=D(200)),), min_cohort=1)
    (line,) = score(half, entries("1.01"))
    assert (line.items["a"].points, line.total) == (D("0.505000"), D("0.51"))


def test_not_filed_gets_nothing_and_does_not_count_among_the_compared():
    lines = score(Scheme("试", (item(method=Method.RANK),)), entries("3", None, "1"))
    assert [(line.unit, line.rank, str(line.total)) for line in lines] == [
        ("单位1", 1, "100.00"),
        ("单位3", 2, "50.00"),
        ("单位2", 3, "0.00"),
    ]


def test_the_weight_of_what_is_not_assessed_is_spread_over_the_rest():
    scheme = Scheme("试", (item("a", "50"), item("b", "30"), item("c", "20")), min_cohort=1)
    (line,) = score(scheme, [Entry("甲", "乡镇", 1, {"a": D(1), "b": NA, "c": None})])
    assert {code: str(found.weight) for code, found in line.items.items()} == {
        "a": "71.428571",
        "b": "0.000000",
        "c": "28.571429",
    }
    assert line.total == D("71.43")


def test_a_unit_assessed_on_nothing_is_listed_unranked():
    lines = score(Scheme("试", (item(),)), entries("1", "2", "3", NA))
    assert (lines[-1].unit, lines[-1].state, lines[-1].rank) == ("单位4", State.UNRANKED, None)
    assert lines[-1].total == 0


def test_equal_printed_totals_share_the_best_rank_and_stand_in_unit_order():
    scheme = Scheme("试", (item(method=Method.TARGET, target=D(100000)),))
    lines = score(scheme, entries("50001", "50002", "70000", "20000"))
    assert [(line.unit, line.rank) for line in lines] == [
        ("单位3", 1),
        ("单位1", 2),
        ("单位2", 2),
        ("单位4", 4),
    ]


def test_a_small_cohort_is_listed_but_not_ranked():
    lines = score(Scheme("试", (item(),)), entries("1", "2", NA))
    assert {line.state for line in lines} == {State.UNRANKED}
    assert [str(line.total) for line in lines] == ["0.00", "100.00", "0.00"]


def test_a_vetoed_unit_counts_for_the_size_and_is_listed_last_with_its_reason():
    rows = entries("1", "3", "2")
    rows[1] = dataclasses.replace(rows[1], veto="发生重大案件瞒报")
    lines = score(Scheme("试", (item(),)), rows)
    assert [(line.unit, line.state, line.rank) for line in lines] == [
        ("单位3", State.RANKED, 1),
        ("单位1", State.RANKED, 2),
        ("单位2", State.VETO, None),
    ]
    assert lines[-1].reason == "发生重大案件瞒报"
    assert lines[0].items["a"].points == 50, "the value of the vetoed unit still spans the range"


def test_an_excluded_unit_is_listed_with_its_reason_and_compared_with_nobody():
    rows = [*entries("1", "2", "3"), Entry("新区", "乡镇", 9, {"a": D(100)}, excluded="本年新设")]
    lines = score(Scheme("试", (item(),)), rows)
    assert (lines[0].unit, lines[0].rank, str(lines[0].total)) == ("单位3", 1, "100.00")
    assert (lines[-1].unit, lines[-1].state, lines[-1].reason) == ("新区", State.UNRANKED, "本年新设")


def test_bonus_comes_after_the_total_and_is_capped():
    rows = [
        dataclasses.replace(row, bonus=D(bonus))
        for row, bonus in zip(entries("0", "1", "2"), ["3", "9", "0"], strict=True)
    ]
    assert [(line.unit, str(line.total)) for line in score(Scheme("试", (item(),)), rows)] == [
        ("单位3", "100.00"),
        ("单位2", "55.00"),
        ("单位1", "3.00"),
    ]


def test_cohorts_are_scored_apart_and_stand_by_first_appearance():
    rows = [*entries("1", "2", "3", cohort="银行")]
    rows += [
        dataclasses.replace(row, unit=row.unit + "乙", cohort="街道") for row in entries("10", "20", "30")
    ]
    rows[1], rows[4] = rows[4], rows[1]
    lines = score(Scheme("试", (item(),)), rows)
    assert [(line.cohort, line.rank) for line in lines] == [
        (cohort, rank) for cohort in ("银行", "街道") for rank in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*entries("1"), *entries("2", cohort="街道")], "单位1出现了2次"),
        ([Entry("甲", "乡镇", 1, {"b": D(1)})], "考核办法里没有的考核项：b"),
        ([Entry("甲", "乡镇", 1, {"a": D(1)}, bonus=D(-1))], "加分不能是负数"),
    ],
)
def test_entries_that_make_no_sense_are_refused(rows, message):
    with pytest.raises(Invalid, match=message):
        score(Scheme("试", (item(),)), rows)


def test_ten_thousand_ties_share_the_first_rank():
    lines = score(
        Scheme("试", (item(), item("b", method=Method.RANK))),
        [Entry(f"村{n:05}", "村", n, {"a": D(5), "b": D(5)}) for n in range(10_000)],
    )
    assert {line.rank for line in lines} == {1}
    assert [line.order for line in lines] == list(range(10_000))


# --- what is wrong with a scheme -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("the_item", "field"),
    [
        (item(weight="0"), "weight"),
        (item(weight="-1"), "weight"),
        (item(" "), "code"),
        (item("unit"), "code"),
        (item(method=Method.TARGET), "target"),
        (item(method=Method.TARGET, target=D(0)), "target"),
        (item(method=Method.TARGET, direction=Better.LOWER, target=D(5)), "limit"),
        (item(method=Method.TARGET, direction=Better.LOWER, target=D(5), limit=D(5)), "limit"),
        (item(method=Method.TARGET, direction=Better.LOWER, target=D(5), limit=D(4)), "limit"),
        (item(method=Method.STEPS), "steps"),
        (item(method=Method.STEPS, steps=((D(1), D("1.1")),)), "steps"),
        (item(method=Method.STEPS, steps=((D(1), D(1)), (D(2), D("0.5")))), "steps"),
        (item(method=Method.STEPS, steps=((D(2), D("0.5")), (D(1), D(1)))), "steps"),
        (item(method=Method.STEPS, direction=Better.LOWER, steps=((D(2), D(1)), (D(1), D(0)))), "steps"),
        (item(method=Method.DEDUCT), "per_event"),
        (item(method=Method.DEDUCT, per_event=D(0)), "per_event"),
        (item(method=Method.DEDUCT, per_event=D(1), max_deduction=D(0)), "max_deduction"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_at_its_field(the_item, field):
    found = problems(Scheme("试", (the_item,)), full_weight=None)
    assert set(found) == {f"items.{the_item.code}.{field}"}
    with pytest.raises(Invalid):
        score(Scheme("试", (the_item,)), entries("1"))


def test_what_is_wrong_with_a_scheme_is_said_at_its_field():
    assert set(problems(Scheme(" ", (), min_cohort=0, bonus_cap=D(-1)))) == {
        "name",
        "items",
        "min_cohort",
        "bonus_cap",
    }
    assert set(problems(Scheme("试", (item("a", "50"), item("a", "50"))))) == {"items.a.code"}
    assert str(problems(Scheme("试", (item(weight="99.5"),)))["items"]) == "各项权重合计是99.5，要等于100"
    assert not problems(Scheme("试", (item("a", "40"), item("b", "60"))))


# --- an independent reference, written from the published formats only -----------------------------


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
