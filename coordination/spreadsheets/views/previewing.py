"""What was sent up: preview, the annotated sheet back, confirm; and for the office, submit."""

from flask import flash, redirect, url_for
from flask_babel import gettext, ngettext

from coordination.kernel import files
from coordination.kernel.forms import WHOLE
from coordination.kernel.sheets import CONTENT_TYPE
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.spreadsheets import queries, services
from coordination.spreadsheets.annotated import annotated
from coordination.spreadsheets.comparing import SHOWN_AT_MOST
from coordination.spreadsheets.forms import Act, ConfirmForm
from coordination.spreadsheets.models import SheetUpload
from coordination.spreadsheets.opening import opened
from coordination.spreadsheets.policy import SheetAction
from coordination.spreadsheets.previewing import preview
from coordination.spreadsheets.views.place import blueprint


@blueprint.get("/sheets/<int:id>")
@requires(SheetAction.VIEW, queries.upload)
def show(upload: SheetUpload) -> Answer:
    return _page(upload, ConfirmForm(formdata=None, obj=upload))


def _page(upload: SheetUpload, form: ConfirmForm) -> Answer:
    found = preview(upload)
    form.seen_stamp.data = found.stand.stamp
    return form.page(
        "spreadsheets/show.html",
        upload=upload,
        found=found,
        shown=SHOWN_AT_MOST,
        filing=Act(formdata=None, obj=upload),
        entered=queries.written(upload) if upload.collects and upload.confirmed_at else [],
    )


@blueprint.post("/sheets/<int:id>/confirm")
@requires(SheetAction.CONFIRM, queries.upload)
def confirm(upload: SheetUpload) -> Answer:
    form = ConfirmForm(obj=upload)
    if form.validate_on_submit():
        with form.refusals():
            services.confirm(upload, actor=actor(), operation=form.key, version=form.seen, seen=form.stamp)
            flash(gettext("已写入草稿。核对后再上报。"))
            if upload.report_id is not None:
                return redirect(url_for("reporting.fill", id=upload.report_id))
            return redirect(url_for(".show", id=upload.id))
    return _page(upload, form)


@blueprint.post("/sheets/<int:id>/file")
@requires(SheetAction.FILE, queries.upload)
def file_entered(upload: SheetUpload) -> Answer:
    form = Act(obj=upload)
    if form.validate_on_submit():
        with form.refusals():
            before = len(queries.written(upload))
            services.file_entered(upload, actor=actor(), operation=form.key, version=form.seen)
            filed = before - len(queries.written(upload))
            flash(
                ngettext(
                    "已代为上报 %(num)d 份，由另一位同事审核。",
                    "已代为上报 %(num)d 份，由另一位同事审核。",
                    filed,
                )
            )
            return redirect(url_for(".show", id=upload.id))
    confirmation = ConfirmForm(formdata=None, obj=upload)
    for sentence in form.operation_key.errors:
        confirmation.put(WHOLE, sentence)
    return _page(upload, confirmation)


@blueprint.get("/sheets/<int:id>/annotated")
@requires(SheetAction.VIEW, queries.upload)
def download_annotated(upload: SheetUpload) -> Answer:
    """The sheet back, with what is wrong at its cells."""
    found = preview(upload)
    book = opened(files.intact(upload.file), upload.file.name)
    content = annotated(book, found.reading.where.sheet, found.comparison.findings, translate)
    stem = upload.file.name.rpartition(".")[0] or upload.file.name
    return attachment(content, f"{stem}-{gettext('批注')}.xlsx", CONTENT_TYPE)
