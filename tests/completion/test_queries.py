"""Shares added up by the database agree with the rule, whoever asks."""

from datetime import timedelta
from decimal import Decimal as D
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from coordination.completion.queries.lists import CellWanted, cell
from coordination.completion.queries.matrix import Wanted, article_matrix, latest_period, matrix
from coordination.completion.queries.shares import by_article, courses, rates
from coordination.completion.rules import NOTHING, Outcome, instants, measured, outcome
from coordination.kernel import db
from coordination.kernel.calendar import working_days
from coordination.kernel.period import Period
from coordination.responsibilities.models import Party
from coordination.tasks.rules import DROPPED, Light
from coordination.tasks.rules import AssignmentState as State
from tests.completion.conftest import DUE, HOUR, NOVEMBER, OCTOBER
from tests.factories import organizations
from tests.factories import responsibilities as duties
from tests.factories import tasks as make

NUMBERS = count(1)


def test_a_cell_is_the_weight_done_on_time_over_the_weight_due(cast, asked, clock):
    bank = cast.units.bank
    asked(bank, Outcome.ON_TIME, weight="2")
    asked(bank, Outcome.LATE, weight="0.5")
    asked(bank, Outcome.OVERDUE, weight="0.5")
    asked(bank, Outcome.WAITING, weight="7")
    share = rates(cast.office.id, OCTOBER, clock.now())[bank.id, make.party("unit").id]
    assert share.rate == D("66.67")
    assert (share.on_time, share.late, share.overdue, share.waiting, share.under_way) == (1, 1, 1, 1, 0)
    assert (share.done, share.due) == (D(2), D(3))


def test_what_was_dropped_passed_on_or_due_elsewhere_is_not_counted(cast, asked, clock, session):
    bank, township = cast.units.bank, cast.units.a
    first, end = instants(OCTOBER)
    for state in DROPPED:
        made = asked(bank, Outcome.OVERDUE)
        made.state, made.end_reason = state, "会议另有安排"
    asked(bank, Outcome.OVERDUE, due_at=first - timedelta(microseconds=1))
    asked(bank, Outcome.OVERDUE, due_at=end)
    passed_on = asked(township, Outcome.ON_TIME)
    make.passed_on(passed_on, make.community(township), State.WORKING)
    session.commit()
    found = rates(cast.office.id, OCTOBER, clock.now())
    assert {unit for unit, _party in found} == {township.id}
    assert found[township.id, make.party("unit").id].asked == 1
    asked(bank, Outcome.ON_TIME, due_at=first)
    asked(bank, Outcome.ON_TIME, due_at=end - timedelta(microseconds=1))
    assert rates(cast.office.id, OCTOBER, clock.now())[bank.id, make.party("unit").id].on_time == 2


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(State),
            st.integers(-3, 3),
            st.integers(-3, 3),
            st.decimals(min_value=D("0.25"), max_value=D("9"), places=2),
        ),
        max_size=12,
    )
)
def test_the_database_counts_as_the_rule_does(cast, clock, session, drawn):
    """Deadlines and times of filing around now, to the hour, in every state."""
    now, bank = clock.now(), organizations.unit(cast.office, f"示例银行{next(NUMBERS)}", "bank")
    rows = []
    for state, due, filed, weight in drawn:
        due_at, filed_at = now + due * HOUR, now + filed * HOUR
        task = make.task(cast.office, due_at=due_at, issued_at=now - 100 * HOUR)
        one = make.assignment(task, bank, state, weight=weight)
        if one.submitted_at is not None:
            one.submitted_at = filed_at
        rows.append((outcome(one.state, one.submitted_at, one.due_at, now), weight))
    session.commit()
    found = rates(cast.office.id, NOVEMBER, now)
    assert found.get((bank.id, make.party("unit").id), NOTHING) == measured(rows)
    listed = cell(cast.clerk.actor, CellWanted(NOVEMBER, unit_id=bank.id), now, working_days(), size=None)
    assert listed.asked == measured(rows).asked
    assert [line.outcome for line in listed.lines] == sorted(
        (one for one, _weight in rows if one), key=list(Outcome).index
    )


