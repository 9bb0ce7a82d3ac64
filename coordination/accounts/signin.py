"""Who sends this request: Flask-Login on top of our sessions in the database.

The signed cookie holds the token of a session, nothing about the person. Every request looks
the token up, so a copied cookie is dead as soon as the session has ended.
"""

from datetime import timedelta

from flask import Flask, g, redirect, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from coordination.accounts import queries, signing
from coordination.accounts.models import Account, SignIn
from coordination.accounts.rules import AccountState
from coordination.config import settings
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.db import Scope
from coordination.kernel.headers import STATIC

#: Pages that work while an old password waits to be changed.
OPEN_TO_OLD = (*STATIC, "accounts.password", "accounts.sign_out", "accounts.language")
LANGUAGES = ("zh_CN", "en")
#: Requests that a page makes by itself do not keep a session alive.
POLLING = "X-Polling"
#: Longer addresses would make the cookie larger than browsers keep.
TARGET_AT_MOST = 1000


class Person(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the account, and the token of its session as the id."""

    def __init__(self, account: Account, token: str) -> None:
        self.account = account
        self.token = token

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.unauthorized_handler(unauthorized)
    manager.user_loader(load)
    app.before_request(identify)


def identify() -> Response | None:
    """Give the request its actor and the database its scope; nobody sees nothing."""
    found: Scope = db.NOBODY
    db.enter(db.SYSTEM_SCOPE)  # the session is looked up in it; whatever happens, it ends here
    try:
        if request.endpoint in STATIC or not current_user.is_authenticated:
            return None
        account: Account = current_user.account
        g.actor = account.actor
        g.account = account
        found = g.actor.scope
    finally:
        db.enter(found)
    if password_is_old(account) and request.endpoint not in OPEN_TO_OLD:
        return redirect(url_for("accounts.password"))
    return None


def unauthorized() -> Response:
    """Remember the page on the server side of the cookie's signature, and ask who it is."""
    target = request.full_path.rstrip("?")
    if request.method == "GET" and POLLING not in request.headers and len(target) <= TARGET_AT_MOST:
        cookie["target"] = target
    return redirect(url_for("accounts.sign_in"))


def load(token: str) -> Person | None:
    with db.acting(db.SYSTEM_SCOPE):
        found = queries.sign_in_with(token)
        if found is None or expired(found) or found.account.state is not AccountState.ACTIVE:
            return None
        if POLLING not in request.headers and clock.now() - found.seen_at > timedelta(minutes=1):
            signing.seen(found)
            found = queries.sign_in_with(token)
    return Person(found.account, token) if found else None


def expired(sign_in: SignIn) -> bool:
    now = clock.now()
    idle = now - sign_in.seen_at > timedelta(minutes=settings().session_idle_minutes)
    return idle or now - sign_in.started_at > timedelta(hours=settings().session_hours)


def password_is_old(account: Account) -> bool:
    """Whether the password is past its days and must be changed before anything else."""
    days = settings().password_days
    changed = account.password_changed_at
    return bool(days) and (changed is None or clock.now() - changed > timedelta(days=days))


def language() -> str:
    """Of the person, else of the cookie, else of the settings."""
    own = getattr(g.get("account"), "language", None)
    chosen = own or cookie.get("language")
    return chosen if chosen in LANGUAGES else settings().default_language
