"""What is asked about filed reports, what happens to the questions, and how much it costs."""

from datetime import timedelta

import pytest

from coordination.kernel import jobs
from coordination.kernel.clock import clock as the_clock
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.radar import services
from coordination.radar.jobs import look_when_due
from coordination.radar.models import Flag, ReportScan
from coordination.radar.queries.unscanned import of_period, unscanned
from coordination.radar.rules import FlagKind, Outcome, Standing
from coordination.radar.scanning import scan
from coordination.reporting.models import Report
from coordination.reporting.states import ReportState
from tests.factories import radar as make
from tests.factories import reporting
from tests.factories.organizations import account, add, township, unit
from tests.factories.reporting import MONTH

DISSUADED, AMOUNT, TRAINED = reporting.BANK


@pytest.fixture
def form(cast, clock):
    return reporting.bank_form(cast.office)


def bank(cast, form, count, **more):
    return make.filed(form, cast.units.bank, cast.bank, {(cast.units.bank.id, DISSUADED): count}, **more)


def test_equal_to_last_month(cast, form):
    make.bank_history(cast, form, [120])
    report = bank(cast, form, 120)
    assert services.scan(report) == 1
    (flag,) = make.flags(report)
    assert (flag.kind, flag.subject_id) == (FlagKind.REPEATED, cast.units.bank.id)
    assert flag.indicator_id == reporting.indicator(DISSUADED).id
    assert flag.facts == {"value": "120", "periods": "2"}
    assert (flag.standing, flag.revision, flag.office_id) == (Standing.OPEN, 1, cast.office.id)


def test_twice_is_once(cast, form):
    make.bank_history(cast, form, [120])
    report = bank(cast, form, 120)
    services.scan(report)
    assert services.scan(report) == 0
    (flag,) = make.flags(report)
    assert flag.version == 1


def test_what_is_usual_raises_nothing(cast, form):
    make.bank_history(cast, form, [118, 131, 127, 122, 135, 119, 125])
    report = bank(cast, form, 129)
    assert services.scan(report) == 0


def test_far_from_the_own_history(cast, form):
    make.bank_history(cast, form, [118, 131, 127, 122, 135, 119, 125])
    report = bank(cast, form, 560)
    services.scan(report)
    assert make.kinds(report) == [FlagKind.OUTLIER_OWN]
    assert make.flags(report)[0].facts["median"] == "125"


def test_a_reason_given_when_filing_is_the_answer(cast, form):
    make.bank_history(cast, form, [118, 131, 127, 122, 135, 119, 125])
    spot = (cast.units.bank.id, DISSUADED)
    report = make.filed(form, cast.units.bank, cast.bank, {spot: 560}, reasons={spot: "全员厅堂值守月"})
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.standing, flag.answer) == (Standing.ANSWERED, "全员厅堂值守月")
    assert flag.answered_by_id == cast.bank.id
    assert not make.session.query(Notification).filter_by(kind="flag.raised").count()


def test_drafts_and_returned_reports_are_no_history(cast, form):
    for period, state in zip(make.months(2), (ReportState.RETURNED, ReportState.DRAFT), strict=True):
        report = bank(cast, form, 120, period=period)
        report.return_reason, report.state = "核对", state
    make.session.commit()
    assert services.scan(bank(cast, form, 120)) == 0


def test_what_is_not_filed_is_not_looked_at(cast, form):
    make.bank_history(cast, form, [120])
    report = bank(cast, form, 120, state=ReportState.DRAFT)
    assert services.scan(report) == 0
    assert not make.session.query(ReportScan).count()


def test_a_report_of_zero_is_not_compared(cast, form):
    make.bank_history(cast, form, [118, 131, 127, 122, 135, 119, 125])
    report = bank(cast, form, 0)
    report.zero = True
    make.session.commit()
    assert services.scan(report) == 0


def test_round_numbers_in_a_row_and_side_by_side(cast, form):
    me = cast.units.bank.id
    make.bank_history(cast, form, [350, 420])
    codes = (DISSUADED, AMOUNT, TRAINED)
    report = make.filed(form, cast.units.bank, cast.bank, {(me, code): 300 for code in codes})
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.kind, flag.facts["periods"], flag.facts["one_in"]) == (FlagKind.ROUND, "3", "1000")


def test_why_numbers_are_round_is_explained_once(cast, form):
    """The bank counts in tens: asked in September, not in October, nor once the office took it."""
    make.bank_history(cast, form, [350, 420, 290])
    before = make.session.query(Report).filter_by(period=make.months(1)[0]).one()
    services.scan(before)
    (flag,) = make.flags(before)
    actor = cast.clerk.actor
    report = bank(cast, form, 510)
    assert services.scan(report) == 0
    services.settle(flag, actor=actor, operation=fresh_key(), version=flag.version, note="按十起一批登记")
    assert services.scan(report) == 0


