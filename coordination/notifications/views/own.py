"""The own messages and settings."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.accounts.models import Account
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires
from coordination.notifications import services
from coordination.notifications.channels import open_channels
from coordination.notifications.forms import PreferenceForm
from coordination.notifications.models import Notification
from coordination.notifications.policy import MessageAction, PreferenceAction
from coordination.notifications.queries import messages as queries
from coordination.notifications.rules import is_mobile
from coordination.notifications.states import Channel
from coordination.notifications.views.place import blueprint
from coordination.notifications.wording import restored
from coordination.organizations.rules import masked_phone


@blueprint.get("/messages")
@requires(MessageAction.VIEW, queries.own_account)
def messages(_account: Account) -> Answer:
    unread_only = request.args.get("unread") == "1"
    page = request.args.get("page", 1, type=int)
    found = queries.messages(actor(), unread_only=unread_only, page=page)
    lines = [(line, restored(line.message, line.content)) for line in found.lines]
    return render_template(
        "notifications/messages.html", found=found, lines=lines, unread_only=unread_only, act=Act()
    )


@blueprint.get("/messages/<int:id>")
@requires(MessageAction.VIEW, Notification)
def open_message(message: Notification) -> Answer:
    """Mark it as read and lead to what it is about."""
    services.mark_read(message, actor=actor())
    return redirect(message.address if _is_ours(message.address) else url_for("notifications.messages"))


def _is_ours(address: str) -> bool:
    """A path of this site; `//host` and `/\\host` would be taken for another one."""
    return address.startswith("/") and address[1:2] not in ("/", "\\")


@blueprint.post("/messages/read")
@requires(MessageAction.READ_ALL, queries.own_account)
def read_all(account: Account) -> Answer:
    form = Act()
    if form.validate_on_submit():
        services.mark_all_read(account, actor=actor(), operation=form.key)
        flash(gettext("已全部标为已读。"))
    return redirect(url_for("notifications.messages"))


@blueprint.route("/messages/settings", methods=["GET", "POST"])
@requires(PreferenceAction.SAVE, queries.own_account)
def settings(account: Account) -> Answer:
    stored = queries.preference_of(account)
    form = PreferenceForm(stored)
    if form.validate_on_submit():
        with form.refusals():
            services.save(account, actor=actor(), operation=form.key, version=form.seen, wishes=form.wishes)
            flash(gettext("通知设置已保存。"))
            return redirect(url_for("notifications.settings"))
    open_now = open_channels()
    return form.page(
        "notifications/settings.html",
        phone=masked_phone(account.phone) if is_mobile(account.phone) else "",
        mail_is_open=Channel.MAIL in open_now,
        sms_is_open=Channel.SMS in open_now,
        calendar_act=Act(formdata=None),
        calendar_is_on=bool(stored.calendar_hash) if stored else False,
    )
