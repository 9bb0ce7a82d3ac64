"""Limits and checks of a form, from the database to the refusal at the input."""

from decimal import Decimal as D

import pytest

from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from coordination.report_forms.models import Bound, CheckKind, FormCheck, FormField, Shape
from coordination.reporting import queries, services
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportState
from tests.factories import reporting as make
from tests.factories.organizations import add

CODES = ("case.filed", "case.solved", "case.loss")


def limited(office, shape=Shape.SELF, checks=(), **limits):
    """A form of the townships (or about them) with limits on its first figure."""
    about = {"shape": shape, "subject_kind": "township"} if shape is Shape.SUBJECTS else {}
    form = make.form(office, "homes", "police" if about else "township", (), name="入户月报", **about)
    for order, code in enumerate(CODES, start=1):
        given = limits if order == 1 else {"required": False}
        number = make.indicator(code).id
        add(FormField(form_id=form.id, indicator_id=number, section="入户", sort_order=order, **given))
    for check in checks:
        add(FormCheck(form_id=form.id, **check))
    return form


def refusals(report, who, *figures):
    with pytest.raises(Invalid) as refusal:
        submitted(report, who, *figures)
    return {name: str(text) for name, text in refusal.value.errors.items()}


def submitted(report, who, *figures):
    """The figures in the order of the form; a reason after a slash."""
    row = queries.sheet(report).layout.rows[0].subject_id
    entries = {
        f"{row}-{code}": Entry(*figure.split("/")) for code, figure in zip(CODES, figures, strict=True)
    }
    return services.submit(
        report, actor=who.actor, operation=fresh_key(), version=report.version, entries=entries
    )


@pytest.mark.usefixtures("clock")
def test_a_township_visits_no_more_homes_than_it_has(cast):
    form = limited(cast.office, bound=Bound.HOUSEHOLDS)
    report = make.report(form, cast.units.a)
    key = f"{cast.units.a.id}-case.filed"
    assert refusals(report, cast.township_a, "6001", "0", "0") == {
        f"v-{key}": "立案数（6,001起）不能大于总户数（6,000），请核对"
    }
    assert submitted(make.again(report), cast.township_a, "6000", "0", "0").state is ReportState.SUBMITTED


@pytest.mark.usefixtures("clock")
def test_in_a_table_each_subject_has_its_own_bound(cast):
    form = limited(cast.office, Shape.SUBJECTS, bound=Bound.POPULATION)
    layout = queries.sheet(make.report(form, cast.units.police)).layout
    assert [(row.label, row.households, row.population) for row in layout.rows] == [
        ("青溪镇", 6000, 20000),
        ("白塔街道", 6000, 20000),
    ]
    assert layout.columns[0].bound is Bound.POPULATION


@pytest.mark.usefixtures("clock")
def test_what_is_beyond_the_usual_is_filed_with_a_reason(cast):
    form = limited(cast.office, soft_low=D("1.5"), soft_high=D(100), swing_percent=20)
    report = make.report(form, cast.units.a)
    assert refusals(report, cast.township_a, "101", "0", "0") == {
        f"r-{cast.units.a.id}-case.filed": "立案数高于平常的上限100起，请核对或说明原因"
    }
    report = submitted(make.again(report), cast.township_a, "101/集中入户月", "0", "0")
    assert report.state is ReportState.SUBMITTED


@pytest.mark.usefixtures("clock")
def test_a_field_asks_from_its_own_change_on(cast):
    form = limited(cast.office, swing_percent=20)
    before = make.report(form, cast.units.a, "2026-09")
    make.approved(before, cast.township_a, cast.clerk, "100", "0", "0")
    report = make.report(form, cast.units.a)
    assert list(refusals(report, cast.township_a, "120", "0", "0")) == [f"r-{cast.units.a.id}-case.filed"]
    assert submitted(make.again(report), cast.township_a, "119", "0", "0").revision == 1


@pytest.mark.parametrize(
    ("check", "figures", "wrong", "words"),
    [
        (
            {"kind": CheckKind.EQUAL, "left": "case.filed", "right": "case.solved"},
            ("3", "2", "0"),
            "case.filed",
            "立案数（3）要等于破案数（2），请核对两项",
        ),
        (
            {"kind": CheckKind.BOTH, "left": "case.filed", "right": "case.loss"},
            ("3", "0", "0"),
            "case.loss",
            "立案数填了3，损失金额也要填；两项要么都有，要么都没有",
        ),
        (
            {
                "kind": CheckKind.SUM,
                "left": "case.loss",
                "parts": ["case.filed", "case.solved"],
                "tolerance": D("0.5"),
            },
            ("3", "2", "5.51"),
            "case.loss",
            "立案数、破案数合计5，与损失金额5.51不一致，请核对",
        ),
    ],
)
@pytest.mark.usefixtures("clock")
def test_each_kind_of_check_is_told_at_its_figure(cast, check, figures, wrong, words):
    report = make.report(limited(cast.office, checks=(check,)), cast.units.a)
    assert refusals(report, cast.township_a, *figures) == {f"v-{cast.units.a.id}-{wrong}": words}


@pytest.mark.usefixtures("clock")
def test_the_caliber_of_the_form_stands_in_place_of_the_catalogue(cast):
    layout = queries.sheet(make.report(limited(cast.office, caliber="只算本月"), cast.units.a)).layout
    assert [column.note for column in layout.columns] == ["只算本月", "破案数的口径", "损失金额的口径"]


@pytest.mark.usefixtures("clock")
def test_a_zero_report_keeps_the_limits_too(cast):
    report = make.report(limited(cast.office, minimum=D(1)), cast.units.a)
    with pytest.raises(Invalid, match="立案数不能小于1起"):
        services.report_zero(
            report, actor=cast.township_a.actor, operation=fresh_key(), version=report.version
        )
    assert make.again(report).state is ReportState.MISSING


@pytest.mark.usefixtures("clock")
def test_a_zero_that_is_unusual_is_explained(cast):
    report = make.report(limited(cast.office, soft_low=D(1)), cast.units.a)
    with pytest.raises(Invalid, match="有1项平常不是0"):
        services.report_zero(
            report, actor=cast.township_a.actor, operation=fresh_key(), version=report.version
        )
    report = make.again(report)
    done = services.report_zero(
        report, actor=cast.township_a.actor, operation=fresh_key(), version=report.version, reason="停电"
    )
    assert (done.state, done.zero) == (ReportState.SUBMITTED, True)
