"""Review: the office approves or returns, one report after the other; revisions and differences."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordination.kernel.web import Answer, actor, requires
from coordination.reporting import cells, queries, services
from coordination.reporting.forms import Act, ReturnForm
from coordination.reporting.models import Report, Revision
from coordination.reporting.queries import history
from coordination.reporting.queries.peers import medians
from coordination.reporting.queries.queue import waiting_beside
from coordination.reporting.sheet import key_of
from coordination.reporting.snapshots import differences
from coordination.reporting.states import ReportAction, ReportState
from coordination.reporting.views.place import about, blueprint, timeline


@blueprint.get("/reports/<int:id>/review")
@requires(ReportAction.APPROVE, queries.report)
def review(report: Report) -> Answer:
    return _review_page(report, ReturnForm(obj=report))


def _review_page(report: Report, form: ReturnForm) -> Answer:
    """What was filed; what was never filed is its unit's draft and is not shown here."""
    if report.state in (ReportState.MISSING, ReportState.DRAFT):
        return redirect(url_for(".show", id=report.id))
    page = cells.page(queries.sheet(report))
    return form.page(
        "reporting/review.html",
        **about(report, page),
        events=timeline(report),
        waiting=waiting_beside(actor(), report),
        medians=medians(report, page.sheet.layout),
        approval=Act(formdata=None, obj=report),
        notes=form.notes,
        changed=_changed_since_return(report),
    )


def _changed_since_return(report: Report) -> dict[str, Decimal | None]:
    """By key: the value of the submission before this one, where this one differs."""
    if report.revision < 2:
        return {}
    newer, older = queries.revisions(report)[:2]
    found = differences(older.figures, newer.figures)
    return {one.key: one.before for one in found}


@blueprint.post("/reports/<int:id>/approve")
@requires(ReportAction.APPROVE, queries.report)
def approve(report: Report) -> Answer:
    form = Act(obj=report)
    if form.validate_on_submit():
        services.approve(report, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已通过：%(unit)s。", unit=report.unit.short_name))
        return _onward(report)
    return redirect(url_for(".review", id=report.id))


@blueprint.post("/reports/<int:id>/return")
@requires(ReportAction.RETURN, queries.report)
def give_back(report: Report) -> Answer:
    form = ReturnForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.give_back(report, **_returned(form))
            flash(gettext("已退回：%(unit)s。", unit=report.unit.short_name))
            return _onward(report)
    return _review_page(report, form)


@blueprint.post("/reports/<int:id>/reopen")
@requires(ReportAction.REOPEN, queries.report)
def reopen(report: Report) -> Answer:
    """The office found a mistake in what was approved or frozen."""
    form = ReturnForm(obj=report)
    if form.validate_on_submit():
        with form.refusals():
            services.reopen(report, **_returned(form))
            flash(gettext("已退回更正：%(unit)s。通过过的那次上报仍可查看。", unit=report.unit.short_name))
            return redirect(url_for(".show", id=report.id))
    return _review_page(report, form)


def _returned(form: ReturnForm) -> dict[str, Any]:
    return {
        "actor": actor(),
        "operation": form.key,
        "version": form.seen,
        "reason": form.reason.data or "",
        "notes": form.notes,
    }


def _onward(report: Report) -> Response:
    """To the next report that waits, without going back to the list."""
    waiting = waiting_beside(actor(), report)
    if waiting.next_id is None:
        flash(gettext("没有待审的填报了。"))
        return redirect(url_for(".overview", period=report.period))
    flash(ngettext("还有 %(num)d 份待审。", "还有 %(num)d 份待审。", waiting.count))
    return redirect(url_for(".review", id=waiting.next_id))


@blueprint.get("/reports/<int:id>/revisions")
@requires(ReportAction.VIEW, queries.report)
def revisions(report: Report) -> Answer:
    """All submissions, and what a chosen one changed against an earlier one."""
    made = queries.revisions(report)
    newer = _chosen(made, "to", report.revision)
    older = _chosen(made, "from", report.revision - 1)
    sheet = queries.sheet(report)
    names = {place.key: place for place in sheet.layout.places}
    found = differences(older.figures, newer.figures) if newer and older else []
    return render_template(
        "reporting/revisions.html",
        report=report,
        made=made,
        newer=newer,
        older=older,
        found=[(names.get(one.key), one) for one in found],
    )


@blueprint.get("/reports/<int:id>/revisions/<int:number>")
@requires(ReportAction.VIEW, history.revision)
def revision(found: Revision) -> Answer:
    """One submission as it was: what was approved stays readable whatever is corrected later."""
    values = {one.key: one.after for one in differences([], found.figures)}
    reasons = {key_of(figure["subject"], figure["code"]): figure["reason"] for figure in found.figures}
    layout = queries.sheet(found.report).layout
    return render_template(
        "reporting/revision.html",
        report=found.report,
        revision=found,
        layout=layout,
        key_of=key_of,
        values=values,
        reasons=reasons,
    )


def _chosen(made: Sequence[Revision], name: str, default: int) -> Revision | None:
    number = request.args.get(name, default, type=int)
    return next((revision for revision in made if revision.number == number), None)
