"""For the office: to whom a draft goes, who has signed for a document, who has not within 24 hours."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from coordination.circulars import queries as circulars
from coordination.circulars.models import Circular
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import CircularState
from coordination.dispatches import queries, services
from coordination.dispatches.exporting import receipts_sheet
from coordination.dispatches.forms import ChooseForm, SendForm
from coordination.dispatches.queries import STANDING, Shown
from coordination.dispatches.states import DispatchAction, Role
from coordination.dispatches.views.place import LAST_PAGE, blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, NotFound
from coordination.kernel.forms import Act, Form
from coordination.kernel.policy import allowed
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate, translator
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office, units
from coordination.reminders.rules import chased_lately


@blueprint.get("/dispatches")
@requires(DispatchAction.LIST, own_office)
def index(_office: Office) -> Answer:
    """What units have not signed for: within 24 hours, or at all."""
    every = request.args.get("show") == Shown.ALL
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found, more = queries.unreceived(actor(), clock.now(), late=not every, page=page)
    return render_template(
        "dispatches/index.html",
        dispatches=found,
        more=more,
        page=page,
        every=every,
        counts=queries.open_counts(actor(), clock.now()),
        form=Act(),
    )


@blueprint.post("/dispatches/remind")
@requires(DispatchAction.REMIND, own_office)
def remind_late(office: Office) -> Answer:
    return _reminded(
        lambda key: services.remind_late(office, actor=actor(), operation=key), url_for(".index")
    )


def _reminded(act: Callable[[str], object], back: str) -> Answer:
    form = Act()
    if form.validate_on_submit():
        try:
            act(form.key)
            flash(gettext("已催签，并发了消息。"))
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(back)


@blueprint.route("/circulars/<int:id>/recipients", methods=["GET", "POST"])
@requires(DispatchAction.LIST, circulars.whole)
def recipients(circular: Circular) -> Answer:
    """To whom the draft goes; the drafter chooses, the others of the office read."""
    if circular.state in PUBLIC:
        return redirect(url_for(".receipts", id=circular.id))
    form = ChooseForm(obj=circular)
    among = units(circular.office_id)
    if form.validate_on_submit():
        with form.refusals():
            if request.form.get("do") == "default":
                services.by_default(circular, actor=actor(), operation=form.key, version=form.seen)
            else:
                services.choose(
                    circular,
                    actor=actor(),
                    operation=form.key,
                    version=form.seen,
                    chosen=form.chosen(unit.id for unit in among),
                    rewrite=form.rewrite.data,
                )
            flash(gettext("发送范围已保存。"))
            return redirect(url_for(".recipients", id=circular.id))
    chosen = form.chosen(unit.id for unit in among) if form.is_submitted() else None
    return form.page(
        "dispatches/recipients.html",
        circular=circular,
        units=among,
        chosen=queries.roles(circular, among) if chosen is None else chosen,
        by_hand=bool(queries.chosen(circular.id)),
        disagrees=queries.disagrees(circular, among),
        editable=circular.state is CircularState.DRAFT and allowed(actor(), DispatchAction.CHOOSE, circular),
    )


@blueprint.get("/circulars/<int:id>/receipts")
@requires(DispatchAction.LIST, queries.issued)
def receipts(circular: Circular) -> Answer:
    return _receipts(circular, SendForm())


def _receipts(circular: Circular, form: Form) -> Answer:
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.ALL
    standing = queries.standing(actor(), [circular.id]).get(circular.id, queries.Standing(0, 0))
    found = list(queries.of_circular(actor(), circular))
    there = {one.unit_id for one in found}
    open_ones = [one for one in found if one.received_at is None]
    if shown is not Shown.ALL:
        found = [one for one in found if (one.received_at is not None) == (shown is Shown.RECEIVED)]
    return form.page(
        "dispatches/receipts.html",
        circular=circular,
        dispatches=found,
        standing=standing,
        shown=shown,
        further=[unit for unit in units(circular.office_id) if unit.id not in there],
        ticked=getattr(form, "units", set()) if form.is_submitted() else set(),
        standing_now=circular.state in STANDING,
        to_chase=sum(not chased_lately(one.reminded_at, clock.now()) for one in open_ones),
        chasing=Act(formdata=None),
    )


@blueprint.post("/circulars/<int:id>/receipts/remind")
@requires(DispatchAction.REMIND, queries.issued)
def remind(circular: Circular) -> Answer:
    back = url_for(".receipts", id=circular.id)
    return _reminded(lambda key: services.remind(circular, actor=actor(), operation=key), back)


@blueprint.post("/circulars/<int:id>/receipts/send")
@requires(DispatchAction.SEND, queries.issued)
def send(circular: Circular) -> Answer:
    """To further units, after the issue."""
    form = SendForm()
    if form.validate_on_submit():
        with form.refusals():
            count = len(form.units)
            services.send_also(
                circular,
                actor=actor(),
                operation=form.key,
                unit_ids=form.units,
                role=Role(form.role.data),
            )
            flash(ngettext("已补送 %(num)d 家单位。", "已补送 %(num)d 家单位。", count))
            return redirect(url_for(".receipts", id=circular.id))
    return _receipts(circular, form)


@blueprint.get("/circulars/<int:id>/receipts.xlsx")
@requires(DispatchAction.LIST, queries.issued)
def export(circular: Circular) -> Answer:
    found = queries.of_circular(actor(), circular)
    if not found:
        raise NotFound
    sheet = receipts_sheet(circular, found, clock.now(), translator())
    return attachment(workbook(sheet), sheet.file, CONTENT_TYPE)
