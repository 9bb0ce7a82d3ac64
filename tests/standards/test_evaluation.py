"""How subjects stand: figures, duties, late knowledge, who asks, how many statements; on the database."""

from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from coordination.indicators.models import Indicator
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.organizations.models import Division
from coordination.reporting.models import Figure
from coordination.reporting.states import ReportState
from coordination.standards import queries
from coordination.standards.evaluation import evaluate, standings
from coordination.standards.rules import Base, CriterionKind, Listed, Standing, WindowKind
from coordination.standards.sentences import told
from coordination.tasks.rules import AssignmentState
from tests.factories import reporting, tasks
from tests.factories import standards as make
from tests.factories.organizations import add, session

AS_OF = date(2026, 10, 31)
LATE = datetime(2026, 11, 20, tzinfo=UTC)
ZERO = {"kind": CriterionKind.ZERO_CASES}
LOSS = {"kind": CriterionKind.LARGEST_LOSS, "threshold": 500_000}


pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def place(cast):
    return make.community(cast.units.a)


@pytest.fixture
def filing(cast):
    return make.filing(cast.office, cast.clerk, date(2026, 1, 1), AS_OF)


def found(version, subject, as_of=AS_OF, known_at=None):
    result = evaluate(version, [subject.id], as_of, known_at)[subject.id]
    return [result.findings[one.id] for one in version.criteria]


def one(cast, subject, line, as_of=AS_OF, known_at=None):
    version = make.standard(cast.office, line)
    (finding,) = found(version, subject, as_of, known_at)
    return finding, str(told(version.criteria[0], finding))


def test_a_late_case_turns_what_was_met_and_earlier_knowledge_stays_askable(cast, place, filing):
    first, last = date(2026, 10, 1), AS_OF
    make.tally(filing, place, first, last, 0, superseded_at=LATE)
    corrected = {"recorded_at": LATE, "revision": 2, "reason": "补报", "last_case_on": date(2026, 10, 9)}
    make.tally(filing, place, first, last, 1, **corrected)
    before, _words = one(cast, place, ZERO, known_at=datetime(2026, 11, 19, tzinfo=UTC))
    now, words = one(cast, place, ZERO)
    assert (before.standing, now.standing) == (Standing.MET, Standing.UNMET)
    assert "发案1起，最近一起计在2026年10月9日；不再发案，最早2026年11月30日达标" in words
    days = ZERO | {"window_kind": WindowKind.DAYS, "window_size": 22}
    assert one(cast, place, days)[0].standing is Standing.MET  # the ninth lies before the window
    assert one(cast, place, days | {"window_size": 23})[0].facts["possible_on"] == "2026-11-01"


def test_missing_days_are_told_and_do_not_hide_what_is_broken(cast, place, filing):
    make.tally(filing, place, date(2026, 10, 1), AS_OF, 1, largest_loss=D(500_000))
    half = {"window_kind": WindowKind.MONTHS, "window_size": 2}
    finding, words = one(cast, place, LOSS | half)
    assert (finding.standing, finding.value) == (Standing.UNMET, D(500_000))
    assert "单笔最大损失50.00万元" in words
    finding, words = one(cast, place, {"kind": CriterionKind.NONE_LISTED, "listed": Listed.DENS} | half)
    assert finding.standing is Standing.UNKNOWN
    assert "还缺30天的发案数据" in words


def test_a_drop_from_nothing_is_not_met_and_says_so(cast, place, filing):
    make.tally(filing, place, date(2026, 9, 1), date(2026, 9, 30), 0)
    make.tally(filing, place, date(2026, 10, 1), AS_OF, 0)
    drop = {"kind": CriterionKind.CASES_DROP, "threshold": 50, "base": Base.PREVIOUS}
    finding, words = one(cast, place, drop)
    assert (finding.standing, finding.value) == (Standing.UNMET, None)
    assert "上期为零，无法计算降幅" in words


