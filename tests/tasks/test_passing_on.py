"""A township passes on to its communities; many assignments are acted upon at once, or none."""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Assignment
from coordination.tasks.queries.around import communities_left, rolled_up
from coordination.tasks.queries.assignments import kept_heap, own_heap
from coordination.tasks.rules import AssignmentState
from coordination.tasks.services import bulk
from coordination.tasks.services.passing_on import pass_on
from tests.factories import tasks as make
from tests.tasks.acts import act, told

S = AssignmentState


@pytest.fixture
def township(cast, clock):
    return make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)


@pytest.fixture
def three(cast, township):
    return [make.community(cast.units.a, name) for name in ("东社区", "西社区", "南社区")]


def pass_to(township, who, places, **values):
    given = {"communities": [place.id for place in places], "due_at": township.due_at} | values
    return act(pass_on, township, who, **given)


def test_each_chosen_community_gets_one(cast, township, three, session):
    worker = make.worker(cast.units.a, three[0])
    pass_to(township, cast.township_a, three[:2])
    made = rolled_up(make.again(township)).communities
    assert [one.division_id for one in made] == [place.id for place in three[:2]]
    assert {(one.parent_id, one.task_id, one.unit_id, one.state) for one in made} == {
        (township.id, township.task_id, cast.units.a.id, S.ISSUED)
    }
    assert [person for person, *_rest in told(session, "assignment.issued")] == [worker.id]
    left = communities_left(make.again(township))
    assert [(one.name, one.worked) for one in left] == [("南社区", False)]


def test_passing_on_is_one_insert(cast, township, three, counting, session):
    with counting() as seen:
        pass_to(township, cast.township_a, three)
    assert sum("INSERT INTO assignments" in statement for statement in seen.statements) == 1


@pytest.mark.parametrize(
    ("days", "said"), [(1, "不能晚于本镇街的期限"), (-60, "要晚于现在")], ids=["beyond", "past"]
)
def test_a_community_is_due_between_now_and_its_township(cast, township, three, session, days, said):
    with pytest.raises(Invalid, match=said) as refused:
        pass_to(township, cast.township_a, three, due_at=township.due_at + timedelta(days=days))
    assert refused.value.field == "due_on"


def test_only_own_open_communities_that_do_not_have_it(cast, township, three, session):
    foreign = make.community(cast.units.b, "别镇社区")
    closed = make.community(cast.units.a, "撤销社区", closed_on=township.due_at.date())
    pass_to(township, cast.township_a, three[:1])
    for place in (foreign, closed, three[0]):
        with pytest.raises(Invalid, match="请刷新后重选") as refused:
            pass_to(make.again(township), cast.township_a, [three[1], place])
        assert refused.value.field == "communities"
    with pytest.raises(Invalid, match="请选择"):
        pass_to(make.again(township), cast.township_a, [])
    assert len(rolled_up(make.again(township)).communities) == 1


def test_who_is_no_township_passes_nothing_on(cast, township, three, clock, session):
    bank = make.assignment(township.task, cast.units.bank, S.WORKING, who=cast.bank)
    with pytest.raises(Forbidden):
        pass_to(bank, cast.bank, three)
    with pytest.raises(NotFound):
        pass_to(township, cast.township_b, three)
    with pytest.raises(Forbidden):
        pass_to(township, cast.clerk, three)


def test_it_is_received_before_it_is_passed_on(cast, three, clock, session):
    fresh = make.assignment(make.task(cast.office, "新任务"), cast.units.a)
    with pytest.raises(Conflict, match="待签收"):
        pass_to(fresh, cast.township_a, three)


def test_communities_roll_up_without_what_was_dropped(cast, township, three, session):
    make.passed_on(township, three[0], S.DONE, who=cast.worker, quantity=D(40))
    make.passed_on(township, three[1], S.WORKING, who=cast.worker, percent=25, quantity=D("2.5"))
    make.passed_on(township, three[2], S.WITHDRAWN, percent=90, quantity=D(7))
    found = rolled_up(make.again(township))
    assert (len(found.communities), len(found.asked), found.fulfilled) == (3, 2, 1)
    assert (found.percent, found.quantity) == (62, D("42.5"))


# Many at once.


@pytest.fixture
def filed(cast, clock):
    task = make.task(cast.office)
    units = (cast.units.bank, cast.units.carrier, cast.units.education)
    people = (cast.bank, cast.carrier, cast.department)
    return [
        make.assignment(task, unit, S.SUBMITTED, who=who) for unit, who in zip(units, people, strict=True)
    ]


def picked(*rows):
    return {one.id: one.version for one in rows}


def many(service, who, rows, heap=kept_heap):
    actor = who.actor
    return service(heap(actor), actor=actor, operation=fresh_key(), picked=rows)


def states(rows):
    return [make.again(one).state for one in rows]


