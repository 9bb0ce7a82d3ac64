"""The pages as a browser sees them: messages, settings, robots, the ledger, the counter on top."""

import re

import pytest
from sqlalchemy import select

from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.kernel.text import _
from coordination.notifications.models import Delivery, Notification, Preference, Robot
from coordination.notifications.services import tell, tell_robots
from coordination.notifications.states import Channel, DeliveryState
from tests.factories.organizations import add
from tests.notifications.conftest import notice, prefers

pytestmark = pytest.mark.usefixtures("clock")


def sent(**fields):
    return {"operation_key": fresh_key(), **fields}


def counter(page):
    found = re.search(r'class="co-count">([^<]*)<', page)
    return found[1] if found else ""


def test_messages_stand_unread_first_and_lead_to_their_pages(client_for, cast, session):
    tell([notice(cast.bank, "first"), notice(cast.bank, "second", urgent=True, message=_("加急的事"))])
    bank = client_for(cast.bank)
    page = bank.get("/messages").text
    assert page.index("加急的事") < page.index("工行有新的交办")
    assert (counter(page), "2条未读" in page) == ("2", True)
    newest = session.scalars(select(Notification.id).order_by(Notification.id.desc())).first()
    opened = bank.get(f"/messages/{newest}")
    assert (opened.status_code, opened.headers["Location"]) == (302, "/tasks/7")
    page = bank.get("/messages").text
    assert page.index("工行有新的交办") < page.index("加急的事")
    assert counter(page) == "1"
    assert "加急的事" not in bank.get("/messages?unread=1").text


def test_all_are_marked_as_read_by_a_button(client_for, cast):
    tell([notice(cast.bank)])
    bank = client_for(cast.bank)
    assert "全部标为已读" in bank.get("/messages").text
    page = bank.post("/messages/read", data=sent(), follow_redirects=True).text
    assert "已全部标为已读" in page
    assert (counter(page), "全部标为已读" in page.replace("已全部标为已读", "")) == ("", False)
    assert "没有未读的消息" in bank.get("/messages?unread=1").text


def test_who_has_no_messages_is_told_what_comes_here(client_for, cast):
    page = client_for(cast.bank).get("/messages").text
    assert "还没有消息" in page


@pytest.mark.parametrize("address", ["//evil.example/x", "/\\evil.example", "https://evil.example"])
def test_a_message_never_leads_out_of_the_site(client_for, cast, session, address):
    tell([notice(cast.bank, address=address)])
    number = session.scalars(select(Notification.id)).one()
    assert client_for(cast.bank).get(f"/messages/{number}").headers["Location"] == "/messages"


def test_the_message_of_somebody_else_is_absent(client_for, cast, session):
    tell([notice(cast.bank)])
    number = session.scalars(select(Notification.id)).one()
    for stranger in (cast.bank_reviewer, cast.clerk, cast.outsider):
        assert client_for(stranger).get(f"/messages/{number}").status_code == 404
    assert session.get_one(Notification, number, populate_existing=True).read_at is None


def test_the_counter_takes_no_statement_and_stops_counting_at_ninety_nine(client_for, cast, counting):
    bank = client_for(cast.bank)
    tell(notice(cast.bank, str(number)) for number in range(150))
    with counting() as seen:
        page = bank.get("/messages/settings").text
    assert counter(page) == "99+"
    assert not [one for one in seen.statements if "FROM notifications " in one]
    assert sum("app_enter" in one for one in seen.statements) == 1


def test_messages_come_by_pages_of_fifty_with_as_many_statements_as_one(client_for, cast, counting):
    bank = client_for(cast.bank)
    tell([notice(cast.bank)])
    bank.get("/messages")
    with counting() as few:
        bank.get("/messages")
    tell(notice(cast.bank, str(number), message=_("第{n}件", n=number)) for number in range(120))
    with counting() as many:
        page = bank.get("/messages").text
    assert len(many) == len(few)
    assert page.count("/tasks/7") == 0
    assert len(re.findall(r'href="/messages/\d+"', page)) == 50
    assert "下一页" in page
    assert "上一页" in bank.get("/messages?page=3").text
    for odd in ("0", "-1", "999999999999", "x"):
        assert bank.get(f"/messages?page={odd}").status_code == 200


def test_settings_say_which_channels_are_off_and_keep_what_was_typed(client_for, cast, session, configure):
    configure(SMTP_HOST="", SMS_DROP_DIR="")
    bank = client_for(cast.bank)
    page = bank.get("/messages/settings").text
    assert "没有接邮件服务器" in page
    assert "没有接短信网关" in page
    refused = bank.post(
        "/messages/settings",
        data=sent(version=0, mail="li@bank", by_mail="y", by_sms="y", rhythm="daily"),
    )
    assert refused.status_code == 422
    assert "这不是邮箱地址" in refused.text
    assert "账号里没有手机号" in refused.text
    assert 'value="li@bank"' in refused.text
    saved = bank.post(
        "/messages/settings", data=sent(version=0, mail="li@bank.cn", by_mail="y", rhythm="daily")
    )
    assert saved.status_code == 302
    assert session.get_one(Preference, cast.bank.id).rhythm == "daily"
    stale = bank.post("/messages/settings", data=sent(version=0, mail="a@bank.cn", rhythm="at_once"))
    assert (stale.status_code, "别人已经改过" in stale.text) == (409, True)


