"""The pages of duties, parties and articles, as a browser sees them."""

import re

import pytest
from sqlalchemy import func, select

from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import allowed
from coordination.responsibilities import queries
from coordination.responsibilities.models import Article, Duty, Party
from coordination.responsibilities.policy import DutyAction
from coordination.responsibilities.queries import Wanted
from tests.factories import responsibilities as make
from tests.factories.organizations import office

pytestmark = pytest.mark.usefixtures("clock")
LONG = "反" * 300


def sent(**fields):
    return {"operation_key": fresh_key(), **fields}


def filled(**fields):
    """The form of a duty as a browser sends it."""
    usual = {
        "party_id": str(make.party().id),
        "article_id": "0",
        "name": "客户尽职调查",
        "weight": "1",
        "recurrence": "",
        "due_workday": "5",
        "due_hour": "17",
    }
    return sent(**(usual | fields))


def version_on(page):
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def test_an_office_without_duties_is_offered_those_of_the_law(client_for, cast, session):
    clerk = client_for(cast.clerk)
    page = clerk.get("/duties").text
    assert "还没有责任事项" in page
    assert "规定的36项" in page
    page = clerk.post("/duties/load", data=sent(), follow_redirects=True).text
    assert "已载入法定责任事项" in page
    assert "共36项" in page
    assert "还有" not in page
    assert session.scalar(select(func.count()).select_from(Duty)) == 36


def test_the_button_comes_back_for_what_the_office_lacks(client_for, cast, session):
    clerk = client_for(cast.clerk)
    clerk.post("/duties/load", data=sent())
    session.delete(session.scalars(select(Duty).where(Duty.code == "15-bank")).one())
    session.commit()
    assert "还有1项" in clerk.get("/duties").text
    assert "载入法定责任事项" not in client_for(cast.leader).get("/duties").text


def test_the_list_stands_by_party_with_article_kinds_and_recurrence(client_for, cast):
    make.duty(
        cast.office,
        "监测处置",
        "bank",
        "carrier",
        article_id=make.article("20(2)").id,
        recurrence="month",
        first_period="2026-11",
        evidence="示例：处置记录",
    )
    page = client_for(cast.clerk).get("/duties").text
    for words in (
        "单位责任",
        "第20条第2款",
        "银行、运营商",
        "每月，期满后第5个工作日17:00截止",
        "示例：处置记录",
    ):
        assert words in page


def test_filters_stand_in_the_address_and_say_when_nothing_fits(client_for, cast):
    make.duty(cast.office, "监测处置", "bank")
    make.duty(cast.office, "实名登记", "carrier")
    clerk = client_for(cast.clerk)
    assert "实名登记" not in clerk.get("/duties?kind=bank").text
    assert "监测处置" not in clerk.get("/duties?q=实名").text
    assert "没有符合条件的责任事项" in clerk.get("/duties?q=nothing&party=1&law=x&page=99").text
    assert "没有停用的责任事项" in clerk.get("/duties?closed=1").text
    assert clerk.get("/duties?party=abc&page=-5&kind=%00x").status_code in (200, 400)


def test_a_unit_reads_its_duties_and_finds_nothing_to_press(client_for, cast):
    mine = make.duty(cast.office, "监测处置", "bank")
    other = make.duty(cast.office, "实名登记", "carrier")
    bank = client_for(cast.bank)
    page = bank.get("/duties").text
    assert "监测处置" in page
    assert "实名登记" not in page
    assert "新增" not in page
    shown = bank.get(f"/duties/{mine.id}").text
    assert "停用" not in shown
    assert "修改" not in shown
    assert "变动记录" not in shown
    assert bank.get(f"/duties/{other.id}").status_code == 404
    assert bank.get(f"/duties/{mine.id}/edit").status_code == 403
    assert client_for(cast.worker).get("/duties").status_code == 200


@pytest.mark.parametrize("address", ["/duties", "/duties/parties", "/duties/articles"])
def test_lists_are_for_those_who_work_here(client_for, client, cast, address):
    for person in (cast.clerk, cast.leader, cast.bank, cast.township_a, cast.worker):
        assert client_for(person).get(address).status_code == 200
    for person in (cast.auditor, cast.administrator):
        assert client_for(person).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_the_neighbour_finds_nothing(client_for, cast):
    duty = make.duty(cast.office, "监测处置", "police")
    for person in (cast.outsider, cast.outside_unit):
        client = client_for(person)
        assert client.get(f"/duties/{duty.id}").status_code == 404
        assert client.get(f"/duties/{duty.id}/edit").status_code == 404
        assert client.post(f"/duties/{duty.id}/close", data=sent(version="1")).status_code == 404
        assert "监测处置" not in client.get("/duties").text
    for number in (0, 10**30):
        assert client_for(cast.clerk).get(f"/duties/{number}").status_code == 404


