"""Evidence of a criterion: added by form or in parts, taken away, downloaded, looked at."""

from collections.abc import Iterator

from flask import (
    Response,
    flash,
    get_template_attribute,
    jsonify,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from coordination.applications.forms import EvidenceForm
from coordination.applications.models import Application, ApplicationEvidence
from coordination.applications.queries.applications import application as one
from coordination.applications.queries.applications import evidence as one_file
from coordination.applications.rules import FILES_AT_MOST
from coordination.applications.services import evidence as services
from coordination.applications.states import WORKFLOW, ApplicationAction
from coordination.applications.views.place import blueprint
from coordination.config import settings
from coordination.kernel import files as stored
from coordination.kernel import filetypes, parts, photos, uploads
from coordination.kernel.errors import Conflict, DomainError, Invalid, NotFound
from coordination.kernel.filenames import clean_name
from coordination.kernel.web import Answer, actor, attach, requires, translate
from coordination.standards.models import Criterion

PHOTOS = (filetypes.JPEG.content_type, filetypes.PNG.content_type)
#: What a browser shows by itself and what cannot act there: pixels drawn by us, and pages.
SHOWN = (*PHOTOS, filetypes.PDF.content_type)
THUMBNAILS = ".thumbnails"
CARRY_FILES = ("proof", "add_part")


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Before the body is read: forms with files may be larger than others."""
    if carries_files(endpoint):
        request.max_content_length = settings().largest_form_mb * 1024 * 1024


def carries_files(endpoint: str | None) -> bool:
    return (endpoint or "").rpartition(".")[2] in CARRY_FILES


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    return render_template(
        "applications/too_large.html", limit=settings().largest_form_mb, back=request.path
    ), 413


def _criterion(application: Application) -> Criterion | None:
    """The criterion of the address; None for the application as a whole."""
    number = int((request.view_args or {})["number"])
    if number == 0:
        return None
    found = [each for each in application.standard_version.criteria if each.id == number]
    if not found:
        raise NotFound
    return found[0]


def _items(application: Application, criterion: Criterion | None) -> list[ApplicationEvidence]:
    wanted = criterion.id if criterion else None
    shown = one(actor(), id=application.id) or application
    return [each for each in shown.evidence if each.criterion_id == wanted]


@blueprint.route("/applications/<int:id>/evidence/<int:number>", methods=["GET", "POST"])
@requires(ApplicationAction.EDIT, one)
def proof(application: Application) -> Answer:
    """The files of one criterion (number 0: of the whole); without script the form sends them all."""
    criterion, form = _criterion(application), EvidenceForm()
    if form.validate_on_submit():
        accepted = list(_accepted(form))
        with form.refusals():
            if accepted:
                _add(application, criterion, form.key, accepted)
        for file in accepted:
            file.discard()
        if not form.refused:
            flash(gettext("材料已上传。") if accepted else gettext("请先选取文件。"))
            return redirect(_here(application, criterion))
    elif ApplicationAction.EDIT not in WORKFLOW.actions(application.state):
        return redirect(url_for(".show", id=application.id))
    return form.page(
        "applications/proof.html",
        application=application,
        criterion=criterion,
        number=criterion.id if criterion else 0,
        files=_items(application, criterion),
        files_at_most=FILES_AT_MOST,
        file_at_most=settings().max_evidence_mb,
    )


def _here(application: Application, criterion: Criterion | None) -> str:
    return url_for(".proof", id=application.id, number=criterion.id if criterion else 0)


def _add(
    application: Application, criterion: Criterion | None, key: str, files: list[uploads.Accepted]
) -> None:
    services.add(
        application,
        actor=actor(),
        operation=key,
        files=files,
        criterion_id=criterion.id if criterion else None,
    )


def _accepted(form: EvidenceForm) -> Iterator[uploads.Accepted]:
    """Each file taken, or refused by name."""
    for file in request.files.getlist("files"):
        name = str(file.filename or "")
        try:
            if name:
                yield uploads.accept(file.stream, name, limits=uploads.evidence_limits())
        except Invalid as refusal:
            form.put("files", f"{clean_name(name)}：{translate(refusal.message)}")


@blueprint.post("/applications/<int:id>/evidence/<int:number>/remove/<int:file>")
@requires(ApplicationAction.EDIT, one)
def remove_proof(application: Application) -> Answer:
    criterion, form = _criterion(application), EvidenceForm()
    number = int((request.view_args or {})["file"])
    if form.validate():
        services.remove(application, actor=actor(), operation=form.key, evidence_id=number)
    if request.accept_mimetypes.best == "application/json":
        return _listed(application, criterion)
    return redirect(_here(application, criterion) + "#evidence")


def _listed(application: Application, criterion: Criterion | None, **more: object) -> Response:
    """The files as the page shows them, for its script."""
    items = _items(application, criterion)
    shown = get_template_attribute("applications/_evidence.html", "evidence_list")
    html = shown(items, application.id, criterion.id if criterion else 0)
    return jsonify(html=html, count=len(items), **more)


@blueprint.get("/applications/<int:id>/evidence/<int:number>/parts")
@requires(ApplicationAction.EDIT, one)
def proof_parts(application: Application) -> Answer:
    """Where an upload goes on: asked before the first part and after a line was cut."""
    criterion = _criterion(application)
    try:
        upload = _upload(application, criterion)
    except Invalid as refusal:
        return jsonify(message=translate(refusal.message)), 422
    present = {each.file.sha256 for each in _items(application, criterion)}
    if parts.settled(upload) in present:
        return _listed(application, criterion, offset=upload.size, done=True)
    return jsonify(offset=parts.held(upload), done=False)


@blueprint.post("/applications/<int:id>/evidence/<int:number>/parts")
@requires(ApplicationAction.EDIT, one)
def add_part(application: Application) -> Answer:
    """One part of a file; the last one puts the whole to the criterion."""
    criterion, form, part = _criterion(application), EvidenceForm(), request.files.get("part")
    if not form.validate() or part is None:
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    try:
        limits = uploads.evidence_limits()
        upload = _upload(application, criterion)
        offset = request.form.get("offset", -1, type=int)
        have = parts.append(upload, offset, part.stream, limits)
        if have < upload.size:
            return jsonify(offset=have, done=False)
        return _finish(application, criterion, upload, form.key)
    except DomainError as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return jsonify(message=translate(refusal.message)), status


def _upload(application: Application, criterion: Criterion | None) -> parts.Upload:
    account_id = actor().id
    assert account_id is not None  # noqa: S101  the policy admits accounts only
    asked = request.values
    place = f"application:{application.id}:{criterion.id if criterion else 0}"
    size = asked.get("size", -1, type=int)
    return parts.upload(account_id, place, asked.get("upload", ""), size, uploads.evidence_limits())


def _finish(application: Application, criterion: Criterion | None, upload: parts.Upload, key: str) -> Answer:
    try:
        with upload.path.open("rb") as whole:
            name = request.form.get("name", "")
            file = uploads.accept(whole, name, limits=uploads.evidence_limits())
    except Invalid:
        parts.forget(upload)
        raise
    try:
        _add(application, criterion, key, [file])
    finally:
        file.discard()
    parts.settle(upload, file.sha256)
    return _listed(application, criterion, offset=upload.size, done=True)


@blueprint.get("/applications/evidence/<int:id>")
@requires(ApplicationAction.VIEW, one_file)
def download(item: ApplicationEvidence) -> Answer:
    """The file to keep, under its own name."""
    return attach(send_file(stored.intact(item.file), mimetype=item.file.content_type), item.name)


@blueprint.get("/applications/evidence/<int:id>/view")
@requires(ApplicationAction.VIEW, one_file)
def view_evidence(item: ApplicationEvidence) -> Answer:
    """A photo or a PDF in the browser: nothing else is shown there."""
    if item.file.content_type not in SHOWN:
        raise NotFound
    return send_file(stored.intact(item.file), mimetype=item.file.content_type, download_name=item.name)


@blueprint.get("/applications/evidence/<int:id>/preview")
@requires(ApplicationAction.VIEW, one_file)
def preview_evidence(item: ApplicationEvidence) -> Answer:
    """A small picture of a photo."""
    if item.file.content_type not in PHOTOS:
        raise NotFound
    digest = item.file.sha256
    target = settings().uploads / THUMBNAILS / digest[:2] / f"{digest}.jpg"
    return send_file(photos.thumbnail(item.file.path, target), mimetype=filetypes.JPEG.content_type)
