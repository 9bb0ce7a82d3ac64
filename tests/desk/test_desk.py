"""The desk by person: those who do no business see none."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from coordination.applications.services import admit, send_back
from coordination.circulars.states import CircularState
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.reporting import queries
from coordination.tasks.rules import AssignmentState
from tests.conftest import TODAY
from tests.factories import applications, circulars, periods, reporting, tasks
from tests.factories.organizations import account

pytestmark = pytest.mark.usefixtures("clock")


def test_administrators_are_led_to_what_they_keep(cast, client_for, session):
    security = account("安全管理员", cast.office, Function.SECURITY_ADMINISTRATOR)
    session.commit()
    led = {"/account": security, "/audit": cast.auditor, "/accounts": cast.administrator}
    for page, person in led.items():
        assert client_for(person).get("/desk").location == page


def test_who_works_here_has_a_desk(cast, client_for):
    for name in ("clerk", "leader", "bank", "township_a"):
        assert client_for(getattr(cast, name)).get("/desk").status_code == 200, name


#: Monday noon in China, a week before the clock of the tests.
LATE = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


def order(page):
    return re.findall(r'<th scope="row"><a class="co-tap" href="(/(?:assignments|reports)/\d+)', page.text)


def test_a_unit_has_assignments_and_reports_in_one_list_worst_first(cast, client_for, session):
    report = reporting.report(reporting.bank_form(cast.office), cast.units.bank)
    working = {"state": AssignmentState.WORKING, "who": cast.bank, "percent": 90}
    soon = tasks.assignment(
        tasks.task(cast.office, due_at=TODAY + timedelta(days=5)), cast.units.bank, **working
    )
    calm = tasks.assignment(
        tasks.task(cast.office, due_at=TODAY + timedelta(days=30)), cast.units.bank, **working
    )
    late = tasks.assignment(tasks.task(cast.office, due_at=LATE), cast.units.bank, **working)
    back = tasks.assignment(
        tasks.task(cast.office, due_at=TODAY + timedelta(days=30)),
        cast.units.bank,
        AssignmentState.RETURNED,
        who=cast.bank,
    )
    tasks.assignment(tasks.task(cast.office), cast.units.bank, AssignmentState.SUBMITTED, who=cast.bank)
    tasks.assignment(tasks.task(cast.office), cast.units.carrier)
    page = client_for(cast.bank).get("/desk")
    assert order(page) == [
        f"/assignments/{late.id}",
        f"/assignments/{back.id}",
        f"/reports/{report.id}",
        f"/assignments/{soon.id}",
        f"/assignments/{calm.id}",
    ]
    assert "照片看不清，请重拍" in page.text


def test_a_community_worker_has_the_own_community_only(cast, client_for, session):
    parent = tasks.assignment(
        tasks.task(cast.office), cast.units.a, AssignmentState.WORKING, who=cast.township_a
    )
    here, there = tasks.community(cast.units.a, "青溪社区"), tasks.community(cast.units.a, "南岸村")
    person = tasks.worker(cast.units.a, here)
    session.commit()
    mine = tasks.passed_on(parent, here)
    tasks.passed_on(parent, there)
    assert order(client_for(person).get("/desk")) == [f"/assignments/{mine.id}"]


def test_the_office_sees_what_was_handed_in_and_what_is_overdue(cast, client_for, session):
    waiting = tasks.assignment(
        tasks.task(cast.office, "账户倒查"), cast.units.bank, AssignmentState.SUBMITTED, who=cast.bank
    )
    late = tasks.assignment(
        tasks.task(cast.office, "入户宣传", due_at=LATE), cast.units.a, AssignmentState.WORKING
    )
    tasks.request(late, cast.township_a)
    tasks.assignment(
        tasks.task(cast.office, "网站巡查", issued_at=TODAY - timedelta(hours=30)), cast.units.carrier
    )
    page = client_for(cast.clerk).get("/desk")
    assert f'href="/assignments/{waiting.id}/review"' in page.text
    assert f'href="/assignments/{late.id}"' in page.text
    counters = re.findall(r"<span>([^<]+)</span><strong[^>]*>(\d+)</strong>", page.text)
    found = dict(counters[-5:])
    assert found == {
        "任务逾期": "1",
        "反馈待核查": "1",
        "任务申请待答复": "1",
        "24小时未签收": "1",
        "督办函待发": "0",
    }


def test_a_counter_of_the_office_is_the_number_of_the_page_it_leads_to(cast, client_for, session):
    parent = tasks.assignment(
        tasks.task(cast.office), cast.units.a, AssignmentState.WORKING, who=cast.township_a
    )
    here, there = tasks.community(cast.units.a, "青溪社区"), tasks.community(cast.units.a, "南岸村")
    late = tasks.passed_on(parent, here)
    late.due_at, late.issued_at = LATE, LATE - timedelta(days=20)
    waits = tasks.passed_on(parent, there)
    waits.issued_at = TODAY - timedelta(hours=25)
    tasks.request(waits, tasks.worker(cast.units.a, there))
    session.commit()
    page = client_for(cast.clerk).get("/desk").text
    counters = re.findall(r'href="([^"]+)"[^>]*>\s*<span>([^<]+)</span><strong[^>]*>(\d+)</strong>', page)
    numbers = {name: (address, number) for address, name, number in counters}
    for name, theirs in (("任务逾期", "逾期"), ("24小时未签收", "24小时未签收")):
        address, number = numbers[name]
        found = client_for(cast.clerk).get(address.replace("&amp;", "&")).text
        assert re.search(rf"<span>{theirs}</span><strong[^>]*>{number}</strong>", found), (name, number)
        assert number != "0"
    assert numbers["任务申请待答复"][1] == "0"  # the township answers its communities
    assert "青溪镇青溪社区" in page
    assert "4 天" in page  # from 2 to 6 November, as the page of chasing counts


def test_requests_about_reports_stand_on_the_desk_and_lead_to_their_list(cast, client_for, session):
    report = reporting.report(reporting.bank_form(cast.office), cast.units.bank)
    reporting.approved(report, cast.bank, cast.clerk, "5", "100", "5")
    client = client_for(cast.clerk)
    counter = r'href="([^"]+)"[^>]*>\s*<span>填报申请待答复</span><strong[^>]*>(\d+)</strong>'
    assert re.search(counter, client.get("/desk").text).group(2) == "0"
    assert "没有待答复的申请。" in client.get("/reports/queue?show=asked").text
    periods.asked_correction(queries.report(cast.bank.actor, id=report.id), cast.bank)
    page = client.get("/desk").text
    address, number = re.search(counter, page).groups()
    assert number == "1"
    assert f'href="/reports/{report.id}/correction/decide">更正申请：2026年10月 银行月报</a>' in page
    for found in (client.get(address).text, client.get("/reports/queue").text):
        assert re.search(r"<span>申请待答复</span><strong[^>]*>1</strong>", found)
        assert f'href="/reports/{report.id}/correction/decide"' in found
    assert "1 项申请等答复" not in client.get("/reports/queue?show=odd").text


def test_a_township_is_told_what_its_communities_wait_for(cast, client_for, session):
    parent = tasks.assignment(
        tasks.task(cast.office), cast.units.a, AssignmentState.WORKING, who=cast.township_a
    )
    here, there = tasks.community(cast.units.a, "青溪社区"), tasks.community(cast.units.a, "南岸村")
    person = tasks.worker(cast.units.a, here)
    tasks.passed_on(parent, here, AssignmentState.SUBMITTED, who=person)
    asking = tasks.passed_on(parent, there)
    tasks.request(asking, tasks.worker(cast.units.a, there))
    session.commit()
    page = client_for(cast.township_a).get("/desk").text
    assert "村社区报来待核查 1 项，申请待答复 1 项。" in page
    assert 'href="/assignments/waiting"' in page
    for somebody in (cast.township_b, cast.bank, person):
        assert "村社区报来" not in client_for(somebody).get("/desk").text


def test_the_desk_takes_the_same_statements_for_one_and_for_many(cast, client_for, session, counting):
    client = client_for(cast.bank)
    tasks.assignment(tasks.task(cast.office), cast.units.bank)
    client.get("/desk")
    with counting() as few:
        client.get("/desk")
    for _more in range(5):
        tasks.assignment(tasks.task(cast.office), cast.units.bank)
    with counting() as many:
        client.get("/desk")
    assert len(many) == len(few)


def test_what_waits_about_titles_stands_on_the_desk_of_whom_it_waits_for(cast, client_for, clock):
    world = applications.world(cast)
    one = applications.filed(world, world.worker)
    assert "柳沟社区的创建申报" in client_for(cast.township_a).get("/desk").text
    one = applications.again(one)
    admit(one, actor=cast.township_a.actor, operation=fresh_key(), version=one.version)
    assert "柳沟社区的创建申报" not in client_for(cast.township_a).get("/desk").text
    assert "1项联审意见待提" in client_for(cast.police).get("/desk").text

    clock.move(datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    assert "1项超期" in client_for(cast.police).get("/desk").text
    assert "联审意见超期" in client_for(cast.clerk).get("/desk").text
    one = applications.again(one)
    send_back(one, actor=cast.clerk.actor, operation=fresh_key(), version=one.version, reason="补照片")
    for person in (cast.township_a, world.worker):
        assert "修改后再报" in client_for(person).get("/desk").text
    assert "项联审意见待提" not in client_for(cast.police).get("/desk").text


def test_what_waits_for_a_signature_stands_first(cast, client_for, session):
    circulars.ready(cast)
    waiting = circulars.draft(cast)
    waiting.state = CircularState.SIGNING
    waiting.checked_by_id = cast.second_clerk.id
    circulars.draft(cast)
    session.commit()
    page = client_for(cast.leader).get("/desk").text
    assert f'/circulars/{waiting.id}"' in page
    assert page.index(f'/circulars/{waiting.id}"') < page.index("<h2>等您处理</h2>")
    assert page.count("办理中的通报</h2>") == 1
    assert "起草人" in page


def test_an_office_without_anything_is_told_where_to_begin(cast, client_for):
    page = client_for(cast.clerk).get("/desk").text
    assert "先列好成员单位" in page
    assert 'href="/forms"' in page
    assert page.index("<h2>等您处理</h2>") < page.index("办理中的通报</h2>")