@pytest.mark.parametrize(("threshold", "standing"), [("33.33", "met"), ("33.34", "unmet")])
def test_a_drop_is_judged_exactly_and_told_rounded(cast, place, filing, threshold, standing):
    make.tally(filing, place, date(2026, 9, 1), date(2026, 9, 30), 3)
    make.tally(filing, place, date(2026, 10, 1), AS_OF, 2)
    drop = {"kind": CriterionKind.CASES_DROP, "threshold": threshold, "base": Base.PREVIOUS}
    finding, words = one(cast, place, drop)
    assert (str(finding.standing), finding.value) == (standing, D("33.33"))
    assert "由3起降至2起，下降33.33%" in words


def figures(cast, *values, code="bank.staff_trained", over_time="sum"):
    """Approved figures of the township for the months up to October; None: not approved."""
    form = reporting.form(cast.office, "town", "township", (code,))
    indicator = reporting.indicator(code)
    indicator.over_time = over_time
    for month, value in zip((8, 9, 10), values, strict=True):
        if value is not None:
            filed = {"submitted_by_id": cast.township_a.id, "approved_by_id": cast.clerk.id, "revision": 1}
            state = {"state": ReportState.APPROVED, "approved_at": clock.now()}
            report = reporting.report(form, cast.units.a, f"2026-{month:02}", **filed, **state)
            about = {"unit_id": cast.units.a.id, "subject_id": cast.units.a.id, "office_id": cast.office.id}
            add(Figure(report_id=report.id, indicator_id=indicator.id, value=value, **about))
    session.commit()
    return indicator


def visits(indicator, threshold):
    window = {"window_kind": WindowKind.MONTHS, "window_size": 3}
    kind = {"kind": CriterionKind.INDICATOR, "indicator_id": indicator.id, "indicator": indicator}
    return kind | window | {"threshold": threshold}


@pytest.mark.parametrize(
    ("values", "over_time", "standing", "value"),
    [
        ((4, 5, 6), "sum", Standing.MET, D(15)),
        ((4, 5, 5), "sum", Standing.UNMET, D(14)),
        ((4, None, 60), "sum", Standing.UNKNOWN, None),
        ((4, None, 15), "last", Standing.MET, D(15)),
        ((40, 40, None), "last", Standing.UNKNOWN, None),
    ],
)
def test_figures_of_the_own_township_are_added_or_the_last_counts(
    cast, place, values, over_time, standing, value
):
    indicator = figures(cast, *values, over_time=over_time)
    finding, _words = one(cast, place, visits(indicator, 15))
    assert (finding.standing, finding.value) == (standing, value)
    elsewhere = make.community(cast.units.b)
    assert one(cast, elsewhere, visits(indicator, 15))[0].standing is Standing.UNKNOWN


def test_where_lower_is_better_the_figure_must_not_be_above(cast, place):
    indicator = figures(cast, 4, 5, 6)
    indicator.direction = "lower"
    session.commit()
    assert one(cast, place, visits(indicator, 15))[0].standing is Standing.MET
    finding, words = one(cast, place, visits(indicator, 14))
    assert finding.standing is Standing.UNMET
    assert "还差1人次" in words


def test_figures_count_from_when_they_were_approved(cast, place):
    indicator = figures(cast, 4, 5, 6)
    before = datetime(2026, 11, 6, 1, 59, tzinfo=UTC)
    assert one(cast, place, visits(indicator, 15), known_at=before)[0].standing is Standing.UNKNOWN
    assert one(cast, place, visits(indicator, 15), known_at=LATE)[0].standing is Standing.MET


def test_a_ratio_is_formed_from_its_parts(cast, place):
    cases = figures(cast, 1, 1, 1)
    parts = {"numerator": cases.code, "denominator": "population", "factor": D(10_000)}
    about = {"type": "ratio", "direction": "higher", "over_time": "", "over_divisions": "", "rankable": True}
    ratio = add(Indicator(code="per", name="万人比", unit="", **parts, **about))
    finding, _words = one(cast, place, visits(ratio, D("1.5")))
    assert (finding.standing, finding.value) == (Standing.MET, D("1.50"))  # 3 × 10,000 ÷ 20,000
    assert one(cast, place, visits(ratio, D("1.51")))[0].standing is Standing.UNMET


