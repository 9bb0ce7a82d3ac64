"""Status, redirect, and what the pages of assignments offer."""

import re

import pytest

from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Request
from coordination.tasks.queries import around
from coordination.tasks.rules import AssignmentState
from coordination.tasks.states import Wish, WishState
from tests.factories import tasks as make

S = AssignmentState


def text(answer):
    return answer.get_data(as_text=True)


def sent(assignment=None, **more):
    version = {} if assignment is None else {"version": str(make.again(assignment).version)}
    return {"operation_key": fresh_key()} | version | more


@pytest.fixture
def task(cast, clock):
    return make.task(cast.office, target=120, target_unit="户", evidence="照片2张", content="逐户排查")


@pytest.fixture
def bank(cast, task):
    return make.assignment(task, cast.units.bank)


@pytest.fixture
def filed(cast, task):
    return make.assignment(task, cast.units.bank, S.SUBMITTED, who=cast.bank)


def test_a_unit_reads_what_by_when_and_how_proven_and_takes_note(cast, bank, client_for, session):
    client, address = client_for(cast.bank), f"/assignments/{bank.id}"
    page = text(client.get(address))
    for words in (
        "开展银行卡风险排查",
        "逐户排查",
        "120 户",
        "照片2张",
        "还有15个工作日",
        "待签收",
        "经办甲",
    ):
        assert words in page, words
    answer = client.post(f"{address}/acknowledge", data=sent(bank))
    assert answer.location == address
    page = text(client.get(address))
    assert "银行联络员" in page
    assert f'href="{address}/feedback"' in page
    assert f'action="{address}/acknowledge"' not in page


def test_acting_on_a_stale_page_or_twice_says_so_and_changes_nothing(cast, bank, client_for, session):
    client, old = client_for(cast.bank), sent(bank)
    client.post(f"/assignments/{bank.id}/acknowledge", data=sent(bank))
    answer = client.post(f"/assignments/{bank.id}/acknowledge", data=old)
    assert answer.status_code == 409
    assert "别人已经改过" in text(answer)
    answer = client.post(f"/assignments/{bank.id}/acknowledge", data=sent(bank))
    assert answer.status_code == 409
    assert "现在是“已签收”" in text(answer)


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/assignments/{id}?x=1", "/assignments/{id}"),
        ("http://localhost//evil.example/assignments/{id}", None),
        ("http://evil.example/assignments/{id}", None),
        ("http://localhost/nowhere", None),
        ("http://localhost/assignments/{id}/acknowledge", None),  # no page: an act
        ("", None),
    ],
)
def test_a_stale_page_offers_the_way_back_to_what_is_now(cast, bank, client_for, came_from, back):
    client, old = client_for(cast.bank), sent(bank)
    client.post(f"/assignments/{bank.id}/acknowledge", data=old)
    page = text(
        client.post(
            f"/assignments/{bank.id}/acknowledge",
            data=old | {"operation_key": "0" * 32},
            headers={"Referer": came_from.format(id=bank.id)},
        )
    )
    assert "别人已经改过" in page
    found = re.search(r'href="([^"]*)">看最新内容', page)
    assert (found and found[1]) == (back and back.format(id=bank.id))


PAGES = ("", "/review", "/close", "/withdraw", "/terminate", "/extension", "/transfer", "/decide", "/pass-on")


@pytest.mark.parametrize("page", PAGES)
def test_the_neighbour_finds_nothing(cast, bank, client_for, page):
    for stranger in (cast.carrier, cast.township_a, cast.worker, cast.outsider, cast.outside_unit):
        assert client_for(stranger).get(f"/assignments/{bank.id}{page}").status_code == 404
    for nobody in (cast.auditor, cast.administrator):
        assert client_for(nobody).get(f"/assignments/{bank.id}{page}").status_code == 404


@pytest.mark.parametrize(
    "act", ["acknowledge", "approve", "return", *(page[1:] for page in PAGES if page not in ("", "/review"))]
)
def test_the_neighbour_can_do_nothing(cast, filed, client_for, act, session):
    for stranger in (cast.carrier, cast.outsider, cast.auditor):
        answer = client_for(stranger).post(f"/assignments/{filed.id}/{act}", data=sent(filed, reason="坏"))
        assert answer.status_code == 404
    assert make.again(filed).state is S.SUBMITTED


def test_a_community_is_closed_to_the_next_one_and_open_to_its_township(cast, task, client_for):
    parent = make.assignment(task, cast.units.a, S.WORKING, who=cast.township_a)
    east, west = (make.community(cast.units.a, name) for name in ("东社区", "西社区"))
    child = make.passed_on(parent, east)
    insider, neighbour = make.worker(cast.units.a, east), make.worker(cast.units.a, west)
    seen = {
        person.name: client_for(person).get(f"/assignments/{child.id}").status_code
        for person in (insider, cast.township_a, cast.clerk)
    }
    assert set(seen.values()) == {200}
    assert client_for(neighbour).get(f"/assignments/{child.id}").status_code == 404
    assert client_for(insider).get(f"/assignments/{parent.id}").status_code == 404


