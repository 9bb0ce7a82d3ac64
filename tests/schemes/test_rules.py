"""Items and heads as people write them: what applies, what is wrong. No database."""

from dataclasses import replace
from decimal import Decimal as D

import pytest

from coordination.kernel.text import Text, _
from coordination.schemes.rules import Better, Measure, Method
from coordination.schemes.rules.drafts import Draft, Figure, Known, settled
from coordination.schemes.rules.fitness import (
    Group,
    Head,
    Units,
    doubts,
    group_flaws,
    head_flaws,
    obstacles,
    total_weight,
)
from coordination.schemes.rules.flaws import flaws, ring
from coordination.schemes.rules.measures import COUNTED

CASES = Figure("cases", "立案数", "起")
ALERTS = Figure("alerts", "警情数", "起")
RATE = Figure("rate", "破案率", "%", parts=("solved", "cases"))
SOLVED = Figure("solved", "破案数", "起")
STOCK = Figure("stock", "重点人员数", "人", last=True)
APP = Figure("app", "安装数", "个", refusal=_("“安装数”不参与排名：不得考核"), forbidden=True)
WORK = Figure("work", "指令数", "条", refusal=_("“指令数”不参与排名：工作量指标"))
APP_RATE = Figure("app_rate", "安装率", "%", parts=("app", "population"))
OLD = Figure("old", "旧指标", "起", closed=True)
GONE = Figure("gone", "没人报的", "起", reported=False)
ROUND, ABOUT = (
    Figure("round", "甲率", parts=("about", "cases")),
    Figure("about", "乙率", parts=("round", "cases")),
)
EVERY = (CASES, ALERTS, RATE, SOLVED, STOCK, APP, WORK, APP_RATE, OLD, GONE, ROUND, ABOUT)
KNOWN = Known(dict(enumerate(EVERY, start=1)), parties=("territory",), subject_kinds=("community",))
NUMBER = {one.code: number for number, one in KNOWN.figures.items()}


def draft(code="cases", measure=Measure.VALUE, method=Method.RANK, **more):
    usual = {"weight": D(20), "indicator_id": NUMBER.get(code)}
    return settled(Draft("一项", measure, method, **(usual | more)), KNOWN)


def wrong(*args, **more):
    return {name: str(words) for name, words in flaws(draft(*args, **more), KNOWN).items()}


def test_what_the_measure_and_the_method_do_not_have_is_dropped():
    given = draft(
        measure=Measure.ON_TIME,
        over="alerts",
        party="territory",
        months=3,
        target=D(9),
        per_event=D(1),
        shrunk=True,
    )
    assert (given.indicator_id, given.over, given.party, given.months) == (None, "", "", 1)
    assert (given.target, given.per_event, given.shrunk) == (None, None, False)
    assert draft(method=Method.DEDUCT, per_event=D(1)).direction is Better.LOWER


@pytest.mark.parametrize("measure", list(Measure))
@pytest.mark.parametrize("method", list(Method))
def test_a_whole_item_of_every_measure_and_method_is_fine_but_for_deducting_changes_and_what_is_good(
    measure, method
):
    parts = {"over": "alerts", "party": "territory", "subject_kind": "community", "months": 3}
    numbers = {"target": D(90), "limit": D(95), "per_event": D(2), "steps": ((D(90), D(100)), (D(80), D(60)))}
    found = flaws(draft(measure=measure, method=method, **parts, **numbers), KNOWN)
    unfit = {Measure.MOM, Measure.YOY, *COUNTED}
    assert set(found) == ({"method"} if method is Method.DEDUCT and measure in unfit else set())


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("app", "“安装数”不参与排名：不得考核"),
        ("work", "“指令数”不参与排名：工作量指标"),
        ("app_rate", "“安装数”不参与排名：不得考核"),
        ("old", "“旧指标”已停用，请另选。"),
        ("gone", "“没人报的”不在任何启用的月报表上，算不出来。请另选，或先加进报表。"),
        ("round", "“甲率”绕回自己：甲率 → 乙率 → 甲率，算不出来。请先改指标的算式。"),
        ("nothing", "请选一个指标。"),
    ],
)
def test_an_indicator_that_cannot_be_scored_is_refused_with_its_reason(code, sentence):
    assert wrong(code)["indicator_id"] == sentence


