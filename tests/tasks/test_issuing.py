"""Handing out, adding units, taking back; and who is told of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.jobs import Work, work_off
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries import addressed
from coordination.tasks.rules import AssignmentState
from coordination.tasks.services import issuing
from coordination.tasks.states import Role, TaskState, WishState
from tests.factories import tasks as make
from tests.factories.organizations import account, add, unit

EVERYBODY = Addressees(kinds=("bank", "township"), support_kinds=("carrier",))


@pytest.fixture
def draft(cast, clock, session):
    """To all banks and townships, the carriers in support."""

    def make_one(to=EVERYBODY, title="开展银行卡风险排查", **values):
        given = {
            "kinds": list(to.kinds),
            "support_kinds": list(to.support_kinds),
            "lead_ids": list(to.lead_ids),
            "support_ids": list(to.support_ids),
        }
        task = make.task(cast.office, title, state=TaskState.DRAFT, **(given | values))
        session.commit()
        return task

    return make_one


def issue(cast, task, **given):
    return issuing.issue(
        task,
        **({"actor": cast.clerk.actor, "operation": fresh_key(), "version": task.version} | given),
    )


def assignments(session, task):
    found = select(Assignment).where(Assignment.task_id == task.id).order_by(Assignment.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def told(session, kind="assignment.issued"):
    rows = session.scalars(select(Notification).where(Notification.kind == kind).order_by(Notification.id))
    return [(row.account_id, row.subject_id, row.address) for row in rows]


def test_whole_kinds_get_one_assignment_each_in_official_order(cast, draft, session, clock):
    task = issue(cast, draft(weight=2))
    made = assignments(session, task)
    units = cast.units
    assert [(one.unit_id, one.role) for one in made] == [
        (units.bank.id, Role.LEAD),
        (units.carrier.id, Role.SUPPORT),
        (units.a.id, Role.LEAD),
        (units.b.id, Role.LEAD),
    ]
    assert {(one.state, one.party_id, one.weight, one.due_at, one.issued_at) for one in made} == {
        (AssignmentState.ISSUED, task.party_id, task.weight, task.due_at, clock.now())
    }
    assert (task.state, task.issued_at, task.issued_by_id) == (TaskState.ISSUED, clock.now(), cast.clerk.id)
    event = timeline(task)[0]
    assert (event.action, event.content["units"]) == ("task.issue", 4)


def test_a_unit_picked_by_hand_keeps_the_role_it_was_picked_for(cast, draft, session):
    units = cast.units
    to = Addressees(("bank",), ("bank", "carrier"), (units.police.id,), (units.bank.id, units.police.id))
    task = issue(cast, draft(to))
    roles = {one.unit_id: one.role for one in assignments(session, task)}
    assert roles == {
        units.police.id: Role.LEAD,
        units.bank.id: Role.SUPPORT,
        units.carrier.id: Role.SUPPORT,
    }
    assert roles == {
        unit_.id: to.role_of(unit_.id, unit_.kind_code)
        for unit_ in vars(units).values()
        if to.role_of(unit_.id, unit_.kind_code)
    }


def test_closed_units_and_the_neighbours_get_nothing(cast, draft, session):
    unit(cast.office, "已撤并支行", "bank", closed_on=date(2026, 1, 1))
    unit(cast.other, "临河支行", "bank")
    task = issue(cast, draft(Addressees(kinds=("bank",))))
    assert [one.unit_id for one in assignments(session, task)] == [cast.units.bank.id]


def test_the_people_of_each_unit_are_told_once_whatever_runs_twice(cast, draft, session):
    second = account("银行联络员乙", cast.office, *cast.bank.actor.functions, unit=cast.units.bank)
    task = issue(cast, draft())
    assert not told(session)  # not within the request
    work_off()
    by_unit = {one.unit_id: one.id for one in assignments(session, task)}
    expected = {
        (person.id, by_unit[person.unit_id], f"/assignments/{by_unit[person.unit_id]}")
        for person in (cast.bank, second, cast.carrier, cast.township_a, cast.township_b)
    }
    assert set(told(session)) == expected
    issuing.jobs.announce(task.id)
    assert len(told(session)) == len(expected)


def test_what_is_told_names_the_task_and_its_deadline(cast, draft, session):
    issue(cast, draft())
    work_off()
    notice = session.scalars(select(Notification)).first()
    assert notice.message == "新交办任务：{title}，{due}前办结"
    assert notice.content["title"] == "开展银行卡风险排查"


def test_sent_twice_a_task_is_handed_out_once(cast, draft, session):
    task, key = draft(), fresh_key()
    version = task.version
    for _time in range(2):
        issue(cast, task, operation=key, version=version)
    assert len(assignments(session, task)) == 4
    assert session.query(Work).count() == 1


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"due_at": datetime(2026, 11, 6, 2, tzinfo=UTC)}, "due_on", "截止时间已经过了"),
        ({"kinds": [], "support_kinds": ["bank"]}, "units", "还没有选牵头单位"),
        ({"kinds": ["internet-information"]}, "units", "网信下现在没有在用的单位"),
    ],
)
def test_what_is_no_longer_true_of_a_draft_is_said_at_its_field(
    cast, draft, session, change, field, sentence
):
    task = draft(**change)
    with pytest.raises(Invalid, match=sentence) as caught:
        issue(cast, task)
    assert list(caught.value.errors) == [field]
    assert not assignments(session, task)
    assert session.get_one(Task, task.id, populate_existing=True).state is TaskState.DRAFT


def test_a_unit_that_left_between_draft_and_issue_stops_the_issue(cast, draft, session):
    task = draft(Addressees(lead_ids=(cast.units.bank.id, cast.units.carrier.id)))
    cast.units.bank.closed_on = date(2026, 11, 5)
    session.commit()
    with pytest.raises(Invalid, match="工商银行山阳支行已停用，不能再交办") as caught:
        issue(cast, task)
    assert list(caught.value.errors) == ["units"]
    assert not assignments(session, task)


def test_the_same_asked_again_needs_a_word(cast, draft, session, clock):
    first = issue(cast, draft())
    clock.move(days=3)
    again = draft(title="开展银行卡 风险大排查")
    with pytest.raises(Invalid, match="有1项相同或相近的任务还在办理") as caught:
        issue(cast, again)
    assert list(caught.value.errors) == ["anyway"]
    found = addressed.repeats(again, EVERYBODY, clock.now())
    assert [(one.id, one.units) for one in found] == [(first.id, 4)]
    issue(cast, again, anyway=True)
    assert len(assignments(session, again)) == 4


def test_the_same_duty_is_the_same_however_it_is_called(cast, draft, session, clock):
    from coordination.responsibilities.models import Duty

    duty = add(
        Duty(
            office_id=cast.office.id,
            party_id=make.party().id,
            name="宣传",
            unit_kinds=["bank"],
            sort_order=1,
        )
    )
    first = issue(cast, draft(title="进社区宣传", duty_id=duty.id))
    later = draft(title="组织集中排查行动", duty_id=duty.id)
    assert [one.id for one in addressed.repeats(later, EVERYBODY, clock.now())] == [first.id]


@pytest.mark.parametrize("reason", ["other units", "done", "long ago", "another thing", "neighbour"])
def test_no_warning_without_cause(cast, draft, session, clock, reason):
    first = issue(cast, draft(Addressees(lead_ids=(cast.units.bank.id,))))
    one = assignments(session, first)[0]
    to, title = Addressees(lead_ids=(cast.units.bank.id,)), first.title
    if reason == "other units":
        to = Addressees(lead_ids=(cast.units.carrier.id,))
    elif reason == "done":
        one.state, one.end_reason = AssignmentState.TERMINATED, "会议另有安排"
        session.commit()
    elif reason == "long ago":
        clock.move(days=61)
    elif reason == "another thing":
        title = "报送十月份宣传活动照片"
    task = draft(to, title, due_at=clock.now() + timedelta(days=10))
    if reason == "neighbour":
        task.office_id = cast.other.id
    assert bool(addressed.repeats(task, to, clock.now())) is False


def test_the_task_of_a_period_may_be_like_its_forerunner(cast, draft, session):
    from coordination.responsibilities.models import Duty

    duty = add(
        Duty(
            office_id=cast.office.id,
            party_id=make.party().id,
            name="宣传",
            unit_kinds=["bank"],
            sort_order=1,
        )
    )
    issue(cast, draft(duty_id=duty.id, period="2026-10"))
    task = issue(cast, draft(duty_id=duty.id, period="2026-11"))
    assert len(assignments(session, task)) == 4


def test_the_load_of_each_recipient_is_that_of_this_month(cast, draft, session, clock):
    bank_only = Addressees(lead_ids=(cast.units.bank.id,))
    for title in ("核对网点台账", "报送宣传照片"):
        issue(cast, draft(bank_only, title))
    withdrawn = issue(cast, draft(bank_only, "误发的一项"))
    end(cast, withdrawn, issuing.withdraw)
    task = draft()

    def loads():
        found = addressed.addressed(cast.office.id, EVERYBODY)
        return {one.unit.id: one.load for one in addressed.recipients(found, EVERYBODY, clock.now())}

    assert task.state is TaskState.DRAFT
    assert loads() == {
        cast.units.bank.id: 2,
        cast.units.carrier.id: 0,
        cast.units.a.id: 0,
        cast.units.b.id: 0,
    }
    clock.move(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))  # 1 December in China
    assert set(loads().values()) == {0}


def test_more_units_get_the_task_later_and_only_these_are_told(cast, draft, session, clock):
    task = issue(cast, draft(Addressees(kinds=("bank",))))
    work_off()
    before = told(session)
    clock.move(hours=5)
    issuing.add_units(
        task,
        Addressees(kinds=("bank", "township"), support_ids=(cast.units.police.id,)),
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=task.version,
    )
    work_off()
    made = {one.unit_id: one for one in assignments(session, task)}
    assert set(made) == {cast.units.bank.id, cast.units.police.id, cast.units.a.id, cast.units.b.id}
    assert made[cast.units.police.id].role is Role.SUPPORT
    assert made[cast.units.a.id].issued_at == clock.now()
    assert {person for person, _one, _address in told(session)[len(before) :]} == {
        cast.police.id,
        cast.township_a.id,
        cast.township_b.id,
    }
    assert addressed.addressees(task).kinds == ("bank", "township")


def test_adding_refuses_what_makes_no_sense(cast, draft, session, clock):
    task = issue(cast, draft(Addressees(kinds=("bank",))))

    def more(to, **given):
        return issuing.add_units(
            task,
            to,
            **({"actor": cast.clerk.actor, "operation": fresh_key(), "version": task.version} | given),
        )

    with pytest.raises(Invalid, match="没有选新的单位"):
        more(Addressees(kinds=("bank",)))
    closed = unit(cast.office, "已撤并支行", "bank", closed_on=date(2026, 1, 1))
    session.commit()
    with pytest.raises(Invalid, match="已撤并支行已停用"):
        more(Addressees(lead_ids=(closed.id,)))
    with pytest.raises(Stale):
        more(Addressees(kinds=("township",)), version=task.version - 1)
    other = draft(title="另一项")
    with pytest.raises(Conflict, match="草拟"):
        issuing.add_units(
            other,
            Addressees(kinds=("bank",)),
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=other.version,
        )
    clock.move(days=30)
    with pytest.raises(Conflict, match="截止时间已经过了"):
        more(Addressees(kinds=("township",)))


def end(cast, task, service, **given):
    values = {
        "actor": cast.clerk.actor,
        "operation": fresh_key(),
        "version": task.version,
        "reason": "发错了",
    }
    return service(task, **(values | given))


@pytest.mark.parametrize(
    ("service", "state", "ended"),
    [
        (issuing.withdraw, TaskState.WITHDRAWN, AssignmentState.WITHDRAWN),
        (issuing.terminate, TaskState.TERMINATED, AssignmentState.TERMINATED),
    ],
)
def test_what_is_under_way_ends_with_the_task_and_what_is_done_stays(
    cast, draft, session, service, state, ended
):
    task = make.task(cast.office)
    waiting = make.assignment(task, cast.units.bank, AssignmentState.SUBMITTED, who=cast.bank)
    wish = make.request(waiting, cast.bank)
    done = make.assignment(task, cast.units.carrier, AssignmentState.DONE, judge=cast.clerk)
    township = make.assignment(task, cast.units.a, AssignmentState.WORKING)
    place = make.community(cast.units.a)
    worker = make.worker(cast.units.a, place)
    community = make.passed_on(township, place)
    end(cast, task, service, reason=" 发错了 ")
    assert (task.state, task.end_reason) == (state, "发错了")
    for one in (waiting, township, community):
        assert (make.again(one).state, one.end_reason, one.version) == (ended, "发错了", 2)
    assert make.again(done).state is AssignmentState.DONE
    session.refresh(wish)
    assert wish.state is WishState.LAPSED
    work_off()
    assert {(person, one) for person, one, _address in told(session, "assignment.ended")} == {
        (cast.bank.id, waiting.id),
        (cast.township_a.id, township.id),
        (worker.id, community.id),
    }
    event = timeline(task)[0]
    assert (event.content["units"], event.content["reason"]) == (3, "发错了")


def test_a_task_is_taken_back_with_a_reason_and_once(cast, draft, session):
    task = issue(cast, draft())
    with pytest.raises(Invalid, match="请写明原因"):
        end(cast, task, issuing.terminate, reason="  ")
    with pytest.raises(Invalid, match="最多500个字"):
        end(cast, task, issuing.withdraw, reason="字" * 501)
    with pytest.raises(Stale):
        end(cast, task, issuing.terminate, version=task.version + 1)
    end(cast, task, issuing.terminate)
    with pytest.raises(Conflict, match="已终止"):
        end(cast, task, issuing.withdraw)
    with pytest.raises(Conflict, match="草拟"):
        end(cast, draft(title="另一项"), issuing.withdraw)


def test_who_may_hand_out_and_take_back(cast, draft):
    task = draft()
    for person, refusal in ((cast.leader, Forbidden), (cast.bank, NotFound), (cast.outsider, NotFound)):
        with pytest.raises(refusal):
            issue(cast, task, actor=person.actor)
    issue(cast, task)
    with pytest.raises(Forbidden):
        end(cast, task, issuing.withdraw, actor=cast.leader.actor)
    end(cast, task, issuing.terminate, actor=cast.leader.actor)
    with pytest.raises(Stale):
        issue(cast, draft(title="又一项"), version=99)


def test_nobody_is_told_of_a_task_that_was_taken_back_meanwhile(cast, draft, session):
    task = issue(cast, draft())
    end(cast, task, issuing.withdraw)
    work_off()
    assert not told(session)
    assert len(told(session, "assignment.ended")) == 4


def test_addressees_add_up():
    one = Addressees(("bank",), (), (1,), (2,))
    assert one.joined(Addressees(("bank", "carrier"), ("police",), (3, 1))) == Addressees(
        ("bank", "carrier"), ("police",), (1, 3), (2,)
    )
    assert one.picked == {1, 2}
    assert replace(one, kinds=(), lead_ids=()).has_lead is False
