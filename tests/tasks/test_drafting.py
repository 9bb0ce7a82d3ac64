"""Writing a task: what is kept, and every refusal once, at its field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.responsibilities.models import Article, Duty
from coordination.tasks.addressing import Addressees
from coordination.tasks.models import Task
from coordination.tasks.services import drafting
from coordination.tasks.services.drafting import TaskDetails
from coordination.tasks.states import Origin, TaskState
from tests.factories import tasks as make
from tests.factories.organizations import add, unit

BANKS = Addressees(kinds=("bank",))


@pytest.fixture
def details(cast, clock, session):
    """A task to all banks, due in three weeks."""
    party = make.party("unit")
    session.commit()
    return TaskDetails(
        origin=Origin.MEETING,
        title="开展银行卡风险排查",
        party_id=party.id,
        due_on=date(2026, 11, 27),
        due_hour=17,
        to=BANKS,
        target=D(120),
        target_unit="户",
    )


def create(cast, details):
    return drafting.create(cast.office, details, actor=cast.clerk.actor, operation=fresh_key())


def refused(cast, details):
    with pytest.raises(Invalid) as caught:
        create(cast, details)
    return {field: str(text) for field, text in caught.value.errors.items()}


def test_a_draft_keeps_everything_and_says_so_in_the_audit(cast, details):
    article = add(Article(law="反电信网络诈骗法", number="18", summary="监测识别异常账户", sort_order=1))
    full = replace(
        details,
        origin_note="第三次联席会议纪要",
        content="逐户核对。\n留存台账。",
        article_ids=(article.id,),
        campaign="断卡行动",
        leader="分管领导",
        contact_name="经办甲",
        contact_phone="0931-2300000",
        weight=D("1.5"),
        evidence="排查台账",
        acceptance="全部核对",
        to=Addressees(("bank",), ("carrier",), (cast.units.police.id,), (cast.units.a.id,)),
    )
    task = create(cast, full)
    assert task.state is TaskState.DRAFT
    assert task.due_at.isoformat() == "2026-11-27T17:00:00+08:00"
    assert [one.number for one in task.articles] == ["18"]
    assert (task.kinds, task.support_kinds) == (["bank"], ["carrier"])
    assert (task.lead_ids, task.support_ids) == ([cast.units.police.id], [cast.units.a.id])
    assert (task.target, task.target_unit, task.weight) == (D(120), "户", D("1.5"))
    assert task.created_by_id == cast.clerk.id
    assert [event.action for event in timeline(task)] == ["task.create"]


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": " "}, "title", "请填写任务标题。"),
        ({"title": "字" * 301}, "title", "最多300个字，现在是301个字"),
        ({"title": "排查\u200b银行卡"}, "title", "看不见的字符"),
        ({"party_id": None}, "party_id", "请选择责任方。"),
        ({"party_id": 10**12}, "party_id", "请选择责任方。"),
        ({"due_on": None}, "due_on", "请填写截止日期。"),
        ({"due_on": date(2026, 11, 6), "due_hour": 10}, "due_on", "截止时间已经过了"),
        ({"due_on": date(2026, 11, 5)}, "due_on", "截止时间已经过了"),
        ({"target": None}, "target", "填了计量单位，也要填目标数"),
        ({"target_unit": " "}, "target_unit", "填了目标数，也要填计量单位"),
        ({"target": D(0)}, "target", "目标数要大于0"),
        ({"target": D("1.234")}, "target", "最多两位小数"),
        ({"weight": D(0)}, "weight", "权重要大于0"),
        ({"weight": D(10000)}, "weight", "权重要大于0"),
        ({"contact_phone": "找我"}, "contact_phone", "电话要填数字"),
        ({"origin": Origin.DUTY}, "duty_id", "请选择是哪一项"),
        ({"duty_id": 10**12}, "duty_id", "请从清单里选择责任事项"),
        ({"article_ids": (10**12,)}, "article_ids", "请从清单里选择法律条款"),
        ({"to": Addressees()}, "units", "还没有选牵头单位"),
        ({"to": Addressees(support_kinds=("bank",))}, "units", "还没有选牵头单位"),
        ({"to": Addressees(kinds=("internet-information",))}, "units", "网信下现在没有在用的单位"),
        ({"to": Addressees(lead_ids=(10**12,))}, "units", "不属于本联席办"),
    ],
)
def test_each_fault_has_a_sentence_at_its_field(cast, details, changes, field, sentence):
    errors = refused(cast, replace(details, **changes))
    assert list(errors) == [field]
    assert sentence in errors[field]


def test_all_faults_are_told_at_once_and_nothing_is_kept(cast, details, session):
    errors = refused(cast, replace(details, title="", party_id=None, due_on=None, to=Addressees()))
    assert set(errors) == {"title", "party_id", "due_on", "units"}
    assert session.query(Task).count() == 0


def test_an_hour_later_today_is_still_ahead(cast, details):
    task = create(cast, replace(details, due_on=date(2026, 11, 6), due_hour=11))
    assert task.due_at.isoformat() == "2026-11-06T11:00:00+08:00"


def test_a_unit_that_left_is_named(cast, details, session):
    closed = unit(cast.office, "已撤并支行", "bank", closed_on=date(2026, 1, 1))
    errors = refused(cast, replace(details, to=Addressees(lead_ids=(closed.id,))))
    assert errors == {"units": "已撤并支行已停用，不能再交办；请从名单中去掉。"}


def test_units_and_duties_of_the_neighbour_cannot_be_named(cast, details, session):
    errors = refused(cast, replace(details, to=Addressees(lead_ids=(cast.units.foreign.id,))))
    assert "不属于本联席办" in errors["units"]
    theirs = add(
        Duty(office_id=cast.other.id, party_id=details.party_id, name="邻区事项", unit_kinds=[], sort_order=1)
    )
    errors = refused(cast, replace(details, duty_id=theirs.id, origin=Origin.DUTY))
    assert list(errors) == ["duty_id"]


def test_two_clerks_editing_one_draft_the_second_is_told(cast, details):
    task = create(cast, details)
    seen = task.version
    drafting.edit(
        task,
        replace(details, title="甲改的"),
        actor=cast.clerk.actor,
        operation=fresh_key(),
        version=seen,
    )
    with pytest.raises(Stale):
        drafting.edit(
            task,
            replace(details, title="乙改的"),
            actor=cast.second_clerk.actor,
            operation=fresh_key(),
            version=seen,
        )
    assert task.title == "甲改的"


def test_a_refused_edit_changes_nothing(cast, details, session):
    task = create(cast, details)
    with pytest.raises(Invalid):
        drafting.edit(
            task,
            replace(details, title="新的", due_on=None),
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=task.version,
        )
    assert session.get_one(Task, task.id, populate_existing=True).title == details.title


def test_what_was_handed_out_is_neither_edited_nor_discarded(cast, details, clock):
    task = make.task(cast.office)
    given = {"actor": cast.clerk.actor, "version": task.version}
    with pytest.raises(Conflict, match="已交办"):
        drafting.edit(task, details, operation=fresh_key(), **given)
    with pytest.raises(Conflict, match="可以撤回或终止"):
        drafting.discard(task, operation=fresh_key(), **given)


def test_a_draft_is_thrown_away_with_its_articles(cast, details, session):
    article = add(Article(law="反电信网络诈骗法", number="18", summary="监测", sort_order=1))
    task = create(cast, replace(details, article_ids=(article.id,)))
    key, version = fresh_key(), task.version
    for _time in range(2):  # a resend has no second effect
        drafting.discard(task, actor=cast.clerk.actor, operation=key, version=version)
    assert session.get(Task, task.id) is None
    other = create(cast, details)
    with pytest.raises(Stale):
        drafting.discard(other, actor=cast.clerk.actor, operation=fresh_key(), version=other.version + 1)


def test_only_clerks_of_the_office_write_tasks(cast, details):
    for person, refusal in ((cast.leader, Forbidden), (cast.bank, NotFound), (cast.outsider, NotFound)):
        with pytest.raises(refusal):
            drafting.create(cast.office, details, actor=person.actor, operation=fresh_key())


def test_sent_twice_a_draft_is_made_once(cast, details, session):
    key = fresh_key()
    made = [
        drafting.create(cast.office, details, actor=cast.clerk.actor, operation=key) for _time in range(2)
    ]
    assert made[0].id == made[1].id
    assert session.query(Task).count() == 1