def duties(of):
    window = {"window_kind": WindowKind.MONTHS, "window_size": 1}
    return {"kind": CriterionKind.DUTIES, "party_id": of.id, "party": of, "threshold": 80} | window


def test_duties_are_the_communitys_own_where_any_was_passed_on_to_it(cast, place):
    responsible = tasks.party()
    finding, words = one(cast, place, duties(responsible))
    assert finding.standing is Standing.NOT_APPLICABLE
    assert "期间没有到期的交办" in words
    due = datetime(2026, 10, 31, 15, 59, tzinfo=UTC)  # the last minute of October in China
    task = tasks.task(cast.office, party_id=responsible.id, due_at=due)
    own = tasks.assignment(task, cast.units.a, AssignmentState.CLOSED)
    finding, words = one(cast, place, duties(responsible))
    assert (finding.standing, finding.value) == (Standing.MET, D(100))
    tasks.passed_on(own, session.get_one(Division, place.division_id))
    finding, words = one(cast, place, duties(responsible))
    assert (finding.standing, finding.value, finding.facts["own"]) == (Standing.UNMET, D(0), True)
    assert "完成率0%，要求80%以上" in words
    assert one(cast, make.community(cast.units.a), duties(responsible))[0].standing is Standing.MET
    assert one(cast, place, duties(responsible), as_of=date(2026, 10, 30))[0].standing is (
        Standing.NOT_APPLICABLE
    )


def test_the_verdict_does_not_depend_on_who_asks(cast, place, filing):
    """A community worker sees neither the township's figures nor its assignments, and hears the same."""
    indicator = figures(cast, 4, 5, 6)
    make.tally(filing, place, date(2026, 10, 1), AS_OF, 0)
    version = make.standard(cast.office, ZERO, visits(indicator, 15), {"kind": CriterionKind.CHECK})
    worker = db.Scope((cast.office.id,), cast.units.a.id, place.division_id)
    neighbour = db.Scope((cast.other.id,))
    everything = evaluate(version, [place.id], AS_OF)[place.id]
    session.commit()
    with db.acting(worker):
        mine = evaluate(queries.version(cast.worker.actor, id=version.id), [place.id], AS_OF)[place.id]
    assert mine.findings == everything.findings
    assert (mine.met, mine.met_if_confirmed) == (None, True)
    with db.acting(neighbour):
        assert evaluate(version, [place.id], AS_OF) == {}


def test_thirty_communities_take_as_many_statements_as_one(cast, place, filing, counting):
    indicator = figures(cast, 4, 5, 6)
    version = make.standard(cast.office, ZERO, LOSS, visits(indicator, 15), duties(tasks.party()))
    many = [place, *(make.community(cast.units.a) for _number in range(29))]
    for subject in many:
        make.tally(filing, subject, date(2026, 10, 1), AS_OF, subject.id % 2)
    session.commit()
    with counting() as few:
        evaluate(version, [place.id], AS_OF)
    with counting() as seen:
        results = evaluate(version, [subject.id for subject in many], AS_OF)
    assert len(results) == 30
    assert len(seen) == len(few) <= 3
    letters = standings(version, cast.office.id, AS_OF)
    assert {number: row._row[1] for number, row in results.items()} == letters


def test_a_closed_subject_is_not_counted_from_its_day_on(cast, place):
    version = make.standard(cast.office, ZERO)
    place.closed_on = AS_OF
    session.commit()
    assert standings(version, cast.office.id, AS_OF) == {}
    assert standings(version, cast.office.id, date(2026, 10, 30)) == {place.id: "k"}


def test_a_standard_without_criteria_judges_nobody(cast, place):
    version = make.standard(cast.office)
    assert evaluate(version, [place.id], AS_OF) == {}
    assert standings(version, cast.office.id, AS_OF) == {}
