"""Photos of a point: sent in parts by the page's script, taken away, looked at."""

from flask import Response, get_template_attribute, jsonify, redirect, request, send_file, url_for
from flask_babel import gettext

from coordination.config import settings
from coordination.inspections import services
from coordination.inspections.forms import Act, sheet_form
from coordination.inspections.models import Inspection, InspectionPhoto
from coordination.inspections.queries.inspections import inspection as one
from coordination.inspections.queries.inspections import photo as one_photo
from coordination.inspections.states import InspectionAction
from coordination.inspections.views.place import blueprint
from coordination.inspections.views.show import fresh, photos_of
from coordination.inspections.views.taking import PHOTOS, taken
from coordination.kernel import files as stored
from coordination.kernel import filetypes, parts, uploads
from coordination.kernel import photos as pictures
from coordination.kernel.errors import Conflict, DomainError, Invalid, NotFound
from coordination.kernel.web import Answer, actor, requires, translate

THUMBNAILS = ".thumbnails"


def _point() -> int:
    return int((request.view_args or {})["number"])


def _listed(inspection: Inspection, **more: object) -> Response:
    """The photos of the point as the page shows them, for its script."""
    items = photos_of(fresh(inspection)).get(_point(), [])
    shown = get_template_attribute("inspections/_photos.html", "photo_list")
    return jsonify(html=shown(items, inspection.id, _point()), count=len(items), **more)


@blueprint.get("/inspections/<int:id>/photos/<int:number>/parts")
@requires(InspectionAction.FILL, one)
def photo_parts(inspection: Inspection) -> Answer:
    """Where an upload goes on: asked before the first part and after a line was cut."""
    try:
        upload = _upload(inspection)
    except Invalid as refusal:
        return jsonify(message=translate(refusal.message)), 422
    if parts.settled(upload) in {photo.file.sha256 for photo in inspection.photos}:
        return _listed(inspection, offset=upload.size, done=True)
    return jsonify(offset=parts.held(upload), done=False)


@blueprint.post("/inspections/<int:id>/photos/<int:number>/parts")
@requires(InspectionAction.FILL, one)
def add_part(inspection: Inspection) -> Answer:
    """One part of a photo; the last one puts the whole to the point."""
    form, part = Act(), request.files.get("part")
    if not form.validate() or part is None:
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    try:
        upload = _upload(inspection)
        offset = request.form.get("offset", -1, type=int)
        have = parts.append(upload, offset, part.stream, uploads.evidence_limits())
        if have < upload.size:
            return jsonify(offset=have, done=False)
        return _finish(inspection, upload, form.key)
    except DomainError as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return jsonify(message=translate(refusal.message)), status


def _upload(inspection: Inspection) -> parts.Upload:
    account_id = actor().id
    assert account_id is not None  # noqa: S101  the policy admits accounts only
    asked = request.values
    place = f"inspection:{inspection.id}:{_point()}"
    size = asked.get("size", -1, type=int)
    return parts.upload(account_id, place, asked.get("upload", ""), size, uploads.evidence_limits())


def _finish(inspection: Inspection, upload: parts.Upload, key: str) -> Answer:
    try:
        with upload.path.open("rb") as whole:
            file = taken(whole, request.form.get("name", ""))
    except Invalid:
        parts.forget(upload)
        raise
    try:
        services.add(inspection, actor=actor(), operation=key, files=[file], point_id=_point())
    finally:
        file.discard()
    parts.settle(upload, file.sha256)
    return _listed(inspection, offset=upload.size, done=True)


@blueprint.post("/inspections/<int:id>/photos/<int:number>/remove/<int:photo>")
@requires(InspectionAction.FILL, one)
def remove_photo(inspection: Inspection) -> Answer:
    """By script the photo alone; without one the whole sheet comes along, and is saved first."""
    number = int((request.view_args or {})["photo"])
    scripted = request.accept_mimetypes.best == "application/json"
    form = Act() if scripted else sheet_form(inspection)
    if form.validate():
        if not scripted:
            services.save(inspection, actor=actor(), operation=form.key, version=form.seen, sheet=form.sheet)
        services.remove(inspection, actor=actor(), operation=f"{form.key}.photo", photo_id=number)
    if scripted:
        return _listed(inspection)
    return redirect(url_for(".fill", id=inspection.id) + f"#point-{_point()}")


@blueprint.get("/inspections/photos/<int:id>")
@requires(InspectionAction.VIEW, one_photo)
def view_photo(photo: InspectionPhoto) -> Answer:
    """The photo in the browser: pixels that we drew."""
    if photo.file.content_type not in PHOTOS:
        raise NotFound
    return send_file(stored.intact(photo.file), mimetype=photo.file.content_type, download_name=photo.name)


@blueprint.get("/inspections/photos/<int:id>/preview")
@requires(InspectionAction.VIEW, one_photo)
def preview_photo(photo: InspectionPhoto) -> Answer:
    """A small picture of it."""
    digest = photo.file.sha256
    target = settings().uploads / THUMBNAILS / digest[:2] / f"{digest}.jpg"
    small = pictures.thumbnail(photo.file.path, target)
    return send_file(small, mimetype=filetypes.JPEG.content_type)
