"""Tallies by sheet: the template down, the filled sheet up, preview, confirm."""

from flask import redirect, request, url_for

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.uploads import Accepted
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.spreadsheets.grid import Book
from coordination.spreadsheets.receiving import received
from coordination.subjects import queries as subjects
from coordination.tallies.forms import ConfirmForm, SheetForm
from coordination.tallies.models import TallyUpload
from coordination.tallies.policy import TallyAction
from coordination.tallies.previewing import preview
from coordination.tallies.queries import months
from coordination.tallies.queries.uploads import recent_uploads, upload_of_page
from coordination.tallies.services.sheets import confirm as confirm_sheet
from coordination.tallies.services.sheets import take
from coordination.tallies.sheets import template
from coordination.tallies.understanding import understand
from coordination.tallies.views.place import Wanted, blueprint, tell, wanted

SHOWN_AT_MOST = 100


@blueprint.route("/tallies/sheet", methods=["GET", "POST"])
@requires(TallyAction.UPLOAD, own_office)
def sheet(office: Office) -> Answer:
    chosen, form = wanted(), SheetForm()
    over = chosen.month.last_day < clock.today()
    sent = _file_of(form) if over and form.is_submitted() else None
    if sent is not None:
        upload = _taken(office, chosen, form, *sent)
        if upload is not None:
            return redirect(url_for(".upload", id=upload.id))
    return form.page(
        "tallies/sheet.html",
        office=office,
        wanted=chosen,
        over=over,
        townships=subjects.places(office),
        recent=recent_uploads(office.id),
    )


def _file_of(form: SheetForm) -> tuple[Accepted, Book] | None:
    sent = request.files.get("file")
    if not form.validate_on_submit() or sent is None:
        return None
    try:
        return received(sent.stream, str(sent.filename or ""))
    except Invalid as refusal:
        form.put("file", refusal.message)
        return None


def _taken(office: Office, chosen: Wanted, form: SheetForm, file: Accepted, book: Book) -> TallyUpload | None:
    try:
        shown = months.asked(office.id, chosen.kind, chosen.township)
        reading = understand(book, chosen.month, shown)
        with form.refusals():
            return take(
                office,
                actor=actor(),
                operation=form.key,
                month=chosen.month,
                kind=chosen.kind,
                township=chosen.township,
                file=file,
                reading=reading,
            )
        return None
    finally:
        file.discard()


@blueprint.get("/tallies/sheet/template")
@requires(TallyAction.UPLOAD, own_office)
def download(office: Office) -> Answer:
    chosen = wanted()
    shown = months.asked(office.id, chosen.kind, chosen.township)
    lines = months.lines(shown, chosen.month.start, chosen.month.last_day)
    made = template(chosen.month, office.area_name, lines)
    return attachment(workbook(made), made.file, CONTENT_TYPE)


def _page(upload: TallyUpload, form: ConfirmForm) -> Answer:
    found = preview(upload)
    form.stamp.data = found.seen.stamp
    return form.page("tallies/upload.html", upload=upload, found=found, shown=SHOWN_AT_MOST)


@blueprint.get("/tallies/uploads/<int:id>")
@requires(TallyAction.OPEN, upload_of_page)
def upload(one: TallyUpload) -> Answer:
    return _page(one, ConfirmForm(obj=one))


@blueprint.post("/tallies/uploads/<int:id>/confirm")
@requires(TallyAction.FILE, upload_of_page)
def confirm(one: TallyUpload) -> Answer:
    form = ConfirmForm(obj=one)
    if form.validate_on_submit():
        with form.refusals():
            confirm_sheet(
                one,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                seen=str(form.stamp.data or ""),
                zero=bool(form.zero.data),
                reason=form.reason.data or "",
            )
            if one.filing is not None:
                tell(one.filing)
            return redirect(url_for(".filing", id=one.filing_id))
    return _page(one, form)
