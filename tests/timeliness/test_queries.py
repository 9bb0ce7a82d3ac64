"""Counting by the database: the same rule as in Python, one statement whatever the number of reports."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from coordination.completion.rules import run_up
from coordination.kernel.period import Period
from coordination.rankings.inputs import gather
from coordination.reporting.queries import punctuality
from coordination.reporting.rules import Filing, timeliness
from coordination.reporting.states import ReportState
from coordination.timeliness.queries.rates import Narrowed, cells, counted, form_cells, margins, rates
from coordination.timeliness.queries.tables import Wanted, forms_by_period, run, units_by_period
from coordination.timeliness.rules import Rate, Tally, together
from tests.factories import rankings
from tests.factories import reporting as make

OCTOBER, SEPTEMBER = Period.parse("2026-10"), Period.parse("2026-09")


def test_every_way_of_filing_is_counted_by_unit_and_period(cast, filings, clock):
    found = cells(cast.office.id, run_up(OCTOBER), clock.now())
    units = cast.units
    assert found == {
        (units.bank.id, "2026-09"): Tally(on_time=1, complete=1),
        (filings.other.id, "2026-09"): Tally(late=1, complete=1, redone=1),
        (units.police.id, "2026-09"): Tally(on_time=1, complete=1),
        (units.bank.id, "2026-10"): Tally(missing=1),
        (filings.other.id, "2026-10"): Tally(on_time=1, redone=1),
        (units.police.id, "2026-10"): Tally(pending=1),
    }


def test_rates_for_rankings_by_unit(cast, filings, clock):
    found = rates(cast.office.id, OCTOBER, clock.now())
    units = cast.units
    assert found == {units.bank.id: D(0), filings.other.id: D(100), units.police.id: None}
    earlier = rates(cast.office.id, OCTOBER, clock.now() - timedelta(hours=5))
    assert earlier[units.bank.id] is None
    complete = rates(cast.office.id, OCTOBER, clock.now(), Rate.COMPLETE)
    assert complete[filings.other.id] == D(0)


def test_an_extension_moves_the_limit(cast, filings, clock, session):
    filings.missing.due_at += timedelta(days=3)
    session.commit()
    assert rates(cast.office.id, OCTOBER, clock.now())[cast.units.bank.id] is None


@pytest.mark.parametrize("grace", [None, -24, 0, 24])
@pytest.mark.parametrize("filed", [None, -1, 0, 1, 24, 25])
@pytest.mark.parametrize("at", [-1, 0, 24, 48])
def test_the_database_counts_by_the_rule(cast, clock, session, grace, filed, at):
    report = make.report(make.bank_form(cast.office), cast.units.bank)
    due = report.due_at
    report.grace_until = None if grace is None else due + timedelta(hours=grace)
    report.first_submitted_at = None if filed is None else due + timedelta(hours=filed)
    session.commit()
    now = due + timedelta(hours=at)
    by_rule = timeliness([Filing(due, report.first_submitted_at, report.grace_until)], now)
    assert punctuality(cast.office.id, make.MONTH, now) == {cast.units.bank.id: by_rule}
    found = cells(cast.office.id, [OCTOBER], now)[cast.units.bank.id, make.MONTH]
    assert (found.on_time, found.late, found.missing, found.pending) == (
        by_rule.on_time,
        by_rule.late,
        by_rule.missing,
        by_rule.pending,
    )


def test_the_ranking_measures_by_the_same_rate(cast, clock, session):
    """What is not due yet is no fault: the value of the ranking is the rate of the page."""
    place = rankings.district(cast)
    unit = cast.units.a
    form = make.form(cast.office, "extra", "township", ("bank.staff_trained",))
    make.report(form, unit, make.MONTH, due_at=clock.now() + timedelta(days=1))
    found = gather(place.scheme, OCTOBER)
    by_page = rates(cast.office.id, OCTOBER, clock.now())
    measured = {found.units[entry.unit]: entry.values["on_time"] for entry in found.entries}
    assert measured == {number: by_page[number] for number in measured}
    assert measured[unit.id] == D(100)


def test_margins_are_those_of_the_cells(cast, filings, clock):
    by_unit, by_period = margins(cast.office.id, run_up(OCTOBER), clock.now(), Narrowed())
    single = cells(cast.office.id, run_up(OCTOBER), clock.now())
    for number, row in by_unit.items():
        own = together(tally for (unit, _period), tally in single.items() if unit == number)
        assert Tally(*row[2:]) == own
    for period, tally in by_period.items():
        assert tally == together(one for (_unit, month), one in single.items() if month == period)


@pytest.mark.parametrize(
    ("narrowed", "names"),
    [
        (Narrowed(form="bank"), {"工商银行山阳支行", "农行"}),
        (Narrowed(kind="police"), {"山阳公安分局"}),
        (Narrowed(words="nyyh"), {"农行"}),
        (Narrowed(words="NongYe"), {"农行"}),
        (Narrowed(words="山阳"), {"工商银行山阳支行", "山阳公安分局", "农行"}),
        (Narrowed(words="%"), set()),
        (Narrowed(form="bank", kind="bank", words="农"), {"农行"}),
    ],
)
def test_filters_narrow_lines_and_totals_alike(cast, filings, clock, narrowed, names):
    wanted = Wanted(OCTOBER, form=narrowed.form, kind=narrowed.kind, words=narrowed.words)
    found = units_by_period(cast.clerk.actor, wanted, clock.now())
    assert {line.about.name for line in found.lines} == names
    assert found.total == together(line.total for line in found.lines)


def test_units_stand_in_official_order_or_from_the_worst(cast, filings, clock):
    in_order = units_by_period(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    assert [line.about.name for line in in_order.lines] == ["山阳公安分局", "工商银行山阳支行", "农行"]
    worst = units_by_period(cast.clerk.actor, Wanted(OCTOBER, worst=True), clock.now())
    assert [line.about.name for line in worst.lines] == ["工商银行山阳支行", "农行", "山阳公安分局"]


def test_pages_show_every_unit_once_with_the_same_totals(cast, filings, clock):
    shown = []
    for page in (1, 2, 3, 99):
        found = units_by_period(cast.clerk.actor, Wanted(OCTOBER, page=page), clock.now(), size=1)
        assert (found.count, found.pages) == (3, 3)
        assert found.total.expected == 6
        shown += [line.about.name for line in found.lines if page < 99]
    assert len(set(shown)) == 3


def test_a_form_keeps_its_line_through_its_revisions(cast, filings, clock, session):
    newer = make.form(cast.office, "bank", "bank", make.BANK, name="银行月报（新）", revision=2)
    make.report(newer, cast.units.bank, "2026-08")
    found = forms_by_period(cast.office.id, Wanted(OCTOBER), clock.now())
    assert {line.about.name for line in found.lines} == {"银行月报（新）", "分乡镇案件月报"}
    line = next(line for line in found.lines if line.about.key == "bank")
    assert [one.expected for one in line.cells[-3:]] == [1, 2, 2]
    assert form_cells(cast.office.id, [SEPTEMBER], clock.now())["bank", "2026-09"].on_time == 1


def test_a_trend_reaches_back_as_far_as_asked(cast, filings, clock):
    found = run(cast.office.id, Wanted(OCTOBER), clock.now(), 24)
    assert len(found) == 24
    assert [one.expected for one in found[-2:]] == [3, 3]
    own = run(cast.office.id, Wanted(OCTOBER), clock.now(), 2, unit_id=cast.units.bank.id)
    assert own == [Tally(on_time=1, complete=1), Tally(missing=1)]


def test_the_neighbour_counts_nothing_of_ours(cast, filings, clock):
    assert counted(cast.other.id, run_up(OCTOBER), clock.now()) == {}
    assert units_by_period(cast.outsider.actor, Wanted(OCTOBER), clock.now()).lines == []


def test_the_number_of_statements_is_fixed(cast, filings, clock, counting):
    with counting() as few:
        units_by_period(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    for month in ("2026-01", "2026-02", "2026-03"):
        for unit in (cast.units.bank, filings.other):
            make.report(filings.bank, unit, month, state=ReportState.MISSING)
    with counting() as many:
        units_by_period(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    assert len(few) == len(many) == 4
    with counting() as whole:
        cells(cast.office.id, run_up(OCTOBER), clock.now())
    assert len(whole) == 1
