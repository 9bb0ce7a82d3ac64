"""The pages of the office: list, draft, check, task; what they offer, refuse and keep."""

from datetime import date
from html import unescape

import pytest

from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.organizations.models import MemberUnit
from coordination.responsibilities.models import Article, Duty
from coordination.tasks.models import Assignment, Task
from coordination.tasks.states import TaskState
from tests.factories import organizations
from tests.factories import tasks as make

LONG = "关于开展电信网络诈骗风险排查的通知" * 17 + "字" * 11


def text(answer):
    return unescape(answer.get_data(as_text=True))


@pytest.fixture
def typed(cast, clock, session):
    """What a clerk types for a task to all banks and one township."""
    party = make.party("unit")
    session.commit()
    return {
        "operation_key": fresh_key(),
        "origin": "meeting",
        "origin_note": "第三次联席会议",
        "duty_id": "",
        "title": "开展银行卡风险排查",
        "party_id": str(party.id),
        "due_on": "2026-11-27",
        "due_hour": "17",
        "target": "120",
        "target_unit": "户",
        "weight": "1",
        "units-kinds": ["bank"],
        "units-leads": [str(cast.units.a.id)],
    }


def stored(session, answer):
    """The task of the page that an answer leads to."""
    number = int(answer.headers["Location"].split("/")[2])
    return session.get_one(Task, number, populate_existing=True)


def again(session, task):
    """The task as the database has it; a request has ended the session it came from."""
    return session.get_one(Task, task.id, populate_existing=True)


def press(client, address, task, **values):
    return client.post(address, data={"operation_key": fresh_key(), "version": str(task.version)} | values)


def test_from_an_empty_page_to_a_task_with_two_units(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    page = text(client.get("/tasks/new"))
    assert "工商银行山阳支行" in page
    assert "临河公安分局" not in page
    answer = client.post("/tasks/new", data=typed)
    assert answer.status_code == 302, text(answer)
    task = stored(session, answer)
    check = text(client.get(answer.headers["Location"]))
    assert "交办给2个单位" in check
    assert "青溪镇" in check
    answer = press(client, f"/tasks/{task.id}/issue", task)
    assert answer.headers["Location"] == f"/tasks/{task.id}"
    page = text(client.get(f"/tasks/{task.id}"))
    assert "0/2 个单位已办结" in page
    assert "还没有反馈" in page
    assert "第三次联席会议" in page
    work_off()
    assert session.query(Notification).count() == 2


def test_what_was_typed_is_kept_when_something_is_wrong(cast, client_for, typed, session):
    wrong = typed | {"title": "排查", "due_on": "2026-11-05", "target": "十二", "party_id": ""}
    answer = client_for(cast.clerk).post("/tasks/new", data=wrong)
    page = text(answer)
    assert answer.status_code == 422
    assert 'value="十二"' in page
    assert "目标数要填数字" in page
    assert "请选择责任方。" in page
    assert "截止时间已经过了" in page  # told in the same round
    assert "有 3 处需要修改" in page
    assert 'value="2026-11-05"' in page
    assert f'value="{cast.units.a.id}" aria-label="青溪镇 牵头" checked' in page
    assert session.query(Task).count() == 0


def test_an_empty_field_is_told_in_one_sentence_and_an_unreadable_one_in_its_own(cast, client_for, typed):
    client = client_for(cast.clerk)
    empty = text(client.post("/tasks/new", data=typed | {"due_on": ""}))
    assert "请填写截止日期。" in empty
    assert "不是有效的日期" not in empty
    assert "有 1 处需要修改" in empty
    unreadable = text(client.post("/tasks/new", data=typed | {"due_on": "下周五"}))
    assert "不是有效的日期" in unreadable
    assert "请填写截止日期。" not in unreadable


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"due_on": "2026-11-05"}, "截止时间已经过了"),
        ({"target": "", "target_unit": "户"}, "填了计量单位，也要填目标数"),
        ({"units-kinds": [], "units-leads": []}, "还没有选牵头单位"),
        ({"units-leads": ["99999999"]}, "不属于本联席办"),
        ({"weight": "NaN"}, "权重要填数字"),
        ({"title": "字" * 301}, "最多300个字"),
    ],
)
def test_bad_input_is_told_at_its_field(cast, client_for, typed, change, sentence):
    answer = client_for(cast.clerk).post("/tasks/new", data=typed | change)
    assert answer.status_code == 422
    assert sentence in text(answer)


