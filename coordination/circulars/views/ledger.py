"""The ledger of numbers: each with its circular or the reason why it is void; what a restore asks for."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.circulars import queries, quota, services
from coordination.circulars.forms import CodeForm, ConfirmForm, QuotaForm, VoidForm
from coordination.circulars.models import LedgerCheck
from coordination.circulars.numbering import codes
from coordination.circulars.states import KIND_LABELS, SERIES_LABELS, STATE_LABELS, LedgerAction, Series
from coordination.circulars.views.part import LOOKS, blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.text import _
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office

#: The series whose code is not the office's document code itself.
OWN_CODE = (Series.MINUTES, Series.LETTER)


@blueprint.get("/circulars/ledger")
@requires(LedgerAction.LIST, own_office)
def ledger(office: Office) -> Answer:
    return _page(office)


def _series() -> Series:
    typed = request.values.get("series", "")
    return Series(typed) if typed in set(Series) else Series.CIRCULAR


def _page(
    office: Office,
    void: VoidForm | None = None,
    confirm: ConfirmForm | None = None,
    plan: QuotaForm | None = None,
    code: CodeForm | None = None,
) -> Answer:
    year = request.args.get("year", clock.today().year, type=int)
    this_year, series = clock.today().year, _series()
    meter = quota.meter(office.id, this_year)
    planning = plan or QuotaForm(formdata=None, data={"plan_year": this_year, "most": meter.most})
    coding = code or CodeForm(formdata=None, data={"series": Series.LETTER})
    coding.series.choices = [(str(one), translate(SERIES_LABELS[one])) for one in OWN_CODE]
    check = queries.waiting_check(actor())
    form = void or VoidForm(formdata=None, data={"year": year})
    confirming = confirm or (ConfirmForm(formdata=None, obj=check) if check else None)
    page = render_template(
        "circulars/ledger.html",
        office=office,
        year=year,
        years=queries.ledger_years(actor(), clock.today().year),
        entries=queries.ledger(actor(), year, series),
        series=series,
        all_series=SERIES_LABELS,
        last=queries.last_numbers(actor(), year),
        codes=codes(office),
        kinds=KIND_LABELS,
        meter=meter,
        planning=planning,
        coding=coding,
        check=check,
        form=form,
        confirming=confirming,
        LedgerAction=LedgerAction,
        states=STATE_LABELS,
        looks=LOOKS,
    )
    shown = [form, planning, coding, *([confirming] if confirming else [])]
    return page, max(one.status for one in shown)


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
                series=_series(),
            )
            flash(gettext("作废号已登记。"))
            return redirect(url_for(".ledger", year=form.year.data, series=_series()))
    return _page(office, void=form)


@blueprint.post("/circulars/ledger/plan")
@requires(LedgerAction.PLAN, own_office)
def plan(office: Office) -> Answer:
    form = QuotaForm()
    if form.validate_on_submit():
        with form.refusals():
            services.set_quota(
                office, actor=actor(), operation=form.key, year=form.plan_year.data, most=form.most.data
            )
            flash(gettext("发文计划已保存。"))
            return redirect(url_for(".ledger"))
    return _page(office, plan=form)


@blueprint.post("/circulars/ledger/code")
@requires(LedgerAction.PLAN, own_office)
def code(office: Office) -> Answer:
    form = CodeForm()
    form.series.choices = [(str(one), "") for one in OWN_CODE]
    if form.validate_on_submit():
        with form.refusals():
            services.set_code(
                office,
                actor=actor(),
                operation=form.key,
                series=_own_series(form.series.data),
                code=form.code.data or "",
            )
            flash(gettext("发文代字已保存，从下一个号码起使用。"))
            return redirect(url_for(".ledger", series=form.series.data))
    return _page(office, code=form)


def _own_series(typed: str) -> Series:
    if typed not in set(OWN_CODE):
        raise Invalid(_("请从列表里选文种。"), field="series")
    return Series(typed)


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
    return _page(office, confirm=form)
