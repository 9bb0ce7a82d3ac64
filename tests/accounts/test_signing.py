"""Signing in and out, as a browser sees it."""

import pytest
from sqlalchemy import select

from coordination.accounts.models import Account, Attempt, SignIn
from coordination.accounts.signing import forget_old_attempts
from coordination.audit.models import Event
from tests.factories.organizations import PASSWORD

CHANGE = {
    "old": PASSWORD,
    "password": "New-horse-4242",
    "again": "New-horse-4242",
    "operation_key": "k" * 32,
}
pytestmark = pytest.mark.usefixtures("clock")


def sign_in(client, account, password=PASSWORD):
    return client.post(
        "/sign-in", data={"username": account.username, "password": password, "operation_key": "k" * 32}
    )


def test_a_page_asks_who_it_is_and_leads_back_to_itself(client, cast):
    assert client.get("/account").location == "/sign-in"
    assert sign_in(client, cast.clerk).location == "/account"
    assert cast.clerk.name in client.get("/account").text


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/\t/evil.example", "////evil.example", "https://evil.example/"]
)
def test_signing_in_never_leads_to_another_host(client, cast, target):
    with client.session_transaction() as cookie:
        cookie["target"] = target
    assert sign_in(client, cast.clerk).location == "/"


def test_wrong_unknown_and_paused_are_told_apart_by_nobody(client, cast, clock):
    wrong = sign_in(client, cast.clerk, "wrong-Password-1")
    unknown = client.post("/sign-in", data={"username": "nobody", "password": "x", "operation_key": "k" * 32})
    for _ in range(5):
        sign_in(client, cast.clerk, "wrong-Password-1")
    paused = sign_in(client, cast.clerk)
    assert [wrong.status_code, unknown.status_code, paused.status_code] == [422, 422, 422]
    sentence = "账号或密码不对，或尝试次数过多"
    assert all(sentence in page.text for page in (wrong, unknown, paused))
    clock.move(minutes=11)
    assert sign_in(client, cast.clerk).status_code == 302


def test_a_copied_cookie_is_dead_after_signing_out(app, client, cast):
    sign_in(client, cast.clerk)
    copy = app.test_client()
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    with copy.session_transaction() as cookie:
        cookie.update(kept)
    assert copy.get("/account").status_code == 200
    client.post("/sign-out")
    assert copy.get("/account").status_code == 302


def test_a_session_ends_when_idle_and_in_any_case_after_its_hours(client, cast, clock):
    sign_in(client, cast.clerk)
    clock.move(minutes=29)
    assert client.get("/account").status_code == 200
    clock.move(minutes=29)
    assert client.get("/account").status_code == 200
    clock.move(minutes=31)
    assert client.get("/account").status_code == 302
    sign_in(client, cast.clerk)
    for _ in range(26):
        clock.move(minutes=28)
        client.get("/account")
    assert client.get("/account").status_code == 302


def test_polling_does_not_keep_a_session_alive(client, cast, clock):
    sign_in(client, cast.clerk)
    for _ in range(4):
        clock.move(minutes=10)
        answer = client.get("/account", headers={"X-Polling": "1"})
    assert answer.status_code == 302


def test_signing_in_opens_a_new_session_each_time(client, cast, session):
    sign_in(client, cast.clerk)
    sign_in(client, cast.clerk)
    rows = session.scalars(select(SignIn).where(SignIn.account_id == cast.clerk.id)).all()
    assert len({row.token_hash for row in rows}) == 2


def test_changing_the_password_ends_the_other_sessions(app, client, cast, client_for):
    other = client_for(cast.clerk)
    sign_in(client, cast.clerk)
    fresh = {
        "old": PASSWORD,
        "password": "New-horse-4242",
        "again": "New-horse-4242",
        "operation_key": "k" * 32,
    }
    assert client.post("/account/password", data=fresh).status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert sign_in(app.test_client(), cast.clerk, "New-horse-4242").status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "Wrong-1234567"}, "现在的密码不对"),
        ({"password": "Short-1", "again": "Short-1"}, "密码至少10个字符，现在是7个"),
        ({"password": "onlylowercase", "again": "onlylowercase"}, "至少3类"),
        ({"password": PASSWORD, "again": PASSWORD}, "不能再用最近5次用过的密码"),
        ({"again": "Another-one-99"}, "两次输入的新密码不一样"),
        ({"password": "A1-" + "长" * 130, "again": "A1-" + "长" * 130}, "密码最多128个字符"),
    ],
)
def test_a_refused_password_says_what_to_do(client_for, cast, typed, sentence):
    good = {
        "old": PASSWORD,
        "password": "New-horse-4242",
        "again": "New-horse-4242",
        "operation_key": "k" * 32,
    }
    answer = client_for(cast.clerk).post("/account/password", data=good | typed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_closed_account_is_out_at_once(client_for, cast, session, clock):
    client = client_for(cast.bank)
    account = session.get_one(Account, cast.bank.id)
    account.state, account.closed_at = "closed", clock.now()
    session.commit()
    assert client.get("/account").status_code == 302


def test_an_old_password_must_be_changed_before_anything_else(client_for, cast, clock):
    clock.move(days=91)
    client = client_for(cast.clerk)
    assert client.get("/account").location == "/account/password"
    assert client.get("/account/password").status_code == 200


def test_signing_in_leaves_an_audit_row(client, cast, session):
    sign_in(client, cast.clerk)
    event = session.scalars(select(Event).where(Event.action == "account.sign_in")).one()
    assert (event.account_id, len(event.digest)) == (cast.clerk.id, 64)


def test_the_language_is_remembered_in_the_account(client_for, cast, session):
    client = client_for(cast.clerk)
    client.post("/language/en", headers={"Referer": "http://localhost/account"})
    assert session.get_one(Account, cast.clerk.id).language == "en"


def test_old_attempts_are_forgotten(client, cast, session, clock):
    sign_in(client, cast.clerk, "wrong-Password-1")
    clock.move(hours=25)
    sign_in(client, cast.bank, "wrong-Password-1")
    forget_old_attempts()
    assert [row.username for row in session.scalars(select(Attempt))] == [cast.bank.username]


@pytest.mark.parametrize("query", ["_method=POST", "endpoint=x", "_scheme=ftp", "_external=1", "_anchor=x"])
def test_signing_in_leads_back_whatever_the_query_names(client, cast, query):
    client.get(f"/account?{query}&q=1")
    assert sign_in(client, cast.clerk).location == f"/account?{query}&q=1"


def test_neither_polling_nor_an_endless_address_is_remembered(client, cast):
    client.get("/account", headers={"X-Polling": "1"})
    client.get("/account?q=" + "x" * 2000)
    assert sign_in(client, cast.clerk).location == "/"
