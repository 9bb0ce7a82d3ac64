"""The ledger of numbers: each with its circular or the reason why it is void; what a restore asks for."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.circulars import queries, services
from coordination.circulars.forms import ConfirmForm, VoidForm
from coordination.circulars.models import LedgerCheck
from coordination.circulars.states import STATE_LABELS, LedgerAction
from coordination.circulars.views.part import LOOKS, blueprint
from coordination.kernel.clock import clock
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


@blueprint.get("/circulars/ledger")
@requires(LedgerAction.LIST, own_office)
def ledger(office: Office) -> Answer:
    return _page(office, None, None)


def _page(office: Office, void: VoidForm | None, confirm: ConfirmForm | None) -> Answer:
    year = request.args.get("year", clock.today().year, type=int)
    check = queries.waiting_check(actor())
    form = void or VoidForm(formdata=None, data={"year": year})
    confirming = confirm or (ConfirmForm(formdata=None, obj=check) if check else None)
    page = render_template(
        "circulars/ledger.html",
        office=office,
        year=year,
        years=queries.ledger_years(actor(), clock.today().year),
        entries=queries.ledger(actor(), year),
        last=queries.last_number(actor(), year),
        check=check,
        form=form,
        confirming=confirming,
        LedgerAction=LedgerAction,
        states=STATE_LABELS,
        looks=LOOKS,
    )
    return page, max(form.status, confirming.status if confirming else 200)


@blueprint.post("/circulars/ledger/void")
@requires(LedgerAction.VOID, own_office)
def void_numbers(office: Office) -> Answer:
    form = VoidForm()
    if form.validate_on_submit():
        with form.refusals():
            services.void_numbers(
                office,
                actor=actor(),
                operation=form.key,
                year=form.year.data,
                upto=form.upto.data,
                reason=form.reason.data or "",
            )
            flash(gettext("作废号已登记。"))
            return redirect(url_for(".ledger", year=form.year.data))
    return _page(office, form, None)


@blueprint.post("/circulars/ledger/<int:id>/confirm")
@requires(LedgerAction.CONFIRM, queries.ledger_check)
def confirm_ledger(check: LedgerCheck) -> Answer:
    form = ConfirmForm(obj=check)
    if form.validate_on_submit():
        with form.refusals():
            services.confirm_ledger(
                check,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                compared=form.compared.data,
                note=form.note.data or "",
            )
            flash(gettext("台账已核对，可以继续签发。"))
            return redirect(url_for(".ledger"))
    office = own_office(actor())
    assert office is not None  # noqa: S101  the policy admits people of an office only
    return _page(office, None, form)