def test_work_may_stand_below_a_ratio_and_what_is_forbidden_may_not():
    assert wrong(measure=Measure.RATIO, over="work") == {}
    assert wrong(measure=Measure.RATIO, over="app")["over"] == "“安装数”不参与排名：不得考核"
    off_the_forms = Known({**KNOWN.figures, 99: replace(APP, code="off", reported=False)})
    found = flaws(replace(draft(measure=Measure.RATIO, over="alerts"), over="off"), off_the_forms)
    assert str(found["over"]) == "“安装数”不参与排名：不得考核", "the rule is cited before the form is"
    assert "population" in draft(measure=Measure.RATIO, over="population").over
    assert wrong(measure=Measure.RATIO, over="population", factor=D(10_000)) == {}


def test_a_ring_is_written_out_wherever_it_begins():
    assert ring("cases", KNOWN) == ""
    assert ring("rate", KNOWN) == ""
    assert ring("about", KNOWN) == "乙率 → 甲率 → 乙率"
    deep = Known({1: Figure("a", "甲", parts=("b",)), 2: Figure("b", "乙", parts=("b", "c")), 3: CASES})
    assert ring("a", deep) == "甲 → 乙 → 乙"


def test_months_together_count_no_figure_at_the_end_of_the_month_twice():
    assert "重复计算" in wrong(measure=Measure.RATIO, over="stock", months=3)["over"]
    assert wrong(measure=Measure.RATIO, over="stock") == {}


def test_negative_numbers_are_for_changes_only():
    assert wrong(method=Method.TARGET, target=D(-1), limit=D(5), direction=Better.LOWER)["target"]
    fine = {"method": Method.TARGET, "target": D(-10), "limit": D(20), "direction": Better.LOWER}
    assert wrong(measure=Measure.MOM, **fine) == {}
    assert "负数" in wrong(method=Method.STEPS, steps=((D(5), D(100)), (D(-5), D(60))))["steps"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 61}, "name"),
        ({"min_cohort": 0}, "min_cohort"),
        ({"min_cohort": None}, "min_cohort"),
        ({"bonus_cap": D(-1)}, "bonus_cap"),
        ({"bonus_cap": D("0.001")}, "bonus_cap"),
        ({"effective_from": "2026-W41"}, "effective_from"),
        ({"effective_from": "十月"}, "effective_from"),
        ({"effective_from": "2026-08"}, "effective_from"),
        ({"change": ""}, "change"),
    ],
)
def test_what_is_wrong_with_a_head_is_said_at_its_field(more, field):
    head = Head(**({"name": "办法", "change": "修订", "effective_from": "2026-11"} | more))
    assert set(head_flaws(head, 2, before="2026-08")) == {field}


UNITS = Units(
    {1: "甲行", 2: "乙行", 3: "丙局"}, {1: "bank", 2: "bank", 3: "tax"}, {"bank": "银行", "tax": "税务"}
)


@pytest.mark.parametrize(
    ("given", "others", "field"),
    [
        (Group("银行", "bank"), [], None),
        (Group("银行", "bank"), [Group("先进", units=(1,))], None),
        (Group("银行", "bank"), [Group("先进", units=(1, 2))], "unit_kind"),
        (Group("银行", "bank"), [Group("又是", "bank")], "unit_kind"),
        (Group("银行", ""), [], "unit_kind"),
        (Group("甲", units=(1, 3)), [], None),
        (Group("甲", units=(1,)), [Group("乙", units=(1, 2))], "units"),
        (Group("甲"), [], "units"),
        (Group("甲", units=(9,)), [], "units"),
        (Group("乙", units=(1,)), [Group("乙", units=(2,))], "name"),
        (Group(" ", units=(1,)), [], "name"),
    ],
)
def test_a_unit_is_compared_in_one_cohort_and_none_is_empty(given, others, field):
    assert set(group_flaws(given, others, UNITS)) == ({field} if field else set())


def test_a_revision_can_be_put_in_force_when_nothing_is_missing():
    other = settled(Draft("另一项", Measure.VALUE, Method.RANK, weight=D(40), indicator_id=2), KNOWN)
    items = [draft(weight=D(60)), other]
    head = Head("办法")
    assert total_weight(items) == 100
    assert list(obstacles(head, items, KNOWN, {"银行": 3}, 1)) == []
    found = {str(one.sentence) for one in obstacles(head, items[:1] * 2, KNOWN, {"银行": 0}, 1)}
    assert found == {
        "已有叫“一项”的考核项，请改名称。",
        "各项权重合计是120，多了20，要等于100。",
        "“银行”组是空的，请勾选单位或删去这个组。",
    }
    twice = {str(one.sentence) for one in doubts(head, items[:1] * 2, {"银行": 2})}
    assert twice == {
        "“银行”组只有2家，少于3家，只列分数，不排名次。",
        "和第1项量的是同一件事，等于加大它的权重。",
    }
    assert isinstance(next(iter(obstacles(head, [], KNOWN, {}, 1))).sentence, Text)