def test_lists_and_pages_agree_for_the_whole_cast(cast):
    rows = [
        make.duty(cast.office, "监测", "bank"),
        make.duty(cast.office, "内部防范"),
        make.duty(cast.office, "宣传", "township", "education"),
        make.duty(cast.other, "邻区的事"),
    ]
    people = [cast.clerk, cast.leader, cast.bank, cast.bank_reviewer, cast.carrier, cast.department]
    people += [cast.township_a, cast.worker, cast.outsider, cast.outside_unit]
    for person in people:
        listed = queries.duties(person.actor, Wanted()).groups
        seen = {duty.id for _party, duties in listed for duty in duties}
        assert seen == {duty.id for duty in rows if allowed(person.actor, DutyAction.VIEW, duty)}


def test_a_duty_is_added_with_its_recurrence(client_for, cast, session):
    article = make.article("18")
    fields = filled(
        article_id=str(article.id),
        unit_kinds=["bank", "carrier"],
        weight="1.5",
        target="1千",
        recurrence="month",
    )
    clerk = client_for(cast.clerk)
    refused = clerk.post("/duties/new", data=fields)
    assert refused.status_code == 422
    assert "目标数量" in refused.text
    fields = filled(
        article_id=str(article.id),
        unit_kinds=["bank", "carrier"],
        weight="1.5",
        target="１,０００",
        target_unit="条",
        recurrence="month",
        due_hour="12",
    )
    page = clerk.post("/duties/new", data=fields, follow_redirects=True).text
    assert "已新增责任事项" in page
    assert "1,000 条" in page
    assert "《反电信网络诈骗法》第18条" in page
    assert "每月，期满后第5个工作日12:00截止" in page
    assert "12月7日（周一）12:00" in page
    duty = session.scalars(select(Duty)).one()
    assert duty.unit_kinds == ["bank", "carrier"]
    assert f"/tasks/new?duty={duty.id}" in page


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client_for, cast, session):
    fields = filled(name=LONG, weight="很重", evidence="签到表", first_period="去年", recurrence="month")
    answer = client_for(cast.clerk).post("/duties/new", data=fields)
    assert answer.status_code == 422
    for words in ("最多200个字", "签到表", "去年", "很重", LONG):
        assert words in answer.text
    assert session.scalar(select(func.count()).select_from(Duty)) == 0
    fields = filled(first_period="去年", recurrence="month")
    assert "报告期要写成" in client_for(cast.clerk).post("/duties/new", data=fields).text


def test_two_clerks_at_once_the_second_sees_both_and_decides(client_for, cast, session):
    duty = make.duty(cast.office, "监测处置", "bank", evidence="原来的要求")
    one, two = client_for(cast.clerk), client_for(cast.second_clerk)
    seen = version_on(two.get(f"/duties/{duty.id}/edit").text)
    one.post(f"/duties/{duty.id}/edit", data=filled(name="甲的名称", version=seen, unit_kinds=["carrier"]))
    answer = two.post(f"/duties/{duty.id}/edit", data=filled(name="乙的名称", version=seen))
    assert answer.status_code == 409
    for words in ("别人已经改过", "现在存的是：甲的名称", "乙的名称", "现在存的是：运营商"):
        assert words in answer.text
    again = filled(name="乙的名称", version=version_on(answer.text))
    assert two.post(f"/duties/{duty.id}/edit", data=again).status_code == 302
    assert session.get(Duty, duty.id).name == "乙的名称"


def test_a_duty_is_closed_and_reopened_once(client_for, cast, session):
    duty = make.duty(cast.office, "监测处置", "bank", recurrence="month", first_period="2026-11")
    clerk = client_for(cast.clerk)
    page = clerk.get(f"/duties/{duty.id}").text
    assert "2026年12月" in page
    data = sent(version=version_on(page))
    page = clerk.post(f"/duties/{duty.id}/close", data=data, follow_redirects=True).text
    assert "重新启用" in page
    assert "现在交办" not in page
    assert "2026年12月" not in page
    assert session.get(Duty, duty.id).closed_at is not None
    assert clerk.post(f"/duties/{duty.id}/close", data=sent(version=version_on(page))).status_code == 409
    assert "监测处置" in clerk.get("/duties?closed=1").text
    clerk.post(f"/duties/{duty.id}/reopen", data=sent(version=version_on(page)))
    assert session.get(Duty, duty.id).closed_at is None
    assert "重新启用责任事项" in clerk.get(f"/duties/{duty.id}").text


def test_a_page_that_is_sent_twice_adds_one(client_for, cast, session):
    once = filled()
    clerk = client_for(cast.clerk)
    first, second = (clerk.post("/duties/new", data=once) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Duty)) == 1