def test_the_matrix_has_every_open_unit_in_official_order_and_its_totals(cast, asked, clock, session):
    asked(cast.units.bank, Outcome.ON_TIME)
    asked(cast.units.carrier, Outcome.OVERDUE, "department", weight="3")
    cast.units.education.closed_on = clock.today()
    session.commit()
    found = matrix(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    order = {unit.id: unit.sort_order for unit in vars(cast.units).values() if hasattr(unit, "sort_order")}
    shown = [line.unit.id for line in found.lines]
    assert shown == sorted(shown, key=order.__getitem__)
    assert cast.units.education.id not in shown
    assert cast.units.police.id in shown
    assert found.total.rate == D("25.00")
    assert [found.totals[party.id].rate for party in found.parties] == [D("0.00"), D("100.00")]
    asked(cast.units.education, Outcome.LATE)
    assert cast.units.education.id in [
        line.unit.id for line in matrix(cast.clerk.actor, Wanted(OCTOBER), clock.now()).lines
    ]


def test_a_closed_party_is_shown_only_where_something_was_asked(cast, asked, clock, session):
    asked(cast.units.bank, Outcome.ON_TIME, "department")
    asked(cast.units.bank, Outcome.ON_TIME, "unit", due_at=DUE + timedelta(days=25))
    session.scalars(select(Party).where(Party.code == "department")).one().closed_on = clock.today()
    session.commit()

    def codes(period):
        return [one.code for one in matrix(cast.clerk.actor, Wanted(period), clock.now()).parties]

    assert codes(OCTOBER) == ["unit", "department"]
    assert codes(NOVEMBER) == ["unit"]


def test_filters_narrow_rows_and_columns_and_the_worst_come_first(cast, asked, clock):
    asked(cast.units.bank, Outcome.ON_TIME)
    asked(cast.units.a, Outcome.OVERDUE)
    asked(cast.units.b, Outcome.WAITING, "department")
    party = make.party("unit").id

    def shown(**wanted):
        return matrix(cast.clerk.actor, Wanted(OCTOBER, **wanted), clock.now())

    assert {line.unit.kind_code for line in shown(kind="township").lines} == {"township"}
    assert [one.id for one in shown(party_id=party).parties] == [party]
    assert [line.unit.id for line in shown(words=cast.units.bank.short_name).lines] == [cast.units.bank.id]
    worst = [line.unit.id for line in shown(worst=True).lines]
    assert worst[:2] == [cast.units.a.id, cast.units.bank.id]
    assert shown(kind="township").total.rate == D("0.00")


def test_articles_tell_nothing_asked_from_not_applicable_and_from_not_done(cast, asked, clock, session):
    rest, idle = duties.article("15"), duties.article("18")
    own = duties.duty(cast.office, "客户尽职调查", "bank", article_id=rest.id, party_id=make.party("unit").id)
    duties.duty(cast.office, "监测异常账户", "bank", article_id=idle.id, party_id=make.party("unit").id)
    asked(cast.units.bank, Outcome.OVERDUE, articles=[rest], duty_id=own.id)
    session.commit()
    found = article_matrix(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    lines = {line.unit.id: line for line in found.lines}
    assert {one.number for one in found.articles} == {"15", "18"}
    assert lines[cast.units.bank.id].shares[rest.id].rate == D("0.00")
    assert not lines[cast.units.bank.id].shares[idle.id].asked
    assert found.is_owed(cast.units.bank, idle)
    assert not found.is_owed(cast.units.police, idle)
    assert [one.duty.name for one in found.idle] == ["监测异常账户"]
    assert found.idle[0].units == sum(
        unit.kind_code == "bank" and unit.closed_on is None for unit in (line.unit for line in found.lines)
    )


def test_a_task_that_rests_on_two_articles_counts_for_each(cast, asked, clock):
    first, second = duties.article("15"), duties.article("18")
    asked(cast.units.bank, Outcome.ON_TIME, articles=[first, second])
    found = by_article(cast.office.id, OCTOBER, clock.now())
    assert {article for _unit, article in found} == {first.id, second.id}
    assert by_article(cast.office.id, OCTOBER, clock.now(), make.party("person").id) == {}


def test_a_course_has_one_share_for_each_period_with_gaps_where_nothing_was_due(cast, asked, clock):
    bank, party = cast.units.bank, make.party("unit").id
    asked(bank, Outcome.ON_TIME)
    asked(bank, Outcome.LATE, due_at=DUE - timedelta(days=62))
    asked(cast.units.carrier, Outcome.OVERDUE)
    course = courses(cast.office.id, OCTOBER, clock.now(), count=12)[party]
    assert [one.asked for one in course] == [0] * 9 + [1, 0, 2]
    own = courses(cast.office.id, OCTOBER, clock.now(), unit_id=bank.id, count=12)[party]
    assert (own[-1].rate, own[-2].rate, own[-3].rate) == (D("100.00"), None, D("0.00"))
    banks = courses(cast.office.id, OCTOBER, clock.now(), kind="bank", count=12)[party]
    assert banks[-1].asked == 1
    years = courses(cast.office.id, Period.parse("2026"), clock.now(), count=12)[party]
    assert years[-1].asked == 3


def test_a_cell_leads_to_its_assignments_with_light_and_words(cast, asked, clock):
    bank = cast.units.bank
    late = asked(bank, Outcome.OVERDUE, title="断卡排查")
    asked(bank, Outcome.ON_TIME)
    asked(cast.units.carrier, Outcome.ON_TIME)
    wanted = CellWanted(OCTOBER, unit_id=bank.id, party_id=make.party("unit").id)
    found = cell(cast.clerk.actor, wanted, clock.now(), working_days())
    assert found.asked == 2
    assert [(line.outcome, line.light) for line in found.lines] == [
        (Outcome.OVERDUE, Light.RED),
        (Outcome.ON_TIME, Light.GREY),
    ]
    assert found.lines[0].assignment.id == late.id
    narrowed = CellWanted(OCTOBER, unit_id=bank.id, outcome=Outcome.ON_TIME)
    assert [line.outcome for line in cell(cast.clerk.actor, narrowed, clock.now(), working_days()).lines] == [
        Outcome.ON_TIME
    ]


def test_the_sums_of_cells_and_the_lists_behind_them_agree(cast, asked, clock):
    units = (cast.units.bank, cast.units.carrier, cast.units.a)
    for number, stands in enumerate([*Outcome, *Outcome, Outcome.ON_TIME]):
        asked(
            units[number % 3],
            stands,
            ("unit", "department")[number % 2],
            due_at=DUE + timedelta(hours=number),
        )
    found = matrix(cast.clerk.actor, Wanted(OCTOBER), clock.now())
    for line in found.lines:
        for party in found.parties:
            wanted = CellWanted(OCTOBER, unit_id=line.unit.id, party_id=party.id)
            listed = cell(cast.clerk.actor, wanted, clock.now(), working_days())
            assert listed.asked == line.shares[party.id].asked
            assert {one: listed.counts[one] for one in Outcome} == {
                one: line.shares[party.id].count(one) for one in Outcome
            }


def test_behind_the_fence_a_unit_gets_its_own_sums_only(cast, asked, clock):
    for unit in (cast.units.bank, cast.units.carrier):
        asked(unit, Outcome.ON_TIME)
    with db.acting(cast.bank.actor.scope):
        assert {unit for unit, _party in rates(cast.office.id, OCTOBER, clock.now())} == {cast.units.bank.id}
        shown = cell(cast.bank.actor, CellWanted(OCTOBER), clock.now(), working_days())
        assert {line.assignment.unit_id for line in shown.lines} == {cast.units.bank.id}
    with db.acting(cast.outsider.actor.scope):
        assert rates(cast.office.id, OCTOBER, clock.now()) == {}


def test_an_empty_period_knows_where_there_was_something(cast, asked, clock):
    assert latest_period(cast.clerk.actor, NOVEMBER, clock.now()) is None
    asked(cast.units.bank, Outcome.ON_TIME)
    assert latest_period(cast.clerk.actor, NOVEMBER, instants(NOVEMBER)[0]) == OCTOBER
    assert latest_period(cast.clerk.actor, OCTOBER, instants(OCTOBER)[0]) is None


@pytest.mark.parametrize("size", [3, 120])
def test_the_number_of_statements_does_not_grow_with_the_units(cast, asked, clock, counting, session, size):
    for number in range(size):
        unit = organizations.unit(cast.office, f"示例支行{number}", "bank")
        asked(unit, Outcome.ON_TIME, due_at=DUE)
    session.expire_all()
    office, actor, now = cast.office.id, cast.clerk.actor, clock.now()
    assert office
    with counting() as seen:
        found = matrix(actor, Wanted(OCTOBER), now)
        assert all(line.unit.kind.name for line in found.lines)
    assert len(seen) == 3
    with counting() as seen:
        shown = cell(actor, CellWanted(OCTOBER), now, lambda day: day.weekday() < 5)
        assert all(line.assignment.task.party.name and line.assignment.unit.name for line in shown.lines)
    assert len(seen) == 2
