"""A block from a spreadsheet pasted as text: where no script runs, and on phones."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.reporting import cells, queries, services
from coordination.reporting.forms import PasteForm
from coordination.reporting.models import Report
from coordination.reporting.pasting import Placement, block, placed
from coordination.reporting.sheet import BLANK, Entry
from coordination.reporting.states import WORKFLOW, ReportAction
from coordination.reporting.views.place import about, blueprint

LEFT_SHOWN = 6


@blueprint.route("/reports/<int:id>/paste", methods=["GET", "POST"])
@requires(ReportAction.FILL, queries.report)
def paste(report: Report) -> Answer:
    """First shows what would go where; sent once more with `put`, it is stored as a draft."""
    if ReportAction.FILL not in WORKFLOW.actions(report.state):
        return redirect(url_for(".show", id=report.id))
    sheet = queries.sheet(report)
    form = PasteForm(obj=report, layout=sheet.layout)
    placement: Placement | None = None
    if form.validate_on_submit():
        placement = placed(sheet.layout, block(form.block.data or ""), form.row.data, form.column.data)
        if "put" in request.form and placement.put:
            stored = sheet.entries
            entries = {
                place.key: Entry(typed, stored.get(place.key, BLANK).reason) for place, typed in placement.put
            }
            with form.refusals():
                services.fill(report, actor=actor(), operation=form.key, version=form.seen, entries=entries)
                flash(_told(placement))
                return redirect(url_for(".fill", id=report.id))
    before = {key: entry.typed for key, entry in sheet.entries.items()}
    shown = {**about(report, cells.page(sheet)), "placement": placement, "before": before}
    return render_template("reporting/paste.html", form=form, **shown), form.status


def _told(placement: Placement) -> str:
    said = str(gettext("已放入 %(count)s 格，草稿已保存。", count=len(placement.put)))
    if placement.left:
        names = "、".join(placement.left[:LEFT_SHOWN])
        said += str(
            gettext("有 %(count)s 格放不下，没有放入：%(list)s", count=len(placement.left), list=names)
        )
    return said
