"""More time and corrections: what a unit asks, what the office answers or gives by itself."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Period, add_working_days
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.queries import Workplace, workplace
from coordination.reporting import queries, services
from coordination.reporting.forms import CorrectionForm, DecideForm, ExtendForm, ExtensionForm
from coordination.reporting.models import Correction, Extension, Report
from coordination.reporting.queries import wishes
from coordination.reporting.services.bulk import NothingDone
from coordination.reporting.states import OPEN, WORKFLOW, ReportAction, Wish, WishState
from coordination.reporting.views.place import blueprint

#: Working days that the page of an extension counts out.
COUNTED = (1, 3, 5)


@blueprint.route("/reports/<int:id>/extension", methods=["GET", "POST"])
@requires(ReportAction.ASK_EXTENSION, queries.report)
def ask_extension(report: Report) -> Answer:
    form = ExtensionForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.ask_extension(
                report,
                actor=actor(),
                operation=form.key,
                to_at=form.to_on.at_hour_of(report.due_at),
                reason=form.reason.data or "",
            )
            flash(gettext("延期申请已提出，等答复；答复之前期限不变。"))
            return redirect(url_for(".show", id=report.id))
    elif not _may_ask(report, Wish.EXTENSION):
        return redirect(url_for(".show", id=report.id))
    return form.page("reporting/extension.html", report=report, counted=_counted(report))


def _counted(report: Report) -> list[tuple[int, object]]:
    due_on = local(report.due_at).date()
    return [(days, add_working_days(due_on, days, working_days())) for days in COUNTED]


def _may_ask(report: Report, wish: Wish) -> bool:
    """Whether the page makes sense now; says why when it does not."""
    extension = wish is Wish.EXTENSION
    action = ReportAction.ASK_EXTENSION if extension else ReportAction.ASK_CORRECTION
    if action not in WORKFLOW.actions(report.state):
        return False
    if extension and clock.now() >= report.due_at:
        flash(gettext("截止时间已过，不能再申请延期。请尽快上报，并说明原因。"), "warning")
        return False
    if _asked_extension(report) if extension else _asked_correction(report):
        flash(gettext("已经有一项同样的申请在等答复。"), "warning")
        return False
    return True


@blueprint.route("/reports/<int:id>/correction", methods=["GET", "POST"])
@requires(ReportAction.ASK_CORRECTION, queries.report)
def ask_correction(report: Report) -> Answer:
    form = CorrectionForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.ask_correction(
                report,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("更正申请已提出，等联席办答复；同意之前数据不变。"))
            return redirect(url_for(".show", id=report.id))
    elif not _may_ask(report, Wish.CORRECTION):
        return redirect(url_for(".show", id=report.id))
    return form.page("reporting/correction.html", report=report)


def _asked_extension(report: Report) -> Extension | None:
    return next((one for one in wishes.extensions_of(report) if one.state is WishState.ASKED), None)


def _asked_correction(report: Report) -> Correction | None:
    return next((one for one in wishes.corrections_of(report) if one.state is WishState.ASKED), None)


@blueprint.route("/reports/<int:id>/extension/decide", methods=["GET", "POST"])
@requires(ReportAction.EXTEND, queries.report)
def decide_extension(report: Report) -> Answer:
    asked = _asked_extension(report)
    if asked is None:
        return _nothing_asked(report)
    form = DecideForm(obj=asked, data={"answer": ""})
    if form.validate_on_submit():
        act = services.grant_extension if form.granted else services.refuse_extension
        with form.refusals():
            act(report, **_answer(form, asked))
            flash(gettext("已答复，对方会收到消息。"))
            return redirect(url_for(".queue"))
    return form.page("reporting/decide.html", report=report, asked=asked, wish=Wish.EXTENSION)


@blueprint.route("/reports/<int:id>/correction/decide", methods=["GET", "POST"])
@requires(ReportAction.REOPEN, queries.report)
def decide_correction(report: Report) -> Answer:
    asked = _asked_correction(report)
    if asked is None:
        return _nothing_asked(report)
    form = DecideForm(obj=asked, data={"answer": ""})
    if form.validate_on_submit():
        act = services.grant_correction if form.granted else services.refuse_correction
        with form.refusals():
            act(report, **_answer(form, asked))
            flash(gettext("已答复，对方会收到消息。"))
            return redirect(url_for(".queue"))
    return form.page("reporting/decide.html", report=report, asked=asked, wish=Wish.CORRECTION)


def _nothing_asked(report: Report) -> Answer:
    flash(gettext("没有待答复的申请，或刚才已有人答复。"), "warning")
    return redirect(url_for(".show", id=report.id))


def _answer(form: DecideForm, asked: Correction | Extension) -> dict[str, Any]:
    return {
        "actor": actor(),
        "operation": form.key,
        "request_id": asked.id,
        "version": form.seen,
        "answer": form.answer.data or "",
    }


@blueprint.route("/reports/extend", methods=["GET", "POST"])
@requires(ReportAction.EXTEND, workplace)
def extend(office: Workplace) -> Answer:
    """More time given by the office: to all of a period that miss, or to those that were ticked."""
    if "to_on" not in request.form:
        return _extend_page(ExtendForm(formdata=None), _chosen(), {})
    form, refused = ExtendForm(), {}
    reports = wishes.picked(actor(), form.ids)
    if form.validate_on_submit():
        with form.refusals():
            try:
                _extend(office, form, reports)
                count = len(reports)
                flash(
                    ngettext(
                        "已给 %(num)d 份延期，对方会收到消息。",
                        "已给 %(num)d 份延期，对方会收到消息。",
                        count,
                    )
                )
                return redirect(url_for(".overview", period=reports[0].period))
            except NothingDone as refusal:
                refused = {one.id: translate(one.reason) for one in refusal.refusals}
                raise Invalid(refusal.message) from None
    return _extend_page(form, reports, refused)


def _said_extended(count: int) -> str:
    return str(
        ngettext("已给 %(num)d 份延期，对方会收到消息。", "已给 %(num)d 份延期，对方会收到消息。", count)
    )


def _extend(office: Workplace, form: ExtendForm, reports: Sequence[Report]) -> None:
    hour = reports[0].due_at if reports else clock.now()
    services.extend_many(
        office,
        actor=actor(),
        operation=form.key,
        ids=form.ids,
        to_at=form.to_on.at_hour_of(hour),
        reason=form.reason.data or "",
    )


def _chosen() -> list[Report]:
    """The reports ticked on the chasing screen (`report-12`), or all that miss for a period."""
    keys = [item.partition("-") for item in request.form.getlist("item")]
    ids = [int(number) for kind, _, number in keys if kind == "report" and number.isdecimal()]
    if request.form:
        return [one for one in wishes.picked(actor(), ids) if one.state in OPEN and one.frozen_at is None]
    try:
        period = str(Period.parse(request.args.get("period", "")))
    except Invalid:
        return []
    return wishes.missing(actor(), period, request.args.get("form", type=int))


def _extend_page(form: ExtendForm, reports: Sequence[Report], refused: dict[int, str]) -> Answer:
    if not reports:
        flash(gettext("没有可以延期的填报：已上报、已冻结的不用延期，任务的期限在任务里改。"), "warning")
        return redirect(url_for(".overview"))
    page = form.page("reporting/extend.html", reports=reports, refused=refused)
    return (page[0], 409) if refused else page
