"""What a unit asks, and the answer of the office or the township."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from coordination.tasks.models import Assignment, Request
from coordination.tasks.rules import AssignmentState
from coordination.tasks.sentences import told_of_assignment
from coordination.tasks.services import answering, requests
from coordination.tasks.states import Wish, WishState
from tests.factories import tasks as make
from tests.tasks.acts import act, told

S = AssignmentState
LATER = make.DUE + timedelta(days=7)


@pytest.fixture
def bank(cast, clock):
    return make.assignment(make.task(cast.office), cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)


def ask(bank, cast, **values):
    given = {"new_due_at": LATER, "reason": "设备到货推迟"} | values
    return act(requests.ask_extension, bank, cast.bank, **given)


def test_an_extension_is_asked_with_date_and_reason_and_the_clerks_are_told(cast, bank, session):
    asked = ask(bank, cast)
    assert (asked.wish, asked.state, asked.new_due_at) == (Wish.EXTENSION, WishState.ASKED, LATER)
    assert bank.due_at == make.DUE
    people = [person for person, *_rest in told(session, "assignment.asked")]
    assert sorted(people) == sorted([cast.clerk.id, cast.second_clerk.id])
    assert str(told_of_assignment(timeline(bank))[0].sentence) == "申请延期到12月4日：设备到货推迟"


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"new_due_at": make.DUE}, "new_due_on", "要晚于现在的期限"),
        ({"new_due_at": None}, "new_due_on", "要晚于现在的期限"),
        ({"new_due_at": make.DUE + timedelta(days=400)}, "new_due_on", "最多延期一年"),
        ({"reason": " "}, "reason", "请写明延期的原因"),
        ({"reason": "长" * 501}, "reason", "最多500个字"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_at_its_field(cast, bank, session, values, field, said):
    with pytest.raises(Invalid, match=said) as refused:
        ask(bank, cast, **values)
    assert refused.value.field == field
    assert session.scalars(select(Request)).all() == []


def test_after_the_deadline_it_is_too_late_to_ask(cast, bank, session, clock):
    clock.move(make.DUE + timedelta(seconds=1))
    with pytest.raises(Invalid, match="期限已过"):
        ask(bank, cast)
    clock.move(make.DUE)
    assert ask(bank, cast).state is WishState.ASKED


def test_the_same_wish_twice_is_one(cast, bank, session):
    ask(bank, cast)
    with pytest.raises(Conflict, match="等答复"):
        ask(make.again(bank), cast)
    act(requests.ask_transfer, make.again(bank), cast.bank, reason="不归本行管")


def test_a_granted_extension_moves_the_deadline(cast, bank, session):
    asked = ask(bank, cast)
    act(answering.grant_extension, bank, cast.leader, request_id=asked.id)
    session.refresh(asked)
    assert (bank.due_at, asked.state, asked.decided_by_id) == (LATER, WishState.GRANTED, cast.leader.id)
    assert "同意延期到2026年12月4日 17:00" in rendered(session)
    assert str(told_of_assignment(timeline(bank))[0].sentence) == "同意延期到12月4日"


def rendered(session):
    from coordination.notifications.models import Notification
    from coordination.notifications.wording import restored

    row = session.scalars(select(Notification).where(Notification.kind == "assignment.answered")).one()
    return str(restored(row.message, row.content))


def test_an_extension_can_still_be_granted_for_what_was_filed_meanwhile(cast, clock, session):
    filed = make.assignment(make.task(cast.office), cast.units.bank, S.SUBMITTED, who=cast.bank)
    asked = make.request(filed, cast.bank)
    act(answering.grant_extension, filed, cast.clerk, request_id=asked.id)
    assert (filed.due_at, filed.state) == (asked.new_due_at, S.SUBMITTED)


def test_a_refusal_says_why(cast, bank, session):
    asked = ask(bank, cast)
    with pytest.raises(Invalid, match="不同意的理由") as refused:
        act(answering.refuse, bank, cast.clerk, request_id=asked.id, answer="")
    assert refused.value.field == "answer"
    act(answering.refuse, make.again(bank), cast.clerk, request_id=asked.id, answer="会议已定期限")
    session.refresh(asked)
    assert (asked.state, asked.answer) == (WishState.REFUSED, "会议已定期限")
    assert make.again(bank).due_at == make.DUE
    assert "会议已定期限" in rendered(session)


def test_an_answer_is_given_once(cast, bank, session):
    asked = ask(bank, cast)
    act(answering.refuse, bank, cast.clerk, request_id=asked.id, answer="不行")
    with pytest.raises(Conflict, match="已经答复"):
        act(answering.grant_extension, make.again(bank), cast.second_clerk, request_id=asked.id)


def test_a_request_of_another_assignment_is_not_answered_here(cast, bank, session):
    other = make.assignment(make.task(cast.office, "另一项"), cast.units.carrier, S.WORKING, who=cast.carrier)
    asked = make.request(other, cast.carrier)
    with pytest.raises(Conflict):
        act(answering.grant_extension, bank, cast.clerk, request_id=asked.id)


def test_units_answer_nothing_and_strangers_find_nothing(cast, bank, session):
    asked = ask(bank, cast)
    with pytest.raises(Forbidden):
        act(answering.grant_extension, bank, cast.bank, request_id=asked.id)
    with pytest.raises(NotFound):
        act(answering.grant_extension, bank, cast.outsider, request_id=asked.id)


def test_who_asked_does_not_answer_not_even_past_the_code(cast, bank, session):
    asked = make.request(bank, cast.clerk)
    with pytest.raises(Forbidden, match="申请人不能答复"):
        act(answering.grant_extension, bank, cast.clerk, request_id=asked.id)
    change = (
        "UPDATE assignment_requests SET state = 'granted', decided_at = now(),"
        " decided_by_id = asked_by_id WHERE id = :id"
    )
    with pytest.raises(IntegrityError, match="four_eyes"), session.begin_nested():
        session.execute(text(change), {"id": asked.id})


def test_a_transfer_ends_it_here_and_begins_it_there(cast, bank, session, clock):
    asked = act(
        requests.ask_transfer, bank, cast.bank, reason="卡属运营商", other_unit_id=cast.units.carrier.id
    )
    made = act(
        answering.grant_transfer,
        bank,
        cast.clerk,
        request_id=asked.id,
        unit_id=cast.units.carrier.id,
        due_at=bank.due_at,
    )
    bank = make.again(bank)
    assert (bank.state, bank.end_reason) == (S.TRANSFERRED, "转由中国移动山阳分公司办理。")
    assert (made.unit_id, made.task_id, made.state) == (cast.units.carrier.id, bank.task_id, S.ISSUED)
    assert (made.issued_at, made.due_at, made.role) == (clock.now(), bank.due_at, bank.role)
    assert [person for person, *_rest in told(session, "assignment.issued")] == [cast.carrier.id]
    assert [str(line.sentence) for line in told_of_assignment(timeline(made))] == [
        "转办：由工商银行山阳支行转来。"
    ]


def test_a_unit_that_has_the_task_does_not_get_it_twice(cast, bank, session):
    make.assignment(bank.task, cast.units.carrier, S.WITHDRAWN)
    asked = act(requests.ask_transfer, bank, cast.bank, reason="卡属运营商")
    with pytest.raises(Invalid, match="已经有过这项任务") as refused:
        act(
            answering.grant_transfer,
            bank,
            cast.clerk,
            request_id=asked.id,
            unit_id=cast.units.carrier.id,
            due_at=bank.due_at,
        )
    assert refused.value.field == "to_unit"
    assert make.again(bank).state is S.ACKNOWLEDGED
    assert len(session.scalars(select(Assignment)).all()) == 2


@pytest.mark.parametrize("whom", ["bank", "foreign", None])
def test_a_transfer_goes_to_another_open_unit_of_the_office(cast, bank, session, whom):
    asked = act(requests.ask_transfer, bank, cast.bank, reason="不归本行管")
    unit_id = getattr(cast.units, whom).id if whom else None
    with pytest.raises(Invalid) as refused:
        act(
            answering.grant_transfer,
            bank,
            cast.clerk,
            request_id=asked.id,
            unit_id=unit_id,
            due_at=bank.due_at,
        )
    assert refused.value.field == "to_unit"


def test_who_gets_it_gets_time_for_it(cast, bank, session):
    asked = act(requests.ask_transfer, bank, cast.bank, reason="不归本行管")
    with pytest.raises(Invalid, match="晚于现在") as refused:
        act(
            answering.grant_transfer,
            bank,
            cast.clerk,
            request_id=asked.id,
            unit_id=cast.units.carrier.id,
            due_at=datetime(2026, 11, 1, tzinfo=UTC),
        )
    assert refused.value.field == "due_on"
    assert make.again(bank).state is S.ACKNOWLEDGED


def test_a_community_asks_its_township_and_not_beyond_its_deadline(cast, clock, session):
    parent = make.assignment(make.task(cast.office), cast.units.a, S.WORKING, who=cast.township_a)
    community = make.community(cast.units.a)
    worker = make.worker(cast.units.a, community)
    child = make.passed_on(parent, community, S.WORKING, who=worker, due_at=make.DUE - timedelta(days=7))
    with pytest.raises(Invalid, match="本镇街的期限"):
        act(requests.ask_extension, child, worker, new_due_at=LATER, reason="人手不够")
    asked = act(requests.ask_extension, make.again(child), worker, new_due_at=make.DUE, reason="人手不够")
    assert [person for person, *_rest in told(session, "assignment.asked")] == [cast.township_a.id]
    with pytest.raises(Forbidden):
        act(answering.grant_extension, child, cast.clerk, request_id=asked.id)
    act(answering.grant_extension, make.again(child), cast.township_a, request_id=asked.id)
    assert make.again(child).due_at == make.DUE
