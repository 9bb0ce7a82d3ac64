"""Filing: the unit fills in its report, submits it, or reports zero."""

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_wtf.csrf import generate_csrf

from coordination.audit import queries as audit
from coordination.kernel.errors import Conflict, NotFound
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import Actor
from coordination.kernel.presentation import clock_time
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.reporting import cells, queries, services
from coordination.reporting.forms import FillForm, ZeroForm
from coordination.reporting.models import Report
from coordination.reporting.sheet import Entries
from coordination.reporting.states import STATE_LABELS, WORKFLOW, ReportAction
from coordination.reporting.views.place import about, blueprint, timeline


@blueprint.get("/reports/<int:id>")
@requires(ReportAction.VIEW, queries.report)
def show(report: Report) -> Answer:
    page = cells.page(queries.sheet(report))
    return render_template("reporting/show.html", **about(report, page), events=timeline(report))


def _asked_for(actor: Actor, **places: int) -> Report | None:
    """The report of the address: what is only shown need not be known to the session."""
    return (queries.read if request.method == "GET" else queries.report)(actor, **places)


@blueprint.route("/reports/<int:id>/fill", methods=["GET", "POST"])
@requires(ReportAction.FILL, _asked_for)
def fill(report: Report) -> Answer:
    form = FillForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.fill(report, actor=actor(), operation=form.key, version=form.seen, entries=form.entries)
            flash(gettext("草稿已保存。"))
            return redirect(url_for(".fill", id=report.id, _anchor=_onward()))
    elif not _to_fill(report):
        return redirect(url_for(".show", id=report.id))
    return _fill_page(report, form)


def _onward() -> str | None:
    """The section that 保存并继续 leads to; the page's top when the draft was merely saved."""
    wanted = request.form.get("next", "")
    return wanted if wanted.replace("-", "").isalnum() else None


@blueprint.get("/reports/<int:id>/draft")
@requires(ReportAction.FILL, queries.report)
def draft(report: Report) -> Answer:
    """What is stored now, for a page that was away: no line, no session, or somebody else saved.

    With a fresh token against forgery, since signing in again makes that of the page useless.
    """
    sheet = queries.sheet(report)
    return jsonify(
        account=actor().id,
        csrf=generate_csrf(),
        open=_to_fill(report),
        message=gettext("这份填报现在是“%(state)s”，不能再改。", state=translate(STATE_LABELS[report.state])),
        version=report.version,
        saved=clock_time(report.saved_at),
        by=_last_touched(report),
        stored={key: [entry.typed, entry.reason] for key, entry in sheet.entries.items()},
    )


def _last_touched(report: Report) -> str:
    """Who did something to the report last, and when; empty when nobody has."""
    events = audit.timeline(report, limit=1)
    return f"{events[0].account_name} {clock_time(events[0].at)}" if events else ""


@blueprint.post("/reports/<int:id>/autosave")
@requires(ReportAction.FILL, queries.report)
def autosave(report: Report) -> Answer:
    """The draft as the page sends it by itself; the answer is JSON: what was read, what is wrong."""
    form = FillForm(obj=report)
    if not form.validate_on_submit():
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    try:
        services.fill(report, actor=actor(), operation=form.key, version=form.seen, entries=form.entries)
    except Conflict as refusal:
        return jsonify(message=translate(refusal.message)), 409
    return _saved(report, form.entries)


def _saved(report: Report, sent: Entries) -> Response:
    """How what was `sent` was read, and everything that is wrong or asked for on the whole sheet."""
    page = cells.page(queries.sheet(report))
    return jsonify(
        saved=clock_time(report.saved_at),
        version=report.version,
        filled=page.filled,
        missing=page.missing,
        next=page.first_missing,
        readings={cell.key: cell.typed for cell in page.cells if cell.key in sent and cell.value is not None},
        errors={cell.key: translate(cell.error) for cell in page.cells if cell.error},
        swings={cell.key: [translate(text) for text in cell.swings] for cell in page.cells if cell.swings},
    )


@blueprint.post("/reports/<int:id>/submit")
@requires(ReportAction.SUBMIT, queries.read)
def submit(report: Report) -> Answer:
    form = FillForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.submit(
                report, actor=actor(), operation=form.key, version=form.seen, entries=form.entries
            )
            flash(gettext("已上报，等联席办审核。"))
            return redirect(url_for(".show", id=report.id))
        if form.stale:
            report = _as_it_is_now(report, form)
        else:
            _keep_what_was_typed(report, form)
    return _fill_page(report, form)


def _as_it_is_now(report: Report, form: FillForm) -> Report:
    """What somebody else has made of the report meanwhile; sending the form again is about this."""
    found = queries.report(actor(), id=report.id)
    if found is None:
        raise NotFound
    form.stored, form.version.data = found, found.version
    return found


def _keep_what_was_typed(report: Report, form: FillForm) -> None:
    """A refused submission is still a draft: leaving the page loses nothing."""
    services.fill(report, actor=actor(), operation=fresh_key(), version=form.seen, entries=form.entries)
    form.version.data = report.version


def _fill_page(report: Report, form: FillForm) -> Answer:
    typed = form.entries if form.refused else {}
    page = cells.page(queries.sheet(report), typed, form.at_places, stale=form.stale)
    by = _last_touched(report) if form.stale else ""
    return form.page("reporting/fill.html", **about(report, page), to_fill=_to_fill(report), by=by)


def _to_fill(report: Report) -> bool:
    return ReportAction.FILL in WORKFLOW.actions(report.state)


@blueprint.route("/reports/<int:id>/zero", methods=["GET", "POST"])
@requires(ReportAction.SUBMIT, queries.report)
def zero(report: Report) -> Answer:
    form = ZeroForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.report_zero(
                report, actor=actor(), operation=form.key, version=form.seen, reason=form.reason.data or ""
            )
            flash(gettext("零报告已上报，等联席办审核。"))
            return redirect(url_for(".show", id=report.id))
    elif not _to_fill(report):
        return redirect(url_for(".show", id=report.id))
    sheet = queries.sheet(report)
    found, entries = services.zeros(sheet)
    form.reason.flags.required = bool(found.unexplained)
    typed = sum(entry.typed not in ("", "0") for entry in sheet.entries.values())
    page = cells.page(sheet, entries)
    return form.page("reporting/zero.html", **about(report, page), found=found, typed=typed)
