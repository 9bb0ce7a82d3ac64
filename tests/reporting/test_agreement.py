"""What figures of a form owe each other, against an evaluator that shares no code with the rules."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordination.report_forms.rules import Bound
from coordination.reporting.agreement import Both, Equal, disagreement
from coordination.reporting.asking import Unusual, unusual
from coordination.reporting.layout import fields_of
from coordination.reporting.rules import Field, SumRule
from coordination.reporting.sheet import Bases, Column, Entry, Layout, Row, examine, key_of

CODES = ("a", "b", "c", "d")
NAMES = {"a": "甲数", "b": "乙数", "c": "丙数", "d": "丁数"}
FIELDS = {code: Field(code, NAMES[code], "件") for code in CODES}
figures = st.one_of(st.none(), st.integers(0, 20).map(D), st.decimals(0, 20, places=2))
rows = st.fixed_dictionaries(dict.fromkeys(CODES, figures))


def said(rule, **values):
    found = disagreement(rule, FIELDS, {code: D(value) for code, value in values.items()})
    return found and (found[0], str(found[1]))


def test_two_that_must_be_equal_say_both_figures():
    assert said(Equal("a", "b"), a=3, b=3) is None
    assert said(Equal("a", "b"), a=1200, b=3) == ("a", "甲数（1,200）要等于乙数（3），请核对两项")
    assert said(Equal("a", "b"), a=3) is None


@pytest.mark.parametrize(("a", "b", "place"), [(3, 0, "b"), (0, 3, "a"), (0, 0, None), (3, 4, None)])
def test_two_that_belong_together_are_told_at_the_one_that_lacks(a, b, place):
    found = said(Both("a", "b"), a=a, b=b)
    assert (found and found[0]) == place
    if place == "b":
        assert found[1] == "甲数填了3，乙数也要填；两项要么都有，要么都没有"


def test_a_blank_required_one_is_missing_and_not_also_wrong():
    assert said(Both("a", "b"), a=3) is None
    optional = FIELDS | {"b": Field("b", "乙数", "件", required=False)}
    assert disagreement(Both("a", "b"), optional, {"a": D(3)})[0] == "b"


def test_a_sum_names_its_parts():
    rule = SumRule("a", ("b", "c"), D("0.5"))
    assert said(rule, a=3, b=1, c="2.5") is None
    assert said(rule, a=3, b=1, c=3) == ("a", "乙数、丙数合计4，与甲数3不一致，请核对")
    assert said(rule, a=3, b=1) is None


@pytest.mark.parametrize("rule", [Equal("a", "x"), Both("x", "a"), SumRule("a", ("b", "x"))])
def test_a_rule_about_a_figure_that_is_not_asked_for_is_not_applied(rule):
    assert said(rule, a=3, b=7) is None


def holds(rule, values):
    """The rule in plain words, on exact fractions; None where it has to wait."""
    number = {code: None if value is None else Fraction(value) for code, value in values.items()}
    if isinstance(rule, Equal):
        pair = number[rule.left], number[rule.right]
        return None if None in pair else pair[0] == pair[1]
    if isinstance(rule, Both):
        there = [(number[code] or 0) != 0 for code in (rule.left, rule.right)]
        if there[0] == there[1]:
            return True
        lacking = rule.right if there[0] else rule.left
        return None if number[lacking] is None else False
    parts = [number[code] for code in rule.parts]
    if number[rule.total] is None or None in parts:
        return None
    return abs(number[rule.total] - sum(parts)) <= Fraction(rule.tolerance)


pairs = st.permutations(CODES).map(lambda codes: codes[:2])
rules = st.one_of(
    pairs.map(lambda pair: Equal(*pair)),
    pairs.map(lambda pair: Both(*pair)),
    st.builds(
        lambda codes, count, most: SumRule(codes[0], tuple(codes[1 : 1 + count]), most),
        st.permutations(CODES),
        st.integers(2, 3),
        st.sampled_from([D(0), D("0.5"), D(5)]),
    ),
)


@given(rules, rows)
def test_a_rule_speaks_exactly_when_it_does_not_hold(rule, values):
    assert (disagreement(rule, FIELDS, values) is not None) is (holds(rule, values) is False)


limits = st.one_of(st.none(), st.integers(-5, 20).map(D))


@given(limits, limits, st.one_of(st.none(), st.integers(-10, 30).map(D)))
def test_what_is_unusual_lies_outside_its_soft_limits(low, high, value):
    field = Field("a", "甲数", "件", minimum=None, soft_low=low, soft_high=high)
    outside = value is not None and ((low is not None and value < low) or (high is not None and value > high))
    assert bool(unusual([field], {"a": value})) is outside


def test_what_is_unusual_says_its_limit():
    high, low = Unusual(FIELDS["a"], D(30), D(20)), Unusual(FIELDS["a"], D(1), D(2))
    assert str(high.message()) == "甲数高于平常的上限20件，请核对或说明原因"
    assert str(low.phrase()) == "低于平常的下限2件"


HOMES = Column(1, "homes", "入户数", "户", bound=Bound.HOUSEHOLDS, soft_high=D(500), swing_percent=30)
VISITS = Column(2, "visits", "走访数", "户", maximum=D(900), required=False)
TABLE = Layout(
    (Row(1, "甲镇", 600, 2000), Row(2, "乙镇"), Row(None, "合计")),
    (HOMES, VISITS),
    totals={"homes": D(0)},
    agreements=(Equal("homes", "visits"),),
)


def examined(bases=None, **typed):
    """homes_1=… and so on, as typed; a reason after a slash."""
    entries = {}
    for name, text in typed.items():
        code, _, subject = name.rpartition("_")
        figure, _, reason = text.partition("/")
        entries[key_of(None if subject == "total" else int(subject), code)] = Entry(figure, reason)
    return examine(TABLE, entries, bases or Bases())


def words(texts):
    return {key: str(text) for key, text in texts.items()}


def test_nobody_visits_more_homes_than_there_are():
    found = examined(homes_1="601", visits_1="601", homes_2="9000", visits_2="9000")
    assert words(found.errors) == {
        "1-homes": "甲镇入户数（601户）不能大于总户数（600），请核对",
        "2-visits": "乙镇走访数不能大于900户",
    }


def test_the_limits_of_a_subject_are_not_those_of_the_total_row():
    found = examined(homes_1="600", visits_1="600", homes_2="600", visits_2="600", visits_total="1200")
    assert found.errors == {}
    assert found.values["total-homes"] == 1200


def test_the_total_row_is_not_blamed_for_what_a_subject_did():
    wrong = examined(homes_1="3", visits_1="4", homes_2="1", visits_2="1", visits_total="5")
    assert list(wrong.errors) == ["1-homes"]
    right = examined(homes_1="3", visits_1="3", homes_2="1", visits_2="1", visits_total="5")
    assert words(right.errors) == {"total-homes": "合计入户数（4）要等于合计走访数（5），请核对两项"}


def test_a_soft_limit_asks_for_a_reason_like_a_large_change():
    found = examined(homes_1="510", visits_1="510", homes_2="1", visits_2="1")
    assert [str(one) for one in found.swings["1-homes"]] == ["高于平常的上限500户"]
    assert list(found.refusals) == ["r-1-homes"]
    assert examined(homes_1="510/集中入户月", visits_1="510", homes_2="1", visits_2="1").refusals == {}


@pytest.mark.parametrize(("now", "asked"), [("129", False), ("130", True), ("70", True), ("71", False)])
def test_a_field_may_ask_from_a_smaller_change_on(now, asked):
    bases = Bases(previous={"1-homes": D(100), "1-visits": D(100)})
    found = examined(bases, homes_1=now, visits_1=now, homes_2="0", visits_2="0")
    assert (list(found.swings) == ["1-homes"]) is asked


@pytest.mark.parametrize(
    ("minimum", "typed", "wrong"), [(None, "-5", False), (D(-3), "-5", True), (D(0), "-1", True)]
)
def test_the_minimum_is_that_of_the_form(minimum, typed, wrong):
    layout = Layout((Row(1),), (Column(1, "a", "甲数", "件", minimum=minimum),))
    assert bool(examine(layout, {"1-a": Entry(typed)}, Bases()).errors) is wrong
    total = Layout((Row(1, "甲"), Row(None, "合计")), layout.columns)
    assert fields_of(total, total.rows[1])["a"].minimum == (D(0) if minimum == 0 else None)


@settings(max_examples=60)
@given(st.tuples(rows, rows), st.lists(rules, max_size=3))
def test_a_table_is_refused_exactly_when_a_row_breaks_a_rule(pair, wanted):
    columns = tuple(
        Column(at, code, NAMES[code], "件", required=False) for at, code in enumerate(CODES, start=1)
    )
    layout = Layout((Row(1, "甲镇"), Row(2, "乙镇")), columns, agreements=tuple(wanted))
    whole = [{code: value and value.to_integral_value() for code, value in row.items()} for row in pair]
    entries = {
        key_of(subject, code): Entry("" if value is None else str(value))
        for subject, row in enumerate(whole, start=1)
        for code, value in row.items()
    }
    found = examine(layout, entries, Bases())
    broken = any(
        holds(rule, {code: value if value is not None else filler(rule) for code, value in row.items()})
        is False
        for row in whole
        for rule in wanted
    )
    assert bool(found.errors) is broken


def filler(rule):
    """Blank and optional: none for those who wait, nothing there for two that belong together."""
    return D(0) if isinstance(rule, Both) else None
