"""The blueprint of the slice, what its pages share, and its door on the page of a report."""

from flask import Blueprint, current_app, request
from markupsafe import Markup

from coordination.kernel.errors import Invalid
from coordination.kernel.policy import allowed
from coordination.kernel.uploads import Accepted
from coordination.kernel.web import actor
from coordination.reporting import panels
from coordination.reporting.models import Report
from coordination.spreadsheets.annotated import WORDS
from coordination.spreadsheets.findings import Level
from coordination.spreadsheets.forms import SheetForm
from coordination.spreadsheets.grid import Book
from coordination.spreadsheets.policy import SheetAction
from coordination.spreadsheets.queries import OPEN
from coordination.spreadsheets.receiving import received

blueprint = Blueprint("spreadsheets", __name__)
#: How each level looks; the words say the same.
LOOKS = {
    Level.STOP: "late",
    Level.ERROR: "late",
    Level.CHECK: "change",
    Level.ASK: "change",
    Level.NOTE: "plain",
}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"Act": SheetAction, "Level": Level, "levels": WORDS, "looks": LOOKS}


def file_of(form: SheetForm) -> tuple[Accepted, Book] | None:
    """The file that came with the form, opened; None when it was refused, then the form says why."""
    sent = request.files.get("file")
    if not form.validate_on_submit() or sent is None:
        return None
    try:
        return received(sent.stream, str(sent.filename or ""))
    except Invalid as refusal:
        form.put("file", refusal.message)
        return None


def door(report: Report) -> Markup | None:
    """用Excel填, where the report is filled in."""
    if report.state not in OPEN or not allowed(actor(), SheetAction.UPLOAD, report):
        return None
    template = current_app.jinja_env.get_template("spreadsheets/_door.html")
    return Markup(template.render(report=report))  # noqa: S704  a template of ours, which needs no context


panels.publish(panels.Panel(panels.Place.FILL, door, order=-10))