def test_a_title_of_300_characters_goes_through_every_page(cast, client_for, typed, session):
    assert len(LONG) == 300
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed | {"title": LONG}))
    press(client, f"/tasks/{task.id}/issue", task)
    for page in ("/tasks", f"/tasks/{task.id}", f"/tasks/{task.id}/withdraw"):
        assert LONG in text(client.get(page)), page


def test_a_duty_fills_the_form(cast, client_for, clock, session):
    party = make.party("unit")
    article = organizations.add(
        Article(law="中华人民共和国反电信网络诈骗法", number="18", summary="监测异常账户", sort_order=1)
    )
    duty = organizations.add(
        Duty(
            office_id=cast.office.id,
            party_id=party.id,
            article_id=article.id,
            name="监测识别异常账户",
            unit_kinds=["bank"],
            evidence="监测台账",
            sort_order=1,
        )
    )
    session.commit()
    client = client_for(cast.clerk)
    page = text(client.get(f"/tasks/new?duty={duty.id}"))
    assert 'value="监测识别异常账户"' in page
    assert 'name="units-kinds" value="bank" checked' in page
    assert "监测台账" in page
    assert "《反电信网络诈骗法》第18条 监测异常账户" in page
    for nonsense in ("duty=0", "duty=x", f"duty={'9' * 25}"):
        assert client.get(f"/tasks/new?{nonsense}").status_code == 200


def test_two_clerks_with_one_draft_see_both_versions(cast, client_for, typed, session):
    first, second = client_for(cast.clerk), client_for(cast.second_clerk)
    task = stored(session, first.post("/tasks/new", data=typed))
    seen = str(task.version)
    changed = typed | {"version": seen, "operation_key": fresh_key(), "title": "甲改的标题"}
    assert first.post(f"/tasks/{task.id}/edit", data=changed).status_code == 302
    mine = typed | {"version": seen, "operation_key": fresh_key(), "title": "乙改的标题", "units-kinds": []}
    answer = second.post(f"/tasks/{task.id}/edit", data=mine)
    page = text(answer)
    assert answer.status_code == 409
    assert "现在存的是：甲改的标题" in page
    assert 'value="乙改的标题"' in page
    assert "现在存的是：工商银行山阳支行、青溪镇" in page
    assert "现在存的是：户" not in page  # only what differs
    session.expire_all()
    assert session.get_one(Task, task.id).title == "甲改的标题"


def test_a_check_page_that_is_out_of_date_hands_nothing_out(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed))
    seen = str(task.version)
    changed = typed | {"version": seen, "operation_key": fresh_key(), "title": "改过的标题"}
    client_for(cast.second_clerk).post(f"/tasks/{task.id}/edit", data=changed)
    answer = client.post(f"/tasks/{task.id}/issue", data={"operation_key": fresh_key(), "version": seen})
    assert answer.status_code == 409
    assert "改过的标题" in text(answer)
    assert session.query(Assignment).count() == 0


def test_a_unit_that_left_is_told_on_the_check_page_with_the_way_to_mend_it(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed))
    session.get_one(MemberUnit, cast.units.a.id).closed_on = date(2026, 11, 5)
    session.commit()
    assert "青溪镇已停用，不能再交办" in text(client.get(f"/tasks/{task.id}/issue"))
    answer = press(client, f"/tasks/{task.id}/issue", task)
    assert answer.status_code == 422
    assert "青溪镇已停用，不能再交办" in text(answer)
    page = text(client.get(f"/tasks/{task.id}/edit"))
    assert "青溪镇已停用" in page
    assert 'aria-label="青溪镇 牵头"' not in page


def test_a_deadline_on_a_day_off_is_pointed_out_and_allowed(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed | {"due_on": "2026-11-28"}))
    assert "不是工作日" in text(client.get(f"/tasks/{task.id}/issue"))
    assert press(client, f"/tasks/{task.id}/issue", task).status_code == 302


