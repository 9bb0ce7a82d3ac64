"""An office sees sums of the offices below it, and nothing of its siblings."""

from datetime import timedelta
from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text

from coordination.completion.queries.below import below, has_below, offices_below
from coordination.completion.queries.shares import rates
from coordination.completion.rules import LOOK_BACK, Outcome, edges, run_up, together
from coordination.kernel import db
from coordination.kernel.functions import Function
from coordination.tasks.models import Assignment
from coordination.tasks.rules import AssignmentState as State
from tests.completion.conftest import DUE, HOUR, NOVEMBER, OCTOBER
from tests.factories import organizations as build
from tests.factories import tasks as make


@pytest.fixture
def tree(cast, asked, session):
    """Province › two cities; the first city has two districts; each office with one unit and one task."""
    province = build.office("示例省")
    east, west = build.office("东市", province), build.office("西市", province)
    near, far = build.office("近区", east), build.office("远区", east)
    made = SimpleNamespace(province=province, east=east, west=west, near=near, far=far, clerks={}, units={})
    for name in ("province", "east", "west", "near", "far"):
        office = getattr(made, name)
        made.units[name] = build.unit(office, f"{office.short_name}银行", "bank")
        made.clerks[name] = build.account("经办", office, Function.CLERK)
    outcomes = {"province": Outcome.OVERDUE, "east": Outcome.ON_TIME, "west": Outcome.OVERDUE}
    outcomes |= {"near": Outcome.LATE, "far": Outcome.ON_TIME}
    for name, stands in outcomes.items():
        asked(made.units[name], stands, office=getattr(made, name), weight="2" if name == "far" else "1")
    session.commit()
    return made


def seen_by(account, clock, period=OCTOBER, **wanted):
    with db.acting(account.actor.scope):
        return below(account.actor, period, clock.now(), **wanted)


def test_a_province_sees_each_city_with_all_that_is_below_it(tree, clock):
    found = seen_by(tree.clerks["province"], clock)
    assert {line.office.name: line.total.rate for line in found.rows} == {
        "东市联席办": D("75.00"),
        "西市联席办": D("0.00"),
    }
    assert [line.leads_on for line in found.rows] == [True, False]
    assert found.total.rate == D("60.00")
    assert found.total.asked == 4


def test_one_may_go_down_the_tree_and_sees_the_way_back(tree, clock):
    found = seen_by(tree.clerks["province"], clock, within=tree.east.id)
    assert {line.office.id: line.total.rate for line in found.rows} == {
        tree.near.id: D("0.00"),
        tree.far.id: D("100.00"),
    }
    assert [one.id for one in found.trail] == [tree.east.id]


def test_an_office_below_sees_its_own_branch_only(tree, clock):
    east = tree.clerks["east"]
    assert {line.office.id for line in seen_by(east, clock).rows} == {tree.near.id, tree.far.id}
    for stranger in (tree.west.id, tree.province.id, tree.east.id):
        assert seen_by(east, clock, within=stranger) is None
    near = tree.clerks["near"]
    assert seen_by(near, clock).rows == []
    with db.acting(near.actor.scope):
        assert not has_below(near.actor)
        assert offices_below(near.actor) == {}
    with db.acting(east.actor.scope):
        assert has_below(east.actor)


@pytest.mark.parametrize("asked_about", ["province", "west", "east", "far"])
def test_the_database_itself_refuses_to_look_beside_or_above(tree, clock, session, asked_about):
    """Even a query that asks about another office by its number gets nothing."""
    marks = edges(run_up(OCTOBER))
    with db.acting(tree.clerks["near"].actor.scope):
        top = {"top": getattr(tree, asked_about).id}
        assert session.execute(text("SELECT * FROM offices_below(:top)"), top).all() == []
        sums = text("SELECT * FROM completion_below(:top, :edges, :now)")
        assert session.execute(sums, top | {"edges": marks, "now": clock.now()}).all() == []


def test_a_member_unit_of_the_province_sees_no_office_below(tree, clock, session):
    liaison = build.account("联络员", tree.province, Function.LIAISON, unit=tree.units["province"])
    with db.acting(liaison.actor.scope):
        top = {"top": tree.province.id}
        assert session.execute(text("SELECT * FROM offices_below(:top)"), top).all() == []
        sums = text("SELECT * FROM completion_below(:top, :edges, :now)")
        given = top | {"edges": edges(run_up(OCTOBER)), "now": clock.now()}
        assert session.execute(sums, given).all() == []


def test_nobody_signed_in_sees_nothing(tree, session):
    with db.acting(db.NOBODY):
        assert (
            session.execute(text("SELECT * FROM offices_below(:top)"), {"top": tree.province.id}).all() == []
        )


def test_the_rows_below_stay_out_of_reach(tree, session):
    with db.acting(tree.clerks["province"].actor.scope):
        offices = set(session.scalars(select(Assignment.office_id)))
    assert offices == {tree.province.id}


def test_the_function_in_the_database_counts_as_the_office_itself_does(tree, clock, session):
    """Every state before, on and after the deadline; sums for the province equal the office's own."""
    unit, now = tree.units["near"], clock.now()
    for state in State:
        for due in (-2, 0, 2):
            for filed in (-3, -2, 0, 2):
                due_at = now + due * HOUR
                task = make.task(tree.near, due_at=due_at, issued_at=due_at - timedelta(days=9))
                one = make.assignment(task, unit, state, weight=D("1.25"))
                if one.submitted_at is not None:
                    one.submitted_at = now + filed * HOUR
    session.commit()
    own = together(rates(tree.near.id, NOVEMBER, now).values())
    found = seen_by(tree.clerks["east"], clock, NOVEMBER)
    assert found.rows[0].office.id == tree.near.id
    assert found.rows[0].total == own
    assert own.asked > 50


def test_the_last_twelve_periods_stand_side_by_side(tree, asked, clock):
    asked(tree.units["west"], Outcome.ON_TIME, office=tree.west, due_at=DUE - timedelta(days=31))
    found = seen_by(tree.clerks["province"], clock)
    west = next(line for line in found.rows if line.office.id == tree.west.id)
    assert len(found.periods) == len(west.by_period) == LOOK_BACK
    assert [one.rate for one in west.by_period[-2:]] == [D("100.00"), D("0.00")]
    assert found.by_period[-2].rate == D("100.00")


def test_a_party_narrows_columns_and_totals(tree, asked, clock):
    asked(tree.units["west"], Outcome.ON_TIME, "person", office=tree.west)
    person = make.party("person")
    found = seen_by(tree.clerks["province"], clock, party_id=person.id)
    assert [one.id for one in found.parties] == [person.id]
    assert found.total.rate == D("100.00")
    assert found.total.asked == 1


def test_the_number_of_statements_is_that_of_any_tree(tree, clock, counting):
    with counting() as seen:
        seen_by(tree.clerks["province"], clock)
    assert len(seen) == 3
