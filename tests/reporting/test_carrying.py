"""Without a script: what is sent after the session has ended is offered again to the same person."""

import re
from html import unescape
from io import BytesIO

import pytest

from coordination.accounts.carrying import AT_MOST, PURPOSE
from coordination.accounts.models import SignIn
from coordination.kernel.operations import fresh_key
from coordination.kernel.sealed import unseal
from coordination.reporting.states import ReportState
from tests.factories import reporting as make
from tests.factories.organizations import PASSWORD
from tests.reporting.test_drafts import AMOUNT, sent

PAGE = {"Accept": "text/html", "Origin": "http://localhost"}
INPUT = re.compile(r'<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"')


def door(client, account, carried=""):
    typed = {"username": account.username, "password": PASSWORD, "operation_key": fresh_key()}
    return client.post("/sign-in", data=typed | {"carried": carried}, headers=PAGE)


def hidden(page):
    """The fields that the page holds, and the addresses its forms go to."""
    return {unescape(name): unescape(value) for name, value in INPUT.findall(page)}


@pytest.fixture
def away(client, cast, bank, session):
    """Signed in at the door, a page open, and then the session ends."""
    door(client, cast.bank)
    for one in session.query(SignIn):
        session.delete(one)
    session.commit()
    return client


def type_(client, bank, path="fill", amount="12万"):
    return client.post(f"/reports/{bank.id}/{path}", data=sent(bank, "5", amount, "多"), headers=PAGE)


def test_the_same_person_gets_it_back_and_stores_it(away, cast, bank):
    asked = type_(away, bank)
    assert asked.status_code == 401
    assert "刚才填的内容还在" in asked.text
    sealed = hidden(asked.text)["carried"]
    assert "12万" not in asked.text
    offered = door(away, cast.bank, sealed)
    assert f'action="/reports/{bank.id}/fill"' in offered.text
    assert cast.bank.name in offered.text
    stored = away.post(f"/reports/{bank.id}/fill", data=hidden(offered.text), headers=PAGE)
    assert stored.status_code == 302
    bank = make.again(bank)
    assert (bank.state, make.figures(bank)[f"{bank.unit_id}-{AMOUNT}"]) == (ReportState.DRAFT, 120_000)


def test_signing_in_alone_stores_nothing(away, cast, bank):
    door(away, cast.bank, hidden(type_(away, bank).text)["carried"])
    assert make.again(bank).state is ReportState.MISSING


def test_a_wrong_password_keeps_it(away, cast, bank):
    sealed = hidden(type_(away, bank).text)["carried"]
    typed = {"username": cast.bank.username, "password": "wrong", "operation_key": fresh_key()}
    again = away.post("/sign-in", data=typed | {"carried": sealed}, headers=PAGE)
    assert again.status_code == 422
    assert hidden(again.text)["carried"] == sealed


def test_somebody_else_gets_none_of_it(away, cast, bank):
    sealed = hidden(type_(away, bank).text)["carried"]
    answer = door(away, cast.carrier, sealed)
    assert answer.status_code == 302
    page = away.get(answer.location, follow_redirects=True).text
    assert "没有带过来" in page
    assert "12万" not in page


def test_it_lies_for_half_an_hour(away, cast, bank, clock):
    sealed = hidden(type_(away, bank).text)["carried"]
    clock.move(minutes=31)
    assert door(away, cast.bank, sealed).status_code == 302


def test_nobody_makes_up_what_another_has_typed(away, cast, bank):
    sealed = hidden(type_(away, bank).text)["carried"]
    assert unseal(sealed, PURPOSE)
    for made_up in ("made up", sealed[:-4] + "AAAA"):
        assert door(away, cast.bank, made_up).status_code == 302


@pytest.mark.parametrize("what", ["nothing typed", "too much", "a script", "a file"])
def test_what_is_not_carried_leads_to_the_door_and_back(away, bank, what):
    address = f"http://localhost/reports/{bank.id}/fill"
    headers = PAGE | {"Referer": address} | ({"Accept": "application/json"} if what == "a script" else {})
    data = sent(bank, "" if what == "nothing typed" else "5")
    if what == "too much":
        data["r-1"] = "长" * (AT_MOST + 1)
    if what == "a file":
        data["file"] = (BytesIO(b"PK"), "x.xlsx")
    answer = away.post(f"/reports/{bank.id}/fill", data=data, headers=headers)
    assert answer.location == "/sign-in"
    with away.session_transaction() as cookie:
        assert cookie["target"] == f"/reports/{bank.id}/fill"


def test_a_new_password_is_never_carried(away):
    typed = {"old": PASSWORD, "password": "New-horse-4242", "again": "New-horse-4242"}
    answer = away.post("/account/password", data=typed | {"operation_key": fresh_key()}, headers=PAGE)
    assert answer.location == "/sign-in"


@pytest.fixture
def guarded(app, monkeypatch):
    """As in service: every form needs the token of its session."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def test_a_page_older_than_the_session_is_offered_again(cast, bank, client_for, guarded):
    client = client_for(cast.bank)
    offered = type_(client, bank)
    assert offered.status_code == 400
    stored = client.post(f"/reports/{bank.id}/fill", data=hidden(offered.text), headers=PAGE)
    assert stored.status_code == 302
    assert make.again(bank).state is ReportState.DRAFT


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": ""},
    ],
)
def test_what_another_site_sends_is_offered_to_nobody(cast, bank, client_for, guarded, headers):
    answer = client_for(cast.bank).post(
        f"/reports/{bank.id}/fill", data=sent(bank, "666"), headers=PAGE | headers
    )
    assert answer.status_code == 400
    assert "666" not in answer.text
