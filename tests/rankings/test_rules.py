"""Scoring against hand-worked cases, an independent reference, and relations that must hold."""

import dataclasses
from decimal import Decimal as D

import pytest

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
