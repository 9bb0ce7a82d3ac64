"""Who sends this request: Flask-Login on top of our sessions in the database.

The signed cookie holds the token of a session, nothing about the person. Every request looks
the token up (`entry`), so a copied cookie is dead as soon as the session has ended.
"""

from datetime import timedelta

from babel import Locale
from flask import Flask, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user
from werkzeug.wrappers import Response

from coordination.accounts import carrying, entry, signing, targets
from coordination.accounts.entry import Visitor
from coordination.accounts.forms import SignInForm
from coordination.config import settings
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.headers import STATIC
from coordination.kernel.operations import fresh_key
from coordination.kernel.web import Answer

#: Pages that work while an old password waits to be changed.
OPEN_TO_OLD = (*STATIC, "accounts.password", "accounts.sign_out", "accounts.language")
LANGUAGES = ("zh_CN", "en")
_LOCALES = {name: Locale.parse(name) for name in LANGUAGES}
#: Requests that a page makes by itself do not keep a session alive.
POLLING = "X-Polling"
#: Longer addresses would make the cookie larger than browsers keep.
TARGET_AT_MOST = 1000


class Person(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: who it is, and the token of the session as the id."""

    def __init__(self, visitor: Visitor, token: str) -> None:
        self.visitor = visitor
        self.token = token

    def get_id(self) -> str:
        return self.token


def install(app: Flask) -> None:
    manager = LoginManager(app, add_context_processor=False)
    manager.session_protection = None
    manager.unauthorized_handler(unauthorized)
    manager.user_loader(load)
    app.before_request(identify)


def identify() -> Response | None:
    """Give the request its actor and the database its scope; nobody sees nothing."""
    db.enter(db.NOBODY)
    if request.endpoint in STATIC or not current_user.is_authenticated:
        return None
    visitor: Visitor = current_user.visitor
    g.actor = visitor.actor
    g.account = visitor
    if password_is_old(visitor) and request.endpoint not in OPEN_TO_OLD:
        return redirect(url_for("accounts.password"))
    return None


def unauthorized() -> Answer:
    """Ask who it is. The page wanted is remembered in the signed cookie, a form that was sent is sealed."""
    carried = carrying.taken()
    sealed = carrying.packed(carried) if carried else ""
    if sealed:
        return _with(sealed)
    target = targets.came_from() if request.method == "POST" else request.full_path.rstrip("?")
    if target and POLLING not in request.headers and len(target) <= TARGET_AT_MOST:
        cookie["target"] = target
    return redirect(url_for("accounts.sign_in"))


def _with(sealed: str) -> Answer:
    form = SignInForm(formdata=None)
    form.operation_key.data = fresh_key()
    form.carried.data = sealed
    return render_template("accounts/sign_in.html", form=form), 401


def load(token: str) -> Person | None:
    now = clock.now()
    visitor = entry.enter(token, now, settings())
    if visitor is None:
        return None
    if POLLING not in request.headers and now - visitor.seen_at > timedelta(minutes=1):
        signing.seen(visitor.sign_in_id)
    return Person(visitor, token)


def password_is_old(account: Visitor) -> bool:
    """Whether the password is past its days and must be changed before anything else."""
    days = settings().password_days
    changed = account.password_changed_at
    return bool(days) and (changed is None or clock.now() - changed > timedelta(days=days))


def language() -> str:
    """Of the person, else of the cookie, else of the settings."""
    own = getattr(g.get("account"), "language", None)
    chosen = own or cookie.get("language")
    return chosen if chosen in LANGUAGES else settings().default_language


def locale() -> Locale:
    """The same for Flask-Babel: made once, since finding a locale by its name takes 0.2 ms."""
    return _LOCALES[language()]
