"""The administrator's pages, as a browser sees them."""

import re

import pytest

from coordination.accounts.rules import AccountState
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from tests.factories.organizations import account

pytestmark = pytest.mark.usefixtures("clock")


def sent(**fields):
    return {"operation_key": fresh_key(), **fields}


def version_on(page):
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def code_on(page):
    found = re.search(r'<p class="co-code">([^<]+)</p>', page)
    return found and found[1]


PERSON = {"name": "王五", "username": "wang.wu", "functions": ["clerk"], "unit_id": "0"}


def test_the_list_shows_people_with_their_functions_and_masked_phones(client_for, cast):
    cast.bank.phone = "13812345678"
    page = client_for(cast.administrator).get("/accounts").text
    assert "银行联络员" in page
    assert "联络员" in page
    assert "138****5678" in page
    assert "13812345678" not in page
    assert cast.outsider.name not in page


def test_the_list_is_filtered_by_words_unit_and_state(client_for, cast):
    admin, bank, police = client_for(cast.administrator), cast.bank.name, cast.police.name
    for query in (f"q={cast.bank.username}", f"unit={cast.units.bank.id}"):
        page = admin.get(f"/accounts?{query}").text
        assert bank in page
        assert police not in page
    assert "没有这种状态的账号" in admin.get("/accounts?state=invited").text
    assert admin.get("/accounts?state=nonsense&unit=99999999999999999999").status_code == 200


def test_the_list_asks_as_often_for_many_as_for_few(client_for, cast, counting, session):
    admin = client_for(cast.administrator)
    admin.get("/accounts")
    with counting() as few:
        admin.get("/accounts")
    office = session.get_one(Office, cast.office.id)
    for number in range(30):
        account(f"人{number}", office, Function.CLERK)
    with counting() as many:
        admin.get("/accounts")
    assert len(many) <= len(few)


def test_the_code_is_shown_once_and_opens_the_account(client_for, client, cast):
    admin = client_for(cast.administrator)
    answer = admin.post("/accounts/new", data=sent(**PERSON))
    assert answer.status_code == 200
    code = code_on(answer.text)
    shown = admin.get(re.search(r'href="(/accounts/\d+)"', answer.text)[1]).text
    assert "wang.wu" in shown
    assert code not in shown
    typed = {"username": "wang.wu", "code": code, "password": "Fresh-horse-77", "again": "Fresh-horse-77"}
    assert client.post("/invitation", data=sent(**typed)).location == "/sign-in"


def test_the_same_form_sent_again_shows_the_same_code(client_for, cast):
    admin, form = client_for(cast.administrator), sent(**PERSON)
    codes = [code_on(admin.post("/accounts/new", data=form).text) for _time in range(2)]
    assert codes[0] == codes[1] is not None


def test_a_refused_form_keeps_what_was_typed(client_for, cast):
    admin = client_for(cast.administrator)
    answer = admin.post("/accounts/new", data=sent(**{**PERSON, "functions": ["clerk", "auditor"]}))
    assert answer.status_code == 422
    assert "各自单独" in answer.text
    assert 'value="wang.wu"' in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="auditor"', answer.text)


def test_an_account_is_changed_and_closed(client_for, cast):
    admin, address = client_for(cast.administrator), f"/accounts/{cast.carrier.id}"
    page = admin.get(f"{address}/edit").text
    typed = {"name": "新名", "functions": ["liaison"], "unit_id": cast.units.carrier.id}
    answer = admin.post(f"{address}/edit", data=sent(**typed, version=version_on(page)))
    assert answer.location == address
    assert "新名" in admin.get(address).text
    carrier = client_for(cast.carrier)
    assert carrier.get("/account").status_code == 200
    page = admin.get(f"{address}/close").text
    assert admin.post(f"{address}/close", data=sent(version=version_on(page))).location == "/accounts"
    assert carrier.get("/account").status_code == 302
    assert "新名" in admin.get(f"/accounts?state={AccountState.CLOSED}").text


def test_a_new_code_for_who_forgot_the_password(client_for, cast):
    admin, address = client_for(cast.administrator), f"/accounts/{cast.bank.id}"
    version = version_on(admin.get(address).text)
    assert code_on(admin.post(f"{address}/code", data=sent(version=version)).text)


PAGES = ("", "/edit", "/close")


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_finds_accounts(client_for, cast, page):
    address = f"/accounts/{cast.bank.id}{page}"
    for person in (cast.outsider, cast.clerk, cast.leader, cast.auditor, cast.police):
        assert client_for(person).get(address).status_code == 404
    assert client_for(cast.clerk).get("/accounts").status_code == 404
    assert client_for(cast.clerk).get("/accounts/new").status_code == 404
    assert client_for(cast.clerk).post(f"/accounts/{cast.bank.id}/code", data=sent()).status_code == 404
