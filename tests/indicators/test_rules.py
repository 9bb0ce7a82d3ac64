"""What makes a definition whole; codes; ratios that come back to themselves. No database."""

from dataclasses import replace
from decimal import Decimal as D
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.indicators.models import Indicator, Regulation
from coordination.indicators.rules import (
    Definition,
    alike,
    code_for,
    difference,
    flaws,
    moved,
    ring,
    settled,
)
from coordination.indicators.sentences import caliber, citation, formula, refusal, told

PLAIN = Definition("入户户数", "户")
RATIO = Definition(
    "入户率", "%", "ratio", numerator="pub.households", denominator="households", factor=D(100)
)


def test_a_plain_definition_and_a_ratio_are_whole():
    assert flaws(settled(PLAIN)) == {}
    assert flaws(settled(RATIO)) == {}


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"type": "text"}, "type", "请从列表里选"),
        ({"direction": ""}, "direction", "请从列表里选"),
        ({"over_time": "mean"}, "over_time", "请从列表里选"),
        ({"over_divisions": ""}, "over_divisions", "请从列表里选"),
        ({"direction": "context"}, "rankable", "没有好坏方向"),
        ({"rankable": False, "reason": "  "}, "reason", "要写明理由"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(change, field, words):
    found = flaws(settled(replace(PLAIN, **change)))
    assert list(found) == [field]
    assert words in str(found[field])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"numerator": None}, "numerator"),
        ({"denominator": ""}, "denominator"),
        ({"denominator": "pub.households"}, "denominator"),
        ({"factor": None}, "factor"),
        ({"factor": D("1.5")}, "factor"),
        ({"factor": D(0)}, "factor"),
        ({"factor": D(1_000_001)}, "factor"),
    ],
)
def test_a_ratio_needs_two_parts_and_a_whole_factor(change, field):
    assert list(flaws(settled(replace(RATIO, **change)))) == [field]


def test_what_does_not_apply_is_left_out():
    ratio = settled(RATIO)
    assert (ratio.over_time, ratio.over_divisions) == ("", "")
    plain = settled(replace(RATIO, type="integer"))
    assert (plain.numerator, plain.denominator, plain.factor) == (None, None, None)
    ranked = settled(replace(PLAIN, reason="以前不排", regulation="某规定"))
    assert (ranked.reason, ranked.regulation) == ("", "")


def test_a_ratio_that_comes_back_to_itself_is_told_with_its_way():
    parts = {"b": ("c", "x"), "c": ("population", "a")}
    assert ring("a", replace(RATIO, numerator="b", denominator="x"), parts) == ("a", "b", "c", "a")
    assert ring("a", replace(RATIO, numerator="a", denominator="x"), {}) == ("a", "a")
    assert ring("a", replace(RATIO, numerator="x", denominator="b"), {"b": ("x", "y")}) == ()


_CODES = st.sampled_from("abcdef")


@given(st.dictionaries(_CODES, st.tuples(_CODES, _CODES)), _CODES, _CODES)
def test_a_ring_is_found_exactly_when_one_may_walk_back(parts, numerator, denominator):
    known = {**parts, "a": (numerator, denominator)}
    reached, ahead = set(), ["a"]
    while ahead:
        for part in known.get(ahead.pop(), ()):
            if part not in reached:
                reached.add(part)
                ahead.append(part)
    way = ring("a", replace(RATIO, numerator=numerator, denominator=denominator), parts)
    assert bool(way) is ("a" in reached)
    assert all(after in known[before] for before, after in pairwise(way))


@pytest.mark.parametrize(
    ("initials", "taken", "code"),
    [
        ("rhhs", (), "620103.rhhs"),
        ("rhhs", ("620103.rhhs",), "620103.rhhs.2"),
        ("rhhs", ("620103.rhhs", "620103.rhhs.2"), "620103.rhhs.3"),
        ("", (), "620103.zb"),
        ("A B-" + "c" * 30, (), "620103.ab" + "c" * 10),
    ],
)
def test_a_code_is_made_of_division_and_initials_and_is_never_taken(initials, taken, code):
    assert code_for(initials, "620103", set(taken)) == code


def test_names_that_look_alike_are_alike():
    assert alike("ＡＰＰ 注册数") == alike("app注册数")
    assert alike("立案数") != alike("破案数")


def test_equal_numbers_did_not_change():
    before = {"factor": D("100"), "note": "旧", "rankable": True}
    after = {"factor": D("100.00"), "note": "新", "rankable": True}
    assert difference(before, after) == ({"note": "旧"}, {"note": "新"})
    assert difference({"factor": D(100)}, {"factor": D(10_000)}) == ({"factor": "100"}, {"factor": "10000"})
    assert moved(("unit", "type"), {"unit": "场", "type": "integer"}, {"unit": "次", "type": "integer"}) == [
        "unit"
    ]


NAMES = {"pub.households": "入户宣传户数"}


def test_formulas_calibers_and_history_speak_in_names():
    ratio = Indicator(numerator="pub.households", denominator="households", factor=D(100))
    assert str(formula(NAMES, ratio)) == "入户宣传户数 ÷ 总户数 × 100"
    assert str(formula(NAMES, Indicator())) == ""
    ratio.note = "pub.households 按自然户"
    assert caliber(NAMES, ratio) == "入户宣传户数 按自然户"
    assert str(told("denominator", "population", NAMES)) == "常住人口"
    assert str(told("direction", "lower", NAMES)) == "越低越好"
    assert str(told("rankable", False, NAMES)) == "否"
    assert str(told("factor", "10000", NAMES)) == "10,000"
    assert str(told("note", "", NAMES)) == "（空）"
    assert str(told("over_time", "", NAMES)) == "由分子、分母各自累计后再算"


def test_a_refusal_cites_the_regulation_by_its_title():
    installs = Indicator(name="APP注册数", reason="不得考核。")
    assert str(refusal(installs, None)) == "“APP注册数”不参与排名：不得考核"
    law = Regulation(title="减负若干规定", number="")
    assert str(refusal(installs, law)) == "“APP注册数”不参与排名：不得考核。依据《减负若干规定》"
    assert (
        str(citation(Regulation(title="国办函〔2026〕12号", number="国办函〔2026〕12号")))
        == "国办函〔2026〕12号"
    )
    assert (
        str(citation(Regulation(title="督查条例", number="国务院令第733号")))
        == "《督查条例》（国务院令第733号）"
    )
