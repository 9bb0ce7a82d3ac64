"""One report by sheet: the template down, the filled sheet up."""

from flask import redirect, url_for

from coordination.kernel.clock import clock
from coordination.kernel.sheets import CONTENT_TYPE
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.reporting.models import Report
from coordination.reporting.queries import report as one
from coordination.spreadsheets import queries, services
from coordination.spreadsheets.downloading import template
from coordination.spreadsheets.forms import SheetForm
from coordination.spreadsheets.policy import SheetAction
from coordination.spreadsheets.previewing import read_for
from coordination.spreadsheets.views.place import blueprint, file_of


@blueprint.route("/reports/<int:id>/sheet", methods=["GET", "POST"])
@requires(SheetAction.UPLOAD, one)
def sheet(report: Report) -> Answer:
    """Down, up, and what was sent up before."""
    form = SheetForm()
    if form.is_submitted() and (received := file_of(form)) is not None:
        file, book = received
        try:
            reading = read_for(queries.stand(report), book)
            upload = services.take(report, actor=actor(), operation=form.key, file=file, reading=reading)
        finally:
            file.discard()
        return redirect(url_for(".show", id=upload.id))
    return form.page(
        "spreadsheets/sheet.html",
        report=report,
        open=report.state in queries.OPEN,
        recent=queries.recent(report, actor()),
    )


@blueprint.get("/reports/<int:id>/sheet/template")
@requires(SheetAction.UPLOAD, one)
def download(report: Report) -> Answer:
    name, content = template(queries.stand(report), clock.now())
    return attachment(content, name, CONTENT_TYPE)
