"""The pages of chasing, as each person meets them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.kernel.functions import Function
from coordination.notifications.models import Notification
from coordination.reminders.models import Reminder
from coordination.reminders.rules import Rung
from coordination.reminders.services.ladder import climb_due
from coordination.tasks.rules import AssignmentState
from tests.factories import reporting, tasks
from tests.factories.organizations import account, unit

pytestmark = pytest.mark.usefixtures("clock")
LATE = datetime(2026, 10, 28, 9, 0, tzinfo=UTC)
PAGES = ("/chasing", "/chasing/ledger", "/letters")


@pytest.fixture
def late(cast):
    task = tasks.task(cast.office, title="涉案账户倒查", due_at=LATE, issued_at=LATE - timedelta(days=9))
    cast.units.bank.contact_phone = "13800005678"
    return tasks.assignment(task, cast.units.bank, AssignmentState.WORKING, who=cast.bank)


def key_of(page):
    return re.search(r'name="operation_key"[^>]*value="([0-9a-f]+)"', page.text).group(1)


def version_of(page):
    return re.search(r'name="version"[^>]*value="(\d*)"', page.text).group(1)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_to_chase_says_so(cast, client_for, page):
    answer = client_for(cast.clerk).get(page)
    assert answer.status_code == 200
    assert "co-empty" in answer.text


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["bank", "township_a", "auditor", "administrator"])
def test_only_the_office_chases(cast, client_for, page, who):
    assert client_for(getattr(cast, who)).get(page).status_code in (403, 404)


def test_the_neighbouring_office_sees_nothing_of_it(cast, client_for, late):
    client = client_for(cast.outsider)
    assert "涉案账户倒查" not in client.get("/chasing?show=all").text
    assert client.get(f"/chasing/call?item=assignment-{late.id}").status_code == 404


def test_from_the_tick_to_the_ledger(cast, client_for, late, session):
    client = client_for(cast.clerk)
    board = client.get("/chasing")
    assert "逾期9天" in board.text
    assert "138****5678" in board.text
    assert "13800005678" not in board.text
    assert f'value="assignment-{late.id}" checked' in board.text
    chosen = {"item": f"assignment-{late.id}", "operation_key": key_of(board)}
    confirm = client.post("/chasing/confirm", data=chosen)
    assert confirm.status_code == 200
    assert "银行联络员" in confirm.text
    sent = client.post(
        "/chasing", data={**chosen, "operation_key": key_of(confirm), "text": "请今天报来", "confirmed": "1"}
    )
    assert sent.location == "/chasing/ledger"
    ledger = client.get(sent.location)
    assert "请今天报来" in ledger.text
    assert "站内未读" in ledger.text
    assert session.scalars(select(Reminder.rung)).all() == [Rung.CHASE]
    assert "站内1人，已读0人" in client.get("/chasing").text


def test_who_was_chased_within_a_day_is_not_ticked_again(cast, client_for, late):
    client = client_for(cast.clerk)
    item = f"assignment-{late.id}"
    for _time in range(2):
        confirm = client.post("/chasing/confirm", data={"item": item, "operation_key": "k" * 32})
        client.post("/chasing", data={"item": item, "operation_key": key_of(confirm)})
    page = client.post("/chasing/confirm", data={"item": item, "operation_key": "k" * 32})
    assert "24小时内已催过" in page.text
    assert f'value="{item}" checked' not in page.text


def test_a_unit_without_account_is_named(cast, client_for, session):
    lonely = unit(cast.office, "农业银行山阳支行", "bank")
    task = tasks.task(cast.office, due_at=LATE, issued_at=LATE - timedelta(days=9))
    made = tasks.assignment(
        task, lonely, AssignmentState.ACKNOWLEDGED, acknowledged_by_id=cast.clerk.id, who=cast.clerk
    )
    page = client_for(cast.clerk).post(
        "/chasing/confirm", data={"item": f"assignment-{made.id}", "operation_key": "k" * 32}
    )
    assert "没有账号，只能打电话" in page.text


def test_nothing_ticked_leads_back_with_a_sentence(cast, client_for):
    client = client_for(cast.clerk)
    assert client.post("/chasing/confirm", data={"operation_key": "k" * 32}).location == "/chasing"
    assert "请先勾选" in client.get("/chasing").text


def test_a_refused_chase_keeps_the_words(cast, client_for, late):
    page = client_for(cast.clerk).post(
        "/chasing",
        data={
            "item": f"assignment-{late.id}",
            "operation_key": "k" * 32,
            "text": "催" * 501,
            "confirmed": "1",
        },
    )
    assert page.status_code == 422
    assert "最多500个字" in page.text
    assert "催" * 501 in page.text
    assert f'value="assignment-{late.id}" checked' in page.text


def test_a_call_is_noted(cast, client_for, late, session):
    client = client_for(cast.clerk)
    address = f"/chasing/call?item=assignment-{late.id}"
    page = client.get(address)
    assert client.post(address, data={"operation_key": key_of(page), "note": ""}).status_code == 422
    done = client.post(address, data={"operation_key": key_of(page), "note": "答复明天报"})
    assert done.location == "/chasing/ledger"  # where the call stands, whatever list it came from
    assert "答复明天报" in client.get(done.location).text


def test_a_letter_from_draft_to_unit(cast, client_for, late, session):
    climb_due()
    letter = session.scalars(select(Reminder).where(Reminder.rung == Rung.LETTER)).one()
    address, clerk, bank = f"/letters/{letter.id}", client_for(cast.clerk), client_for(cast.bank)
    assert bank.get(address).status_code == 404
    page = clerk.get(address)
    assert f'href="/assignments/{late.id}"' in page.text  # what it is about is one step away
    typed = {"operation_key": key_of(page), "version": version_of(page), "text": "请于3个工作日内办结。"}
    assert clerk.post(address, data=typed).location == address
    assert clerk.post(f"{address}/send", data=typed).status_code == 409  # the page was of the first version
    page = clerk.get(address)
    typed = {"operation_key": key_of(page), "version": version_of(page), "text": "请于3个工作日内办结。"}
    assert clerk.post(f"{address}/send", data=typed).location == address
    seen = bank.get(address)
    assert "请于3个工作日内办结。" in seen.text
    assert cast.office.name in seen.text
    assert client_for(cast.carrier).get(address).status_code == 404


def test_other_reminders_are_no_letters(cast, client_for, late, session):
    climb_due()
    order = session.scalars(select(Reminder).where(Reminder.rung != Rung.LETTER)).first()
    assert client_for(cast.clerk).get(f"/letters/{order.id}").status_code == 404
    assert client_for(cast.clerk).get(f"/letters/{2**70}").status_code == 404


def test_the_board_takes_the_same_statements_for_one_and_for_many(cast, client_for, late, counting):
    client = client_for(cast.clerk)
    client.get("/chasing")
    with counting() as few:
        client.get("/chasing")
    for one in (cast.units.police, cast.units.carrier, cast.units.a, cast.units.b):
        task = tasks.task(cast.office, due_at=LATE, issued_at=LATE - timedelta(days=9))
        tasks.assignment(task, one, AssignmentState.WORKING)
    climb_due()
    with counting() as many:
        client.get("/chasing")
    assert len(many) <= len(few) + 2  # what became of the reminders


@pytest.fixture
def subscribed(cast, client_for):
    client = client_for(cast.bank)

    def subscribe():
        client.post("/calendar/on", data={"operation_key": f"{subscribe.n:032}"})
        subscribe.n += 1
        with client.session_transaction() as cookie:
            (_kind, sentence) = cookie.pop("_flashes")[-1]
        return re.search(r"/calendar/[^/]+\.ics", sentence).group(0)

    subscribe.n = 1
    return client, subscribe


def events(answer):
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_calendar_of_the_own_deadlines(cast, subscribed, client, late):
    _browser, subscribe = subscribed
    tasks.assignment(tasks.task(cast.office, due_at=LATE), cast.units.carrier)
    address = subscribe()
    answer = client.get(address)
    assert answer.mimetype == "text/calendar"
    (event,) = events(answer)
    assert event["uid"].startswith(f"assignment-{late.id}@")
    assert event.end == LATE
    assert "涉案账户倒查" in event["summary"]
    assert all(len(line) <= 75 for line in answer.data.split(b"\r\n"))


def test_a_calendar_address_dies_when_it_is_renewed_or_taken_back(cast, subscribed, client, late):
    browser, subscribe = subscribed
    first, second = subscribe(), subscribe()
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    browser.post("/calendar/off", data={"operation_key": "f" * 32})
    assert client.get(second).status_code == 404


def test_a_closed_account_has_no_calendar(cast, subscribed, client, late, session, clock):
    _browser, subscribe = subscribed
    address = subscribe()
    closed = {"state": AccountState.CLOSED, "closed_at": clock.now()}
    session.execute(update(Account).where(Account.id == cast.bank.id).values(closed))
    session.commit()
    assert client.get(address).status_code == 404


def test_a_community_worker_has_the_deadlines_of_the_community(cast, client_for, client, session):
    task = tasks.task(cast.office, due_at=LATE)
    parent = tasks.assignment(task, cast.units.a, AssignmentState.WORKING, who=cast.township_a)
    here, there = tasks.community(cast.units.a, "青溪社区"), tasks.community(cast.units.a, "南岸村")
    person = tasks.worker(cast.units.a, here)
    session.commit()
    mine = tasks.passed_on(parent, here)
    tasks.passed_on(parent, there)
    browser = client_for(person)
    browser.post("/calendar/on", data={"operation_key": "9" * 32})
    with browser.session_transaction() as cookie:
        address = re.search(r"/calendar/[^/]+\.ics", cookie["_flashes"][-1][1]).group(0)
    assert [event["uid"].split("@")[0] for event in events(client.get(address))] == [f"assignment-{mine.id}"]


def test_an_unknown_calendar_is_absent(client):
    assert client.get("/calendar/nobody.ics").status_code == 404
    assert client.get(f"/calendar/{'x' * 500}.ics").status_code == 404


def test_english_pages_hold_english_words(cast, client_for, late, session):
    reader = account("Reader", cast.office, Function.CLERK, language="en")
    session.commit()
    reporting.report(reporting.bank_form(cast.office), cast.units.bank)
    session.commit()
    page = client_for(reader).get("/chasing?show=all")
    assert "Chasing" in page.text
    assert re.search(r'href="/reports/\d+">[^<]+, October 2026<', page.text)
    assert "2026年" not in page.text
    assert session.scalars(select(Notification)).all() == []
