"""The sheet as pure values: what was typed is read, checked, compared and kept."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Bases, Column, Entry, Layout, Row, examine, kept, values_of
from coordination.reporting.snapshots import Difference, differences, snapshot

FILED = Column(1, "case.filed", "立案数", "起")
SOLVED = Column(2, "case.solved", "破案数", "起", required=False)
LOSS = Column(3, "case.loss", "损失金额", "元", ValueType.DECIMAL)
OWN = Layout((Row(7),), (FILED, SOLVED, LOSS), comparisons=(("case.solved", "case.filed"),))
TABLE = Layout(
    (Row(1, "甲镇"), Row(2, "乙镇"), Row(None, "合计")),
    (FILED, LOSS),
    totals={"case.filed": D(0), "case.loss": D(1)},
)


def typed(**figures):
    names = {"filed": "case.filed", "solved": "case.solved", "loss": "case.loss"}
    return {
        f"{key.rsplit('_', 1)[1]}-{names[key.rsplit('_', 1)[0]]}": Entry(text)
        for key, text in figures.items()
    }


def words(texts):
    return {key: str(text) for key, text in texts.items()}


def test_a_form_about_oneself_names_its_figures_plainly():
    found = examine(OWN, typed(filed_7="3", loss_7="1.5万"), Bases())
    assert found.values["7-case.loss"] == 15_000
    assert found.refusals == {}


@given(st.lists(st.sampled_from(["0", "12万", "-3", "多", "1.5", ""]), min_size=6, max_size=6))
def test_a_draft_is_understood_as_a_submission_is(texts):
    entries = {place.key: Entry(text) for place, text in zip(TABLE.places, texts, strict=True)}
    assert values_of(TABLE, entries) == examine(TABLE, entries, Bases()).values


def test_blank_required_figures_are_missing_and_optional_ones_are_not():
    found = examine(OWN, {}, Bases())
    assert words(found.missing) == {
        "7-case.filed": "立案数还没有填，没有就填0",
        "7-case.loss": "损失金额还没有填，没有就填0",
    }
    assert list(found.refusals) == ["v-7-case.filed", "v-7-case.loss"]


def test_what_is_wrong_is_not_also_missing():
    found = examine(OWN, typed(filed_7="三", loss_7="0"), Bases())
    assert (list(found.errors), list(found.missing)) == (["7-case.filed"], [])


def test_a_comparison_is_told_at_its_left_side():
    found = examine(OWN, typed(filed_7="3", solved_7="4", loss_7="0"), Bases())
    assert words(found.errors) == {"7-case.solved": "破案数（4）不能大于立案数（3），请核对两项"}


def test_a_table_names_the_subject_and_adds_up_a_blank_total():
    entries = typed(filed_1="3", filed_2="4", loss_1="1", loss_2="x")
    found = examine(TABLE, entries, Bases())
    assert found.values["total-case.filed"] == 7
    assert words(found.errors) == {"2-case.loss": "乙镇损失金额要填数字，单位是元"}
    assert list(found.missing) == ["total-case.loss"]


@pytest.mark.parametrize(("whole", "wrong"), [("30", False), ("31", False), ("31.01", True), ("28.5", True)])
def test_a_total_may_differ_by_its_tolerance(whole, wrong):
    entries = typed(filed_1="1", filed_2="2", filed_total="3", loss_1="10", loss_2="20", loss_total=whole)
    assert ("total-case.loss" in examine(TABLE, entries, Bases()).errors) is wrong


def test_large_changes_are_asked_of_the_rows_and_not_of_their_sum():
    entries = typed(filed_1="30", filed_2="4", loss_1="0", loss_2="0")
    before = {"1-case.filed": D(10), "total-case.filed": D(10)}
    found = examine(TABLE, entries, Bases(previous=before, last_year={"1-case.filed": D(20)}))
    assert {key: [str(text) for text in texts] for key, texts in found.swings.items()} == {
        "1-case.filed": ["环比上升200.00%", "同比上升50.00%"]
    }
    assert words(found.unexplained) == {"1-case.filed": "甲镇立案数环比上升200.00%，请核对或说明原因"}
    explained = examine(TABLE, entries | {"1-case.filed": Entry("30", "专项行动")}, Bases(previous=before))
    assert (explained.unexplained, list(explained.swings)) == ({}, ["1-case.filed"])


@pytest.mark.parametrize(
    ("text", "value", "stored"),
    [
        ("12", D(12), (D(12), "")),
        ("1.005", D("1.005"), (None, "1.005")),
        ("很多", None, (None, "很多")),
        ("", None, (None, "")),
    ],
)
def test_what_is_kept_of_an_entry(text, value, stored):
    assert kept(text, value) == stored


def test_two_submissions_differ_where_a_value_differs():
    first = snapshot(OWN, {"7-case.filed": D(3), "7-case.loss": D("10.50")}, {})
    second = snapshot(
        OWN,
        {"7-case.filed": D(3), "7-case.loss": D(9), "7-case.solved": D(1)},
        {"7-case.loss": Entry("9", "更正")},
    )
    assert differences(first, second) == [
        Difference(7, "case.solved", None, D(1)),
        Difference(7, "case.loss", D("10.5"), D(9), "更正"),
    ]
    assert differences(second, second) == []
    assert differences(second, []) == [
        Difference(7, "case.filed", D(3), None),
        Difference(7, "case.solved", D(1), None),
        Difference(7, "case.loss", D(9), None),
    ]


numbers = st.one_of(st.none(), st.decimals(0, 10**9, places=2))


@given(st.lists(numbers, min_size=3, max_size=3))
def test_every_figure_survives_a_snapshot(values):
    figures = dict(zip((place.key for place in OWN.places), values, strict=True))
    again = snapshot(OWN, figures, {})
    assert [None if one["value"] is None else D(one["value"]) for one in again] == values


@given(
    st.dictionaries(st.sampled_from([place.key for place in TABLE.places]), st.text(max_size=12).map(Entry))
)
def test_nothing_typed_breaks_the_examination(entries):
    found = examine(TABLE, entries, Bases())
    assert set(found.values) | set(found.errors) == {place.key for place in TABLE.places}
    assert not set(found.missing) & set(found.errors)