def test_the_same_again_is_pointed_out_and_needs_a_tick(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    first = stored(session, client.post("/tasks/new", data=typed))
    press(client, f"/tasks/{first.id}/issue", first)
    again = stored(session, client.post("/tasks/new", data=typed | {"operation_key": fresh_key()}))
    page = text(client.get(f"/tasks/{again.id}/issue"))
    assert "可能重复交办" in page
    assert f'href="/tasks/{first.id}"' in page
    answer = press(client, f"/tasks/{again.id}/issue", again)
    assert answer.status_code == 422
    assert "勾选“仍然交办”" in text(answer)
    assert press(client, f"/tasks/{again.id}/issue", again, anyway="y").status_code == 302
    assert session.query(Assignment).count() == 4


def test_more_units_and_the_end_of_a_task(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed))
    press(client, f"/tasks/{task.id}/issue", task)
    page = text(client.get(f"/tasks/{task.id}/units"))
    assert "青溪镇" not in page
    assert "白塔街道" in page
    task = again(session, task)
    answer = press(client, f"/tasks/{task.id}/units", task)
    assert answer.status_code == 422
    assert "没有选新的单位" in text(answer)
    answer = press(client, f"/tasks/{task.id}/units", task, **{"units-supports": str(cast.units.b.id)})
    assert answer.status_code == 302
    task = again(session, task)
    page = text(client.get(f"/tasks/{task.id}/terminate"))
    assert "还在办理的3个单位会收到通知" in page
    assert press(client, f"/tasks/{task.id}/terminate", task, reason=" ").status_code == 422
    assert press(client, f"/tasks/{task.id}/terminate", task, reason="专项行动结束").status_code == 302
    page = text(client.get(f"/tasks/{task.id}"))
    assert "专项行动结束" in page
    assert "已终止" in page
    assert f"/tasks/{task.id}/withdraw" not in page
    for gone in ("withdraw", "terminate", "units", "issue", "edit"):
        assert client.get(f"/tasks/{task.id}/{gone}").headers["Location"] == f"/tasks/{task.id}", gone


def test_a_draft_can_be_thrown_away(cast, client_for, typed, session):
    client = client_for(cast.clerk)
    task = stored(session, client.post("/tasks/new", data=typed))
    assert "删除草稿" in text(client.get(f"/tasks/{task.id}"))
    assert press(client, f"/tasks/{task.id}/discard", task).headers["Location"] == "/tasks"
    assert client.get(f"/tasks/{task.id}").status_code == 404


def test_the_leader_reads_and_is_offered_only_what_leaders_do(cast, client_for, clock, session):
    task = make.task(cast.office)
    make.assignment(task, cast.units.bank)
    draft = make.task(cast.office, "草拟的", state=TaskState.DRAFT)
    session.commit()
    client = client_for(cast.leader)
    page = text(client.get(f"/tasks/{task.id}"))
    assert f"/tasks/{task.id}/terminate" in page
    assert f"/tasks/{task.id}/withdraw" not in page
    assert f"/tasks/{draft.id}/edit" not in text(client.get(f"/tasks/{draft.id}"))
    assert "新建任务" not in text(client.get("/tasks"))
    for refused in ("/tasks/new", f"/tasks/{draft.id}/edit", f"/tasks/{draft.id}/issue"):
        assert client.get(refused).status_code == 403, refused


PAGES = ("", "/edit", "/issue", "/units", "/withdraw", "/terminate")


def test_for_units_and_neighbours_a_task_is_absent(cast, client_for, clock, session):
    task = make.task(cast.office)
    make.assignment(task, cast.units.bank)
    for person in (cast.bank, cast.township_a, cast.worker, cast.outsider, cast.auditor, cast.administrator):
        client = client_for(person)
        for page in PAGES:
            assert client.get(f"/tasks/{task.id}{page}").status_code == 404, (person.name, page)
        answer = press(client, f"/tasks/{task.id}/withdraw", task, reason="不行")
        assert answer.status_code == 404
        if person is not cast.outsider:
            for page in ("/tasks", "/tasks/new", "/tasks/export"):
                assert client.get(page).status_code == 404, (person.name, page)
    assert client_for(cast.outsider).get("/tasks").status_code == 200
    assert "开展银行卡风险排查" not in text(client_for(cast.outsider).get("/tasks"))
    task = again(session, task)
    assert task.state is TaskState.ISSUED
