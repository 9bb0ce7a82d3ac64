"""Chasing: who is to be chased, the page between the tick and the act, calls."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.operations import fresh_key
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.organizations.rules import masked_phone
from coordination.reminders.forms import CallForm, ChaseForm
from coordination.reminders.policy import ReminderAction
from coordination.reminders.queries.board import Pressure, Row, Wanted, board, rows
from coordination.reminders.queries.items import Item, Kind, chosen
from coordination.reminders.rules import BY_HAND, RUNG_LABELS, chased_lately
from coordination.reminders.sentences import outcome, state
from coordination.reminders.services import by_hand
from coordination.reminders.services.telling import reached
from coordination.reminders.views.place import blueprint
from coordination.reporting.states import ReportAction

#: The filters by their names in the address.
PRESSURES = {str(one): one for one in Pressure}
KINDS = {str(kind): kind for kind in Kind}


@blueprint.get("/chasing")
@requires(ReminderAction.LIST, own_office)
def index(office: Office) -> Answer:
    wanted = _wanted()
    return render_template(
        "reminders/index.html",
        office=office,
        wanted=wanted,
        found=board(office.id, wanted, clock.now(), working_days()),
        Pressure=Pressure,
        Kind=Kind,
        Extend=ReportAction.EXTEND,
        form=ChaseForm(formdata=None),
        masked_phone=masked_phone,
        rung_labels=RUNG_LABELS,
        state=state,
        outcome=outcome,
    )


def _wanted() -> Wanted:
    asked = request.args
    return Wanted(
        PRESSURES.get(asked.get("show", ""), Pressure.OVERDUE),
        KINDS.get(asked.get("kind", "")),
        asked.get("q", "").strip()[:40],
        asked.get("page", 1, type=int),
    )


@blueprint.post("/chasing/confirm")
@requires(ReminderAction.CHASE, own_office)
def confirm(office: Office) -> Answer:
    """The page between: who gets it, who cannot be reached, who was chased within a day."""
    form = ChaseForm()
    form.operation_key.data = fresh_key()  # one of its own: the list may be ticked again, the act is another
    return _confirm_page(office, form)


@blueprint.post("/chasing")
@requires(ReminderAction.CHASE, own_office)
def chase(office: Office) -> Answer:
    form = ChaseForm()
    if form.validate_on_submit():
        keys = form.item.data or []
        with form.refusals():
            by_hand.chase(office, actor=actor(), operation=form.key, keys=keys, text=form.text.data or "")
            flash(ngettext("已催办 %(num)d 项。", "已催办 %(num)d 项。", len(keys)))
            return redirect(url_for(".ledger"))
    return _confirm_page(office, form)


def _confirm_page(office: Office, form: ChaseForm) -> Answer:
    items = chosen(office.id, form.item.data or [])
    if not items and not form.refused:
        flash(gettext("请先勾选要催办的事项。"), "warning")
        return redirect(url_for(".index"))
    shown = rows(office.id, items, clock.now(), working_days())
    return form.page(
        "reminders/confirm.html",
        office=office,
        rows=shown,
        reached=reached(items),
        lately={row.item.key for row in shown if _lately(row)},
        ticked=request.form.get("confirmed") is not None,
    )


def _lately(row: Row) -> bool:
    """Whether a person chased within a day; the daily reminder of the system does not count."""
    last = row.chased
    return last is not None and last.last in BY_HAND and chased_lately(last.last_at, clock.now())


@blueprint.route("/chasing/call", methods=["GET", "POST"])
@requires(ReminderAction.CALL, own_office)
def call(office: Office) -> Answer:
    """Write a telephone call down; the item stands in the address."""
    item, form = _item(office), CallForm()
    if form.validate_on_submit():
        with form.refusals():
            by_hand.log_call(
                office, actor=actor(), operation=form.key, key=item.key, note=form.note.data or ""
            )
            flash(gettext("已记下通话。"))
            return redirect(url_for(".ledger"))
    return form.page("reminders/call.html", item=item, masked_phone=masked_phone)


def _item(office: Office) -> Item:
    found = chosen(office.id, [request.args.get("item", "")])
    if not found:
        raise NotFound
    return found[0]