def test_parties_are_kept_on_their_page(client_for, cast, session):
    make.party("territory")
    clerk = client_for(cast.clerk)
    new = sent(name="行业责任", english="Trade", note="行业协会", sort_order="5")
    assert "已新增责任方" in clerk.post("/duties/parties/new", data=new, follow_redirects=True).text
    wrong = clerk.post("/duties/parties/new", data=sent(name="行业责任", english="", sort_order="x"))
    assert wrong.status_code == 422
    assert "请填写英文名称" in wrong.text
    party = session.scalars(select(Party).where(Party.name == "行业责任")).one()
    address = f"/duties/parties/{party.id}"
    change = sent(name="行业自律", english="Trade", version=version_on(clerk.get(address).text))
    clerk.post(address, data=change)
    stale = clerk.post(address, data=change | {"operation_key": fresh_key()})
    assert stale.status_code == 409
    clerk.post(f"{address}/close", data=sent(version=version_on(clerk.get(address).text)))
    assert "已停用" in clerk.get("/duties/parties").text
    assert "行业自律" not in clerk.get("/duties/new").text
    clerk.post(f"{address}/reopen", data=sent(version=version_on(clerk.get(address).text)))
    assert "行业自律" in clerk.get("/duties/new").text
    assert client_for(cast.bank).get(address).status_code == 403


def test_articles_are_kept_on_their_page(client_for, cast, session):
    clerk = client_for(cast.clerk)
    assert "还没有法律条款" in clerk.get("/duties/articles").text
    new = sent(law="《中华人民共和国刑法》", number="287-2", summary="帮助信息网络犯罪活动")
    page = clerk.post("/duties/articles/new", data=new, follow_redirects=True).text
    assert "第287条之2" in page
    wrong = clerk.post("/duties/articles/new", data=sent(law="某法", number="第六条", summary="某事"))
    assert wrong.status_code == 422
    assert "条款编号要写成" in wrong.text
    article = session.scalars(select(Article)).one()
    address = f"/duties/articles/{article.id}"
    change = sent(
        law=article.law, number="287-2(1)", summary="帮信", version=version_on(clerk.get(address).text)
    )
    assert "第287条之2第1款" in clerk.post(address, data=change, follow_redirects=True).text
    clerk.post(f"{address}/close", data=sent(version=version_on(clerk.get(address).text)))
    assert "帮信" not in clerk.get("/duties/new").text
    clerk.post(f"{address}/reopen", data=sent(version=version_on(clerk.get(address).text)))
    assert "帮信" in clerk.get("/duties/new").text
    make.article("15")
    assert "帮信" not in clerk.get("/duties/articles", query_string={"law": make.LAW}).text


def test_below_another_office_the_dictionaries_are_read_only(client_for, cast, session):
    cast.office.parent_id = office("上级市").id
    party, article = make.party(), make.article()
    session.commit()
    clerk = client_for(cast.clerk)
    for address in ("/duties/parties", "/duties/articles"):
        assert "新增责任方" not in clerk.get(address).text
        assert "新增条款" not in clerk.get(address).text
        assert clerk.get(f"{address}/new").status_code == 403
    assert clerk.post(f"/duties/parties/{party.id}", data=sent(name="x")).status_code == 403
    assert clerk.post(f"/duties/articles/{article.id}/close", data=sent(version="1")).status_code == 403
    assert clerk.get("/duties/new").status_code == 200


def test_english_readers_read_english(client_for, cast):
    article = make.article("6(2)")
    make.duty(
        cast.office, "监测处置", "bank", article_id=article.id, recurrence="quarter", first_period="2026-Q4"
    )
    clerk = client_for(cast.clerk)
    clerk.post("/language/en")
    page = clerk.get("/duties").text
    for words in (
        "Duties",
        "Unit",
        "Art. 6(2)",
        "Every quarter, due 17:00 on working day 5 after the period",
    ):
        assert words in page


def test_the_list_asks_as_often_for_five_hundred_duties_as_for_five(client_for, cast, counting):
    article = make.article()
    for number in range(5):
        make.duty(cast.office, f"事项{number}", "bank", article_id=article.id)
    clerk = client_for(cast.clerk)
    clerk.get("/duties")
    with counting() as few:
        clerk.get("/duties")
    for number in range(5, 500):
        make.duty(cast.office, f"事项{number}" if number < 499 else LONG, "bank", article_id=article.id)
    with counting() as many:
        page = clerk.get("/duties").text
    assert len(many) == len(few) <= 12
    assert "共500项" in page
    assert "第 1 页，共 5 页" in page
    assert LONG in clerk.get("/duties?page=99").text
