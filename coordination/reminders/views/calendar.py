"""The calendar feed, and turning it on and off in the own settings."""

import secrets

from flask import Response, flash, redirect, request, url_for
from flask_babel import gettext

from coordination.accounts.models import Account
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import NotFound
from coordination.kernel.forms import Act
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, public, requires
from coordination.notifications.wording import lookup
from coordination.reminders.policy import FeedAction
from coordination.reminders.queries import feed
from coordination.reminders.services import feed as services
from coordination.reminders.views.place import blueprint

TOKEN_AT_MOST = 100


def own_account(actor: Actor, **_places: int) -> Account | None:
    return session.get(Account, actor.id)


@blueprint.get("/calendar/<token>.ics")
@public("a calendar program cannot sign in; the address itself is the secret")
def calendar(token: str) -> Answer:
    if len(token) > TOKEN_AT_MOST:
        raise NotFound
    with acting(SYSTEM_SCOPE):
        account = feed.holder(services.digest(token))
        if account is None:
            raise NotFound
        found, translate = feed.own_items(account), lookup(account.language)
    content = feed.calendar(
        found, host=request.host, now=clock.now(), render=lambda text: text.render(translate)
    )
    return Response(content, mimetype="text/calendar", headers={"Cache-Control": "private, no-store"})


@blueprint.post("/calendar/on")
@requires(FeedAction.TURN_ON, own_account)
def calendar_on(account: Account) -> Answer:
    """A new address, shown once; an earlier one is dead."""
    form, token = Act(), secrets.token_urlsafe(32)
    if form.validate_on_submit():
        services.turn_on(account, actor=actor(), operation=form.key, token=token)
        address = url_for(".calendar", token=token, _external=True)
        flash(gettext("日历订阅地址（只显示这一次，请复制到日历软件）：%(address)s", address=address))
    return redirect(url_for("notifications.settings"))


@blueprint.post("/calendar/off")
@requires(FeedAction.TURN_OFF, own_account)
def calendar_off(account: Account) -> Answer:
    form = Act()
    if form.validate_on_submit():
        services.turn_off(account, actor=actor(), operation=form.key)
        flash(gettext("日历订阅已停止，原来的地址不再有效。"))
    return redirect(url_for("notifications.settings"))