def test_each_side_is_refused_what_belongs_to_the_other(cast, filed, client_for):
    unit, office = client_for(cast.bank), client_for(cast.clerk)
    for page in ("review", "close", "withdraw", "terminate", "decide"):
        assert unit.get(f"/assignments/{filed.id}/{page}").status_code == 403, page
    for page in ("extension", "transfer", "pass-on"):
        assert office.get(f"/assignments/{filed.id}/{page}").status_code == 403, page


def test_the_check_goes_on_to_the_next_without_the_list(cast, task, filed, client_for, session):
    other = make.assignment(task, cast.units.carrier, S.SUBMITTED, who=cast.carrier)
    make.feedback(filed, cast.bank, "已排查120户，照片见附件", percent=100, final=True)
    client = client_for(cast.clerk)
    page = text(client.get(f"/assignments/{filed.id}/review"))
    for words in ("照片2张", "已排查120户，照片见附件", "另有 1 项待核查"):
        assert words in page, words
    answer = client.post(f"/assignments/{filed.id}/approve", data=sent(filed))
    assert answer.location == f"/assignments/{other.id}/review"
    answer = client.post(f"/assignments/{other.id}/return", data=sent(other, reason=""))
    assert answer.status_code == 422
    assert "请写明退回原因" in text(answer)
    answer = client.post(f"/assignments/{other.id}/return", data=sent(other, reason="缺照片"))
    assert answer.location == f"/assignments/{other.id}"
    assert "缺照片" in text(client_for(cast.carrier).get(f"/assignments/{other.id}"))


def test_who_filed_is_not_offered_the_check(cast, task, client_for):
    own = make.assignment(task, cast.units.bank, S.SUBMITTED, who=cast.clerk)
    client = client_for(cast.clerk)
    page = text(client.get(f"/assignments/{own.id}"))
    assert "报送人不能核查自己报送的" in page
    assert f"/assignments/{own.id}/review" not in page
    assert client.get(f"/assignments/{own.id}/review").status_code == 403
    assert client.post(f"/assignments/{own.id}/approve", data=sent(own)).status_code == 403


def test_what_is_not_filed_is_not_reviewed(cast, bank, client_for):
    client = client_for(cast.clerk)
    assert client.get(f"/assignments/{bank.id}/review").location == f"/assignments/{bank.id}"
    answer = client.post(f"/assignments/{bank.id}/approve", data=sent(bank))
    assert answer.location == f"/assignments/{bank.id}"
    assert "现在是“待签收”" in text(client.get(answer.location))


@pytest.mark.parametrize(("page", "state"), [("withdraw", S.WITHDRAWN), ("terminate", S.TERMINATED)])
def test_ending_asks_for_a_reason_on_its_own_page(cast, bank, client_for, session, page, state):
    client, address = client_for(cast.clerk), f"/assignments/{bank.id}/{page}"
    assert "对方会收到这段话" in text(client.get(address))
    answer = client.post(address, data=sent(bank, reason=" "))
    assert (answer.status_code, make.again(bank).state) == (422, S.ISSUED)
    answer = client.post(address, data=sent(bank, reason="发错了单位"))
    assert answer.location == f"/assignments/{bank.id}"
    assert make.again(bank).state is state
    assert client.get(address).location == f"/assignments/{bank.id}"
    assert client.post(address, data=sent(bank, reason="再来")).status_code == 409


def test_striking_off_is_confirmed(cast, task, client_for, session):
    done = make.assignment(task, cast.units.bank, S.DONE, who=cast.bank)
    client = client_for(cast.leader)
    assert "不能再退回" in text(client.get(f"/assignments/{done.id}/close"))
    client.post(f"/assignments/{done.id}/close", data=sent(done))
    assert make.again(done).state is S.CLOSED


def test_an_extension_is_asked_and_refused(cast, bank, client_for, session):
    unit, office, address = client_for(cast.bank), client_for(cast.clerk), f"/assignments/{bank.id}"
    page = text(unit.get(f"{address}/extension"))
    assert "顺延 3 个工作日是12月2日" in page
    answer = unit.post(f"{address}/extension", data=sent(bank, new_due_on="2026-11-20", reason="人手不够"))
    assert answer.status_code == 422
    assert "要晚于现在的期限" in text(answer)
    assert "人手不够" in text(answer)
    answer = unit.post(f"{address}/extension", data=sent(bank, new_due_on="乱写", reason="人手不够"))
    assert "日期要写成" in text(answer)
    answer = unit.post(f"{address}/extension", data=sent(bank, new_due_on="2026-12-05", reason="人手不够"))
    assert answer.location == address
    page = text(unit.get(address))
    assert "12月5日（周六）不是工作日" in page
    assert "延期申请等答复" in page
    assert unit.get(f"{address}/extension").location == address
    asked = around.requests_of(bank)[0]
    page = text(office.get(f"{address}/decide"))
    assert "这一天不是工作日" in page
    for values, said in (({}, "请选择同意或不同意"), ({"decision": "refuse"}, "请写明不同意的理由")):
        answer = office.post(f"{address}/decide?request={asked.id}", data=sent(bank, **values))
        assert answer.status_code == 422, values
        assert said in text(answer)
    refused = sent(bank, decision="refuse", answer="会议已定")
    assert office.post(f"{address}/decide?request={asked.id}", data=refused).location == address
    assert session.get_one(Request, asked.id, populate_existing=True).state is WishState.REFUSED
    assert "会议已定" in text(unit.get(address))
    assert office.get(f"{address}/decide").location == address


