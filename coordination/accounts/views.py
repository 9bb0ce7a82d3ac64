"""Pages about oneself: signing in and out, the own password, the first password, the language."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from coordination.accounts import carrying, entry, signing
from coordination.accounts.carrying import Carried
from coordination.accounts.entry import Visitor
from coordination.accounts.forms import AcceptForm, PasswordForm, SignInForm
from coordination.accounts.rules import FUNCTION_LABELS
from coordination.accounts.signin import LANGUAGES, Person
from coordination.accounts.targets import came_from, inside
from coordination.config import settings
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.kernel.web import Answer, public, signed_in

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public("nobody is signed in yet")
def sign_in() -> Answer:
    form = SignInForm()
    if form.validate_on_submit():
        with form.refusals():
            token = signing.sign_in(
                form.username.data,
                form.password.data,
                address=request.remote_addr or "",
                agent=request.user_agent.string,
                settings=settings(),
            )
            return _enter(token, form.carried.data or "")
    return form.page("accounts/sign_in.html")


def _enter(token: str, sealed: str) -> Answer:
    target = cookie.get("target")
    cookie.clear()
    found = entry.enter(token, clock.now(), settings())
    if found is None:
        return redirect(inside(target))
    login_user(Person(found, token))
    cookie["language"] = found.language or settings().default_language
    cookie[carrying.ACCOUNT] = found.id
    carried = carrying.unpacked(sealed, found.id)
    if carried is not None:
        return _offer(carried, found)
    if sealed:
        flash(gettext("登录过期时填的内容没有带过来：换了账号，或者已超过30分钟。"), "warning")
    return redirect(inside(target))


def _offer(carried: Carried, found: Visitor) -> Answer:
    """The form once more, for the person who has just signed in."""
    g.account, g.actor = found, found.actor
    return render_template("accounts/carried.html", carried=carried)


@blueprint.post("/sign-out")
@public("ends whatever session the browser holds")
def sign_out() -> Answer:
    if current_user.is_authenticated:
        signing.sign_out(current_user.token)
    logout_user()
    language = cookie.get("language")
    cookie.clear()
    cookie["language"] = language
    return redirect(url_for("accounts.sign_in"))


@blueprint.get("/account")
@signed_in
def own() -> Answer:
    account = g.account
    functions = [FUNCTION_LABELS[Function(name)] for name in account.functions]
    return render_template("accounts/own.html", functions=functions)


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> Answer:
    form = PasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            signing.change_password(
                g.account.id,
                old=form.old.data,
                new=form.password.data,
                token=current_user.token,
                settings=settings(),
            )
            flash(gettext("密码已修改，其他设备上的登录已退出。"))
            return redirect(url_for("accounts.own"))
    return form.page("accounts/password.html", policy=settings())


@blueprint.route("/invitation", methods=["GET", "POST"])
@public("the invited person has no password yet")
def accept() -> Answer:
    form = AcceptForm()
    if form.validate_on_submit():
        with form.refusals():
            signing.accept(form.username.data, form.code.data, form.password.data, settings=settings())
            flash(gettext("账号已激活，请登录。"))
            return redirect(url_for("accounts.sign_in"))
    return form.page("accounts/accept.html", policy=settings())


@blueprint.post("/language/<name>")
@public("the sign-in page has the choice too")
def language(name: str) -> Answer:
    """Remember the language: in the account when somebody is signed in, else in the cookie."""
    if name in LANGUAGES:
        cookie["language"] = name
        if current_user.is_authenticated:
            signing.speak(g.account.id, name)
    return redirect(inside(came_from()))


from coordination.accounts import administration  # noqa: E402  its pages hang on the blueprint above

__all__ = ["administration", "blueprint"]