def test_most_rows_of_a_table_are_round(cast, clock):
    form = reporting.police_form(cast.office)
    rows = [township(cast.office, f"第{number}镇", 20 + number) for number in range(6)]
    values = {(row.id, "case.filed"): 100 * (place + 1) for place, row in enumerate(rows)}
    report = make.filed(form, cast.units.police, cast.police, values)
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.kind, flag.subject_id, flag.facts["value"]) == (FlagKind.ROUND, None, "6/6")
    assert flag.indicator_id == reporting.indicator("case.filed").id


def test_far_from_the_other_units_by_size(cast, clock):
    """One township has ten times the people and as many cases for each of them: that is not odd."""
    form = reporting.police_form(cast.office)
    rows = [township(cast.office, f"第{number}镇", 20 + number) for number in range(8)]
    large = township(cast.office, "大镇", 40, population=200_000)
    cases = dict(zip(rows, (30, 33, 31, 29, 34, 32, 28, 95), strict=True)) | {large: 310}
    values = {(row.id, "case.filed"): count for row, count in cases.items()}
    report = make.filed(form, cast.units.police, cast.police, values)
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.kind, flag.subject_id) == (FlagKind.OUTLIER_COHORT, rows[-1].id)
    assert (flag.facts["size"], flag.facts["units"]) == ("population", "9")


def township_form(cast):
    return reporting.form(cast.office, "township", "township", ("case.filed",), name="乡镇月报")


def test_police_and_township_tell_it_differently(cast, clock):
    police = reporting.police_form(cast.office)
    a = cast.units.a
    theirs = make.filed(police, cast.units.police, cast.police, {(a.id, "case.filed"): 7})
    report = make.filed(township_form(cast), a, cast.township_a, {(a.id, "case.filed"): 5})
    services.scan(report)
    services.scan(theirs)
    (mine,), (other,) = make.flags(report), make.flags(theirs)
    assert mine.kind is FlagKind.DISAGREES
    assert (mine.facts["value"], mine.facts["other"]) == ("5", "7")
    assert mine.facts["reporter"] == cast.units.police.short_name
    assert (other.facts["value"], other.facts["other"]) == ("7", "5")
    assert mine.facts["report"] == str(theirs.id)


def test_the_total_of_the_police_and_the_sum_of_the_townships(cast, clock):
    police = reporting.police_form(cast.office)
    form = township_form(cast)
    make.filed(form, cast.units.a, cast.township_a, {(cast.units.a.id, "case.filed"): 5})
    total = make.filed(police, cast.units.police, cast.police, {(None, "case.filed"): 9})
    assert services.scan(total) == 0
    make.filed(form, cast.units.b, cast.township_b, {(cast.units.b.id, "case.filed"): 3})
    services.scan(total)
    (flag,) = make.flags(total)
    assert (flag.kind, flag.subject_id) == (FlagKind.DISAGREES, None)
    assert flag.facts == {"value": "9", "sum": "8", "units": "2"}


def test_almost_every_case_solved(cast, clock):
    add(
        reporting.Indicator(
            code="case.solve_rate",
            name="破案率",
            unit="%",
            type="ratio",
            direction="higher",
            over_time="",
            over_divisions="",
            rankable=True,
            numerator="case.solved",
            denominator="case.filed",
            factor=100,
        )
    )
    form = reporting.police_form(cast.office)
    a, b = cast.units.a.id, cast.units.b.id
    values = {(a, "case.filed"): 201, (a, "case.solved"): 201, (b, "case.filed"): 50, (b, "case.solved"): 50}
    report = make.filed(form, cast.units.police, cast.police, values)
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.kind, flag.subject_id) == (FlagKind.TOO_PERFECT, a)
    assert flag.facts == {"value": "201", "base": "201", "of": "case.filed", "of_name": "立案数"}


def test_filed_at_the_last_minute_by_somebody_else(cast, form):
    make.bank_history(cast, form, [20, 21, 22])
    other = cast.bank_reviewer
    spot = (cast.units.bank.id, DISSUADED)
    early = make.filed(form, cast.units.bank, other, {spot: 19}, "2026-11", before_due=timedelta(hours=1))
    assert services.scan(early) == 0
    report = make.filed(form, cast.units.bank, other, {spot: 23}, before_due=timedelta(minutes=7))
    services.scan(report)
    (flag,) = make.flags(report)
    assert (flag.kind, flag.subject_id, flag.indicator_id) == (FlagKind.LAST_MINUTE, None, None)
    assert (flag.facts["minutes"], flag.facts["usual"]) == ("7", str(cast.bank.id))