def test_a_transfer_is_granted_to_the_unit_the_office_chooses(cast, bank, client_for, session):
    unit, office, address = client_for(cast.bank), client_for(cast.clerk), f"/assignments/{bank.id}"
    named = {"reason": "卡属运营商", "to_unit": str(cast.units.carrier.id)}
    assert unit.post(f"{address}/transfer", data=sent(bank, **named)).location == address
    page = text(office.get(f"{address}/decide"))
    assert "中国移动山阳分公司" in page
    answer = office.post(
        f"{address}/decide", data=sent(bank, decision="grant", to_unit="", due_on="2026-11-27")
    )
    assert answer.status_code == 422
    granted = {"decision": "grant", "to_unit": str(cast.units.carrier.id), "due_on": "2026-11-27"}
    assert office.post(f"{address}/decide", data=sent(bank, **granted)).location == address
    assert make.again(bank).state is S.TRANSFERRED
    assert "开展银行卡风险排查" in text(client_for(cast.carrier).get("/assignments"))


def test_after_the_deadline_no_extension_is_offered(cast, bank, client_for, clock):
    clock.move(make.DUE.replace(day=30))
    client, address = client_for(cast.bank), f"/assignments/{bank.id}"
    assert f"{address}/extension" not in text(client.get(address))
    assert client.get(f"{address}/extension").location == address
    assert "期限已过" in text(client.get(address))


def test_a_township_passes_on_and_sees_its_communities_roll_up(cast, task, client_for, session):
    parent = make.assignment(task, cast.units.a, S.ACKNOWLEDGED, who=cast.township_a)
    places = [make.community(cast.units.a, name) for name in ("东社区", "西社区", "南社区")]
    make.worker(cast.units.a, places[0])
    session.commit()
    client, address = client_for(cast.township_a), f"/assignments/{parent.id}"
    page = text(client.get(f"{address}/pass-on"))
    assert "西社区（还没有账号）" in page
    assert "东社区（还没有账号）" not in page
    chosen = {"communities": [str(place.id) for place in places[:2]], "due_on": "2026-11-20"}
    assert client.post(f"{address}/pass-on", data=sent(parent, **chosen)).location == address
    assert "2 个村社区，0 个已办结，平均进度 0%" in text(client.get(address))
    late = sent(parent, communities=[str(places[2].id)], due_on="2026-11-28")
    answer = client.post(f"{address}/pass-on", data=late)
    assert answer.status_code == 422
    assert "不能晚于本镇街的期限" in text(answer)
    answer = client.post(f"{address}/pass-on", data=sent(parent, due_on="2026-11-20"))
    assert "请选择要转交的村社区" in text(answer)


def test_many_are_approved_from_a_list_or_the_page_says_why_not(cast, task, filed, client_for, session):
    other = make.assignment(task, cast.units.carrier, S.WORKING, who=cast.carrier)
    client = client_for(cast.clerk)
    rows = [f"{one.id}-{make.again(one).version}" for one in (filed, other)]
    answer = client.post(f"/assignments/approve?task={task.id}", data=sent(row=[*rows, "乱", "1-"]))
    page = text(answer)
    assert answer.status_code == 409
    assert "选了2项，其中1项现在不能办" in page
    assert "现在是“办理中”" in page
    assert "只办其余 1 项" in page
    assert make.again(filed).state is S.SUBMITTED
    answer = client.post(f"/assignments/approve?task={task.id}", data=sent(row=rows[:1]))
    assert answer.location == f"/tasks/{task.id}"
    assert make.again(filed).state is S.DONE


def test_nothing_ticked_is_said(cast, bank, client_for):
    client = client_for(cast.bank)
    answer = client.post("/assignments/acknowledge", data=sent())
    assert "请先勾选" in text(client.get(answer.location))


def test_what_waits_is_listed_for_who_judges_it(cast, filed, bank_asks, client_for):
    page = text(client_for(cast.clerk).get("/assignments/waiting"))
    assert "待核查的 1 项" in page
    assert "待答复的申请 1 项" in page
    assert "没有待核查的" in text(client_for(cast.township_a).get("/assignments/waiting"))
    assert client_for(cast.bank).get("/assignments/waiting").status_code == 403
    assert client_for(cast.auditor).get("/assignments/waiting").status_code == 404


@pytest.fixture
def bank_asks(cast, clock):
    other = make.assignment(make.task(cast.office, "另一项"), cast.units.bank, S.WORKING, who=cast.bank)
    return make.request(other, cast.bank, Wish.TRANSFER)