def test_settings_show_the_phone_masked(client_for, cast, session):
    cast.bank.phone = "13812345678"
    session.commit()
    page = client_for(cast.bank).get("/messages/settings").text
    assert "138****5678" in page
    assert "13812345678" not in page


def test_a_rhythm_that_there_is_not_is_refused(client_for, cast):
    answer = client_for(cast.bank).post("/messages/settings", data=sent(version=0, rhythm="hourly"))
    assert answer.status_code == 422


def test_the_clerk_adds_tries_edits_and_closes_a_robot(client_for, cast, session, robot):
    clerk = client_for(cast.clerk)
    assert "还没有接入群机器人" in clerk.get("/robots").text
    given = {"channel": "dingtalk", "name": "联络群", "webhook": f"{robot.origin}/ok", "secret": "SEC1"}
    assert clerk.post("/robots/new", data=sent(**given)).status_code == 302
    made = session.scalars(select(Robot)).one()
    tried = clerk.post(f"/robots/{made.id}/test", data=sent(version=1), follow_redirects=True)
    assert "正在试发" in tried.text
    work_off()
    page = clerk.get("/robots").text
    assert "已送达" in page
    assert "SEC1" not in page
    assert f"{robot.origin}/ok" not in page
    form = clerk.get(f"/robots/{made.id}/edit").text
    assert "SEC1" not in form
    assert f"{robot.origin}/ok" not in form
    changed = sent(version=1, channel="dingtalk", name="银行群", webhook="", secret="")
    assert clerk.post(f"/robots/{made.id}/edit", data=changed).status_code == 302
    assert clerk.post(f"/robots/{made.id}/close", data=sent(version=1)).status_code == 409
    assert clerk.post(f"/robots/{made.id}/close", data=sent(version=2)).status_code == 302
    assert "停用" in clerk.get("/robots").text


def test_a_webhook_of_another_host_is_refused_at_its_field(client_for, cast, robot):
    given = {"channel": "feishu", "name": "群", "webhook": "https://evil.example/hook", "secret": ""}
    answer = client_for(cast.clerk).post("/robots/new", data=sent(**given))
    assert answer.status_code == 422
    assert f"只能用这些地址：{robot.origin}" in answer.text


def test_the_ledger_filters_masks_and_sends_again(client_for, cast, session, mailbox, robot):
    prefers(cast.bank)
    prefers(cast.police, mail="refuses@bank.cn")
    add(Robot(office_id=cast.office.id, channel=Channel.WECOM, name="群", webhook=f"{robot.origin}/500"))
    tell([notice(cast.bank), notice(cast.police)])
    tell_robots(cast.office.id, key="k", kind="probe", subject=cast.office, message=_("通报"), address="/")
    work_off()
    clerk = client_for(cast.clerk)
    page = clerk.get("/deliveries").text
    assert "re***@bank.cn" in page
    assert "refuses@bank.cn" not in page
    assert "邮箱拒收（550 5.1.1 No such user here）" in page
    assert "对方服务器出错（HTTP 500）" in page
    only = clerk.get("/deliveries?state=failed&channel=mail").text
    assert "公安联络员" in only
    assert "银行联络员" not in only
    row = session.scalars(select(Delivery).where(Delivery.state == DeliveryState.FAILED)).one()
    again = clerk.post(f"/deliveries/{row.id}/again?state=failed", data=sent(), follow_redirects=True)
    assert "已安排再发一次" in again.text
    assert "没有符合条件的记录" in again.text
    twice = clerk.post(f"/deliveries/{row.id}/again", data=sent(), follow_redirects=True)
    assert "正在发送或已送达" in twice.text


def test_odd_filters_are_none(client_for, cast):
    clerk = client_for(cast.clerk)
    for query in ("state=x", "channel=pigeon", "before=x", "before=99999999999999999999", "state=waiting"):
        assert clerk.get(f"/deliveries?{query}").status_code == 200


def test_robots_and_the_ledger_are_absent_for_units_and_neighbours(client_for, cast, session, robot):
    made = add(Robot(office_id=cast.office.id, channel=Channel.WECOM, name="群", webhook=robot.origin))
    prefers(cast.bank)
    session.commit()
    for stranger in (cast.bank, cast.auditor, cast.administrator):
        for address in ("/robots", "/robots/new", "/deliveries", f"/robots/{made.id}/edit"):
            assert client_for(stranger).get(address).status_code == 404, address
    neighbour = client_for(cast.outsider)
    assert neighbour.get(f"/robots/{made.id}/edit").status_code == 404
    assert "群机器人" in neighbour.get("/robots").text
    assert made.name not in re.findall(r"<th[^>]*co-words[^>]*>([^<]*)", neighbour.get("/robots").text)
