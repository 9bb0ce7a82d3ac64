"""Evidence: added by form or in parts, taken away from the draft, downloaded, looked at."""

from flask import Response, flash, get_template_attribute, jsonify, redirect, request, send_file, url_for
from flask_babel import gettext

from coordination.config import settings
from coordination.kernel import files as stored
from coordination.kernel import filetypes, parts, photos, uploads
from coordination.kernel.errors import Conflict, DomainError, Invalid, NotFound
from coordination.kernel.forms import Form
from coordination.kernel.web import Answer, actor, attach, requires, translate
from coordination.tasks.models import Assignment, Evidence
from coordination.tasks.queries import filing as queries
from coordination.tasks.queries.assignments import assignment as one
from coordination.tasks.services import evidence
from coordination.tasks.states import AssignmentAction
from coordination.tasks.views.filing import form_for, keep_typed, page, take_files
from coordination.tasks.views.place import blueprint

PHOTOS = (filetypes.JPEG.content_type, filetypes.PNG.content_type)
#: What a browser shows by itself and what cannot act there: pixels drawn by us, and pages.
SHOWN = (*PHOTOS, filetypes.PDF.content_type)
THUMBNAILS = ".thumbnails"


def for_script() -> bool:
    """Whether the page's own script asks, which reads JSON."""
    return request.accept_mimetypes.best == "application/json"


@blueprint.post("/assignments/<int:id>/evidence")
@requires(AssignmentAction.DRAFT, one)
def add_evidence(assignment: Assignment) -> Answer:
    """One or several files of the form; what was typed beside them is kept too."""
    form = form_for(assignment)
    form.validate()
    taken = take_files(assignment, form)
    if for_script():
        return listed(assignment, refused=form.files.errors), 200 if taken else 409 if form.ended else 422
    keep_typed(assignment, form)
    if form.refused or form.ended:
        return page(assignment, form)
    flash(gettext("材料已上传。"))
    return redirect(url_for(".feed_back", id=assignment.id))


@blueprint.post("/assignments/<int:id>/evidence/<int:number>/remove")
@requires(AssignmentAction.DRAFT, one)
def remove_evidence(assignment: Assignment) -> Answer:
    form = form_for(assignment)
    form.validate()
    number = int((request.view_args or {})["number"])
    evidence.remove(assignment, actor=actor(), operation=f"{form.key}-{number}", evidence_id=number)
    if for_script():
        return listed(assignment)
    keep_typed(assignment, form)
    if form.refused or form.ended:
        return page(assignment, form)
    return redirect(url_for(".feed_back", id=assignment.id) + "#evidence")


def listed(assignment: Assignment, **more: object) -> Response:
    """The files of the draft as the page shows them, for its script."""
    draft = queries.draft(assignment)
    items = draft.evidence if draft else []
    html = get_template_attribute("tasks/_evidence.html", "evidence_list")(items, assignment)
    return jsonify(html=html, count=len(items), version=queries.number(assignment), **more)


@blueprint.get("/assignments/<int:id>/evidence/parts")
@requires(AssignmentAction.DRAFT, one)
def evidence_parts(assignment: Assignment) -> Answer:
    """Where an upload goes on: asked before the first part and after a line was cut."""
    try:
        upload = _upload(assignment)
    except Invalid as refusal:
        return jsonify(message=translate(refusal.message)), 422
    draft, settled = queries.draft(assignment), parts.settled(upload)
    present = {str(item.id) for item in draft.evidence} if draft else set()
    if settled in present:
        return listed(assignment, offset=upload.size, done=True)
    return jsonify(offset=parts.held(upload), done=False)


@blueprint.post("/assignments/<int:id>/evidence/parts")
@requires(AssignmentAction.DRAFT, one)
def add_part(assignment: Assignment) -> Answer:
    """One part of a file; the last one puts the whole to the draft."""
    form = Form()
    part = request.files.get("part")
    if not form.validate() or part is None:
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    try:
        limits = uploads.evidence_limits()
        upload = _upload(assignment)
        offset = request.form.get("offset", -1, type=int)
        have = parts.append(upload, offset, part.stream, limits)
        if have < upload.size:
            return jsonify(offset=have, done=False)
        return _finish(assignment, upload, form.key)
    except DomainError as refusal:
        return jsonify(message=translate(refusal.message)), 409 if isinstance(refusal, Conflict) else 422


def _upload(assignment: Assignment) -> parts.Upload:
    account_id = actor().id
    assert account_id is not None  # noqa: S101  the policy admits accounts only
    asked = request.values
    size = asked.get("size", -1, type=int)
    return parts.upload(
        account_id, f"assignment:{assignment.id}", asked.get("upload", ""), size, uploads.evidence_limits()
    )


def _finish(assignment: Assignment, upload: parts.Upload, key: str) -> Answer:
    name = request.form.get("name", "")
    try:
        with upload.path.open("rb") as whole:
            file = uploads.accept(whole, name, limits=uploads.evidence_limits())
    except Invalid:
        parts.forget(upload)
        raise
    try:
        evidence.add(assignment, actor=actor(), operation=key, files=[file])
    finally:
        file.discard()
    draft = queries.draft(assignment)
    kept = [item.id for item in draft.evidence if item.file.sha256 == file.sha256] if draft else []
    parts.settle(upload, ",".join(map(str, kept)))
    return listed(assignment, offset=upload.size, done=True)


@blueprint.get("/evidence/<int:id>")
@requires(AssignmentAction.VIEW, queries.evidence)
def download(item: Evidence) -> Answer:
    """The file to keep, under its own name."""
    return attach(send_file(stored.intact(item.file), mimetype=item.file.content_type), item.name)


@blueprint.get("/evidence/<int:id>/view")
@requires(AssignmentAction.VIEW, queries.evidence)
def view_evidence(item: Evidence) -> Answer:
    """A photo or a PDF in the browser: nothing else is shown there."""
    if item.file.content_type not in SHOWN:
        raise NotFound
    return send_file(stored.intact(item.file), mimetype=item.file.content_type, download_name=item.name)


@blueprint.get("/evidence/<int:id>/preview")
@requires(AssignmentAction.VIEW, queries.evidence)
def preview_evidence(item: Evidence) -> Answer:
    """A small picture of a photo."""
    if item.file.content_type not in PHOTOS:
        raise NotFound
    digest = item.file.sha256
    target = settings().uploads / THUMBNAILS / digest[:2] / f"{digest}.jpg"
    return send_file(photos.thumbnail(item.file.path, target), mimetype=filetypes.JPEG.content_type)