def test_many_are_approved_in_one_go_and_each_has_its_trace(cast, filed, session):
    assert many(bulk.approve_many, cast.clerk, picked(*filed)) == 3
    assert states(filed) == [S.DONE] * 3
    assert [len(timeline(one)) for one in filed] == [1, 1, 1]
    assert len(told(session, "assignment.approved")) == 3
    assert many(bulk.close_many, cast.leader, picked(*map(make.again, filed))) == 3
    assert states(filed) == [S.CLOSED] * 3


def test_one_that_cannot_be_stops_all_and_is_named(cast, filed, session):
    returned = make.assignment(make.task(cast.office, "退回的"), cast.units.bank, S.RETURNED, who=cast.bank)
    own = make.assignment(make.task(cast.office, "自己报的"), cast.units.police, S.SUBMITTED, who=cast.clerk)
    foreign = make.assignment(make.task(cast.other, "邻区的"), cast.units.foreign, S.SUBMITTED)
    rows = picked(*filed, returned, own, foreign)
    rows[filed[2].id] -= 1
    with pytest.raises(bulk.NothingDone, match="选了6项，其中4项") as refused:
        many(bulk.approve_many, cast.clerk, rows)
    reasons = {one.id: str(one.reason) for one in refused.value.refusals}
    assert "退回待办" in reasons[returned.id]
    assert "报送人不能核查" in reasons[own.id]
    assert "没有这一项" in reasons[foreign.id]
    assert "别人已经改过" in reasons[filed[2].id]
    assert refused.value.possible == picked(*filed[:2])
    assert states(filed) == [S.SUBMITTED] * 3
    assert told(session, "assignment.approved") == []


def test_late_work_with_an_open_wish_is_not_approved_in_passing(cast, filed, session):
    make.request(filed[1], cast.carrier)
    filed[1].submitted_at = filed[1].due_at + timedelta(hours=1)
    session.commit()
    with pytest.raises(bulk.NothingDone) as refused:
        many(bulk.approve_many, cast.clerk, picked(*filed))
    assert [one.id for one in refused.value.refusals] == [filed[1].id]


def test_a_unit_receives_many_at_once(cast, clock, session):
    fresh = [make.assignment(make.task(cast.office, f"第{n}项"), cast.units.bank) for n in range(3)]
    assert many(bulk.acknowledge_many, cast.bank, picked(*fresh), own_heap) == 3
    assert {make.again(one).acknowledged_by_id for one in fresh} == {cast.bank.id}


def test_a_unit_receives_nothing_of_another(cast, clock, session):
    task = make.task(cast.office)
    own, foreign = (make.assignment(task, unit) for unit in (cast.units.bank, cast.units.carrier))
    with pytest.raises(bulk.NothingDone) as refused:
        many(bulk.acknowledge_many, cast.bank, picked(own, foreign), own_heap)
    assert [(one.id, one.assignment) for one in refused.value.refusals] == [(foreign.id, None)]
    assert states([own, foreign]) == [S.ISSUED] * 2


def test_a_community_worker_receives_the_own_communitys_only(cast, township, three, session):
    worker = make.worker(cast.units.a, three[0])
    own, next_door = (make.passed_on(township, place) for place in three[:2])
    with pytest.raises(bulk.NothingDone):
        many(bulk.acknowledge_many, worker, picked(own, next_door), own_heap)
    assert many(bulk.acknowledge_many, worker, picked(own), own_heap) == 1
    assert states([own, next_door]) == [S.ACKNOWLEDGED, S.ISSUED]


def test_a_township_approves_its_communities_and_not_itself(cast, township, three, session):
    worker = make.worker(cast.units.a, three[0])
    children = [make.passed_on(township, place, S.SUBMITTED, who=worker) for place in three]
    assert many(bulk.approve_many, cast.township_a, picked(*children)) == 3
    own = make.assignment(make.task(cast.office, "本级"), cast.units.a, S.SUBMITTED, who=cast.worker)
    with pytest.raises(bulk.NothingDone):
        many(bulk.approve_many, cast.township_a, picked(own))


def test_reviewers_of_units_and_units_do_not_judge_the_offices_heap(cast, filed, session):
    for nobody in (cast.bank, cast.bank_reviewer):
        with pytest.raises((Forbidden, NotFound)):
            many(bulk.approve_many, nobody, picked(*filed))
    assert states(filed) == [S.SUBMITTED] * 3


@pytest.mark.parametrize(("count", "said"), [(0, "请先勾选"), (501, "一次最多办500项")])
def test_none_and_too_many_are_refused(cast, clock, session, count, said):
    with pytest.raises(Invalid, match=said):
        many(bulk.approve_many, cast.clerk, dict.fromkeys(range(1, count + 1), 1))
    assert session.scalars(select(Assignment)).all() == []


def test_a_resend_of_many_has_no_second_effect(cast, filed, session):
    key, rows, actor = fresh_key(), picked(*filed), cast.clerk.actor
    for _time in range(2):
        bulk.approve_many(kept_heap(actor), actor=actor, operation=key, picked=rows)
    assert [len(timeline(one)) for one in filed] == [1, 1, 1]