class TestFiledAnew:
    def test_the_question_is_settled_by_the_system(self, cast, form):
        make.bank_history(cast, form, [120])
        report = bank(cast, form, 120)
        services.scan(report)
        make.again(report, the_clock.now(), {(cast.units.bank.id, DISSUADED): 132})
        assert services.scan(report) == 0
        (flag,) = make.flags(report)
        assert (flag.standing, flag.outcome, flag.settled_by_id) == (
            Standing.SETTLED,
            Outcome.CORRECTED,
            None,
        )
        assert flag.settled_at is not None

    def test_the_same_figure_keeps_its_question_and_its_answer(self, cast, form):
        make.bank_history(cast, form, [120])
        report = bank(cast, form, 120)
        services.scan(report)
        make.again(report, the_clock.now(), {(cast.units.bank.id, DISSUADED): 120})
        assert services.scan(report) == 0
        (flag,) = make.flags(report)
        assert (flag.revision, flag.standing) == (1, Standing.OPEN)

    def test_a_question_that_lapsed_is_asked_again_when_it_holds_again(self, cast, clock):
        police = reporting.police_form(cast.office)
        a = cast.units.a
        theirs = make.filed(police, cast.units.police, cast.police, {(a.id, "case.filed"): 7})
        report = make.filed(township_form(cast), a, cast.township_a, {(a.id, "case.filed"): 5})
        services.scan(report)
        make.again(theirs, the_clock.now(), {(a.id, "case.filed"): 5})
        services.scan(report)
        assert make.flags(report)[0].outcome is Outcome.LAPSED
        make.again(theirs, the_clock.now(), {(a.id, "case.filed"): 8})
        services.scan(report)
        make.session.expire_all()
        (flag,) = make.flags(report)
        assert (flag.standing, flag.facts["other"]) == (Standing.OPEN, "8")


class TestTheSchedule:
    def test_what_was_filed_is_looked_at_once(self, cast, form):
        make.bank_history(cast, form, [120])
        report = bank(cast, form, 120)
        assert look_when_due()
        assert jobs.work_off() >= 1
        assert make.kinds(report) == [FlagKind.REPEATED]
        assert not look_when_due()

    def test_it_is_looked_at_again_after_the_deadline(self, cast, form, clock):
        report = bank(cast, form, 120)
        look_when_due()
        jobs.work_off()
        clock.move(report.due_at + timedelta(minutes=1))
        assert [batch.ids for batch in unscanned(clock.now())] == [[report.id]]
        look_when_due()
        jobs.work_off()
        assert unscanned(clock.now()) == []

    def test_a_new_submission_is_looked_at(self, cast, form, clock):
        report = bank(cast, form, 120)
        look_when_due()
        jobs.work_off()
        make.again(report, clock.now(), {(cast.units.bank.id, DISSUADED): 120})
        assert unscanned(clock.now())

    def test_old_reports_are_left_alone(self, cast, form, clock):
        report = bank(cast, form, 120)
        clock.move(report.submitted_at + timedelta(days=41))
        assert unscanned(clock.now()) == []

    def test_the_unit_is_told_once(self, cast, form):
        make.bank_history(cast, form, [120])
        report = bank(cast, form, 120)
        services.scan(report)
        services.scan(report)
        (told,) = make.session.query(Notification).filter_by(kind="flag.raised").all()
        assert told.account_id == cast.bank.id


def test_the_neighbours_figures_are_not_compared(cast, form):
    """A bank of the other office files the same form; nothing of it is known here."""
    theirs = unit(cast.other, "邻区银行", "bank")
    other_form = reporting.bank_form(cast.other)
    make.filed(other_form, theirs, cast.outside_unit, {(theirs.id, DISSUADED): 900})
    report = bank(cast, form, 120)
    services.scan(report)
    assert of_period(cast.office.id, MONTH).ids == [report.id]


def test_figures_about_somebody_elses_unit_are_left_alone(cast, clock):
    """They reach an office from below; there is nothing here to compare them with."""
    form = reporting.police_form(cast.office)
    values = {(cast.units.foreign.id, "case.filed"): 500, (cast.units.a.id, "case.filed"): 137}
    for period in (*make.months(1), MONTH):
        report = make.filed(form, cast.units.police, cast.police, values, period)
    services.scan(report)
    assert [flag.subject_id for flag in make.flags(report)] == [cast.units.a.id]


def test_ten_reports_take_as_many_statements_as_two(cast, form, counting):
    def filed(count):
        for number in range(count):
            bank_unit = unit(cast.office, f"第{len(made)}银行{number}", "bank")
            who = account("联络员", cast.office, unit=bank_unit)
            spot = (bank_unit.id, DISSUADED)
            for period in (*make.months(3), MONTH):
                report = make.filed(form, bank_unit, who, {spot: 120}, period)
            made.append(report)

    made: list[object] = []
    filed(2)
    with counting() as few:
        scan(of_period(cast.office.id, MONTH))
    make.session.commit()
    filed(8)
    with counting() as many:
        scan(of_period(cast.office.id, MONTH))
    make.session.commit()
    assert make.session.query(Flag).count() == 10
    assert len(many) <= len(few) + 1
