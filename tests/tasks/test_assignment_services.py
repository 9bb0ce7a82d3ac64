"""Receiving, judging, ending; each told to those concerned, nothing half done."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coordination.audit.queries import timeline
from coordination.kernel.clock import clock as the_clock
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Request
from coordination.tasks.rules import UNDER_WAY, AssignmentState
from coordination.tasks.services import ending, filing, receiving, reviewing
from coordination.tasks.states import WishState
from tests.factories import tasks as make
from tests.tasks.acts import act, told

S = AssignmentState


@pytest.fixture
def task(cast, clock):
    return make.task(cast.office)


@pytest.fixture
def bank(cast, task):
    return make.assignment(task, cast.units.bank)


@pytest.fixture
def filed(cast, task):
    return make.assignment(task, cast.units.bank, S.SUBMITTED, who=cast.bank)


@pytest.fixture
def township(cast, task):
    return make.assignment(task, cast.units.a, S.WORKING, who=cast.township_a)


def test_a_named_person_takes_note_at_a_time(cast, bank, session):
    act(receiving.acknowledge, bank, cast.bank)
    assert (bank.state, bank.acknowledged_by_id) == (S.ACKNOWLEDGED, cast.bank.id)
    assert bank.acknowledged_at == the_clock.now()
    assert [event.account_name for event in timeline(bank)] == ["银行联络员"]


def test_the_second_receipt_is_refused_and_changes_nothing(cast, bank, session):
    seen = bank.version
    act(receiving.acknowledge, bank, cast.bank)
    with pytest.raises(Stale):
        act(receiving.acknowledge, bank, cast.bank, version=seen)
    with pytest.raises(Conflict, match="已签收"):
        act(receiving.acknowledge, make.again(bank), cast.bank)


def test_a_resend_of_the_same_page_has_no_second_effect(cast, bank, session):
    key, seen = fresh_key(), bank.version
    for _time in range(2):
        found = act(receiving.acknowledge, bank, cast.bank, operation=key, version=seen)
    assert (found.id, len(timeline(bank))) == (bank.id, 1)


def test_another_unit_finds_nothing_and_the_reviewer_does_not_sign(cast, bank, session):
    for stranger in (cast.carrier, cast.township_a, cast.outsider, cast.auditor):
        with pytest.raises(NotFound):
            act(receiving.acknowledge, bank, stranger)
    for reader in (cast.bank_reviewer, cast.clerk):
        with pytest.raises(Forbidden):
            act(receiving.acknowledge, bank, reader)


def test_approved_work_is_done_and_its_people_are_told(cast, filed, session):
    act(reviewing.approve, filed, cast.clerk)
    assert (filed.state, filed.approved_by_id) == (S.DONE, cast.clerk.id)
    assert told(session, "assignment.approved") == [
        (cast.bank.id, "核查通过，已办结：开展银行卡风险排查", f"/assignments/{filed.id}")
    ]


def test_returned_work_says_why_and_an_approval_is_withdrawn_by_it(cast, filed, session):
    act(reviewing.approve, filed, cast.clerk)
    act(reviewing.give_back, filed, cast.leader, reason=" 照片看不清 ")
    assert (filed.state, filed.return_reason) == (S.RETURNED, "照片看不清")
    assert (filed.approved_at, filed.approved_by_id) == (None, None)
    assert "照片看不清" in told(session, "assignment.returned")[0][1]


@pytest.mark.parametrize(("reason", "said"), [("  ", "请写明退回原因"), ("长" * 501, "最多500个字")])
def test_a_return_without_a_usable_reason_is_refused(cast, filed, session, reason, said):
    with pytest.raises(Invalid, match=said) as refused:
        act(reviewing.give_back, filed, cast.clerk, reason=reason)
    assert refused.value.field == "reason"
    assert make.again(filed).state is S.SUBMITTED


def test_who_filed_does_not_judge_not_even_past_the_code(cast, task, session):
    own = make.assignment(task, cast.units.carrier, S.SUBMITTED, who=cast.clerk)
    with pytest.raises(Forbidden):
        act(reviewing.approve, own, cast.clerk)
    change = "UPDATE assignments SET state = 'done', approved_by_id = submitted_by_id WHERE id = :id"
    with pytest.raises(IntegrityError, match="four_eyes"), session.begin_nested():
        session.execute(text(change), {"id": own.id})


def test_late_work_waits_until_its_extension_is_answered(cast, filed, session, clock):
    asked = make.request(filed, cast.bank)
    filed.submitted_at = filed.due_at.replace(day=28)
    session.commit()
    with pytest.raises(Conflict, match="先答复申请"):
        act(reviewing.approve, filed, cast.clerk)
    filed = make.again(filed)
    filed.submitted_at = filed.due_at.replace(day=20)
    session.commit()
    act(reviewing.approve, filed, cast.clerk)
    session.refresh(asked)
    assert (asked.state, asked.decided_by_id) == (WishState.LAPSED, None)


def test_what_was_fulfilled_is_struck_off(cast, task, session):
    done = make.assignment(task, cast.units.bank, S.DONE, who=cast.bank)
    act(ending.close, done, cast.clerk)
    assert (done.state, done.closed_at) == (S.CLOSED, the_clock.now())
    with pytest.raises(Conflict, match="已销号"):
        act(reviewing.give_back, done, cast.clerk, reason="晚了")


@pytest.mark.parametrize("state", UNDER_WAY)
@pytest.mark.parametrize(
    ("service", "after"), [(ending.withdraw, S.WITHDRAWN), (ending.terminate, S.TERMINATED)]
)
def test_what_is_under_way_can_be_ended_with_a_reason(cast, task, session, state, service, after):
    one = make.assignment(task, cast.units.bank, state, who=cast.bank)
    asked = make.request(one, cast.bank)
    with pytest.raises(Invalid, match="请写明原因"):
        act(service, one, cast.clerk, reason="")
    act(service, make.again(one), cast.clerk, reason="任务取消")
    one = make.again(one)
    assert (one.state, one.end_reason) == (after, "任务取消")
    assert session.get_one(Request, asked.id, populate_existing=True).state is WishState.LAPSED
    assert "任务取消" in told(session, "assignment.ended")[0][1]


def test_the_leader_ends_but_only_the_clerk_takes_back(cast, bank, session):
    with pytest.raises(Forbidden):
        act(ending.withdraw, bank, cast.leader, reason="发错了")
    act(ending.terminate, bank, cast.leader, reason="不再需要")
    assert bank.state is S.TERMINATED


def test_the_communities_end_with_their_township_and_each_is_told(cast, township, session):
    first, second = (make.community(cast.units.a, name) for name in ("东社区", "西社区"))
    worker = make.worker(cast.units.a, first)
    make.worker(cast.units.a, second, "西社区干事")
    open_one = make.passed_on(township, first)
    done = make.passed_on(township, second, S.DONE, who=worker, judge=cast.township_a)
    act(ending.withdraw, township, cast.clerk, reason="任务取消")
    assert make.again(open_one).state is S.WITHDRAWN
    assert make.again(open_one).end_reason == "任务取消"
    assert make.again(done).state is S.DONE
    assert {person for person, *_rest in told(session, "assignment.ended")} == {
        cast.township_a.id,
        worker.id,
    }


def test_striking_off_a_township_ends_what_its_communities_have_open(cast, task, session):
    parent = make.assignment(task, cast.units.a, S.DONE, who=cast.township_a)
    child = make.passed_on(parent, make.community(cast.units.a), S.ACKNOWLEDGED, who=cast.worker)
    act(ending.close, parent, cast.clerk)
    assert make.again(child).state is S.TERMINATED
    assert "已销号" in make.again(child).end_reason


def test_a_township_judges_its_communities_and_the_office_does_not(cast, township, session):
    worker = make.worker(cast.units.a, community := make.community(cast.units.a))
    child = make.passed_on(township, community, S.SUBMITTED, who=worker)
    with pytest.raises(Forbidden):
        act(reviewing.approve, child, cast.clerk)
    with pytest.raises(NotFound):
        act(reviewing.approve, child, cast.township_b)
    act(reviewing.give_back, child, cast.township_a, reason="请补照片")
    assert [person for person, *_rest in told(session, "assignment.returned")] == [worker.id]


def test_work_reported_as_done_is_told_to_those_who_judge_it(cast, township, task, session):
    worker = make.worker(cast.units.a, community := make.community(cast.units.a))
    child = make.passed_on(township, community, S.WORKING, who=worker)
    for one, who in ((township, cast.township_a), (child, worker)):
        act(filing.submit, one, who, version=0, filing=filing.Filing(text="已办完"))
    found = told(session, "assignment.submitted")
    assert {(person, words) for person, words, _address in found} == {
        (cast.clerk.id, "青溪镇报办结，待核查：开展银行卡风险排查"),
        (cast.second_clerk.id, "青溪镇报办结，待核查：开展银行卡风险排查"),
        (cast.township_a.id, "青溪社区报办结，待核查：开展银行卡风险排查"),
    }
