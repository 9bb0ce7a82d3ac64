"""The sheet on the phone: saved as one goes, by script or by button, and handed in."""

from collections.abc import Callable, Iterator

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from coordination.config import settings
from coordination.inspections import services
from coordination.inspections.forms import SheetForm, sheet_form
from coordination.inspections.models import Inspection
from coordination.inspections.queries.inspections import inspection as one
from coordination.inspections.rules import PHOTOS_AT_MOST
from coordination.inspections.states import WORKFLOW, InspectionAction
from coordination.inspections.views.place import blueprint
from coordination.inspections.views.show import fresh, photos_of
from coordination.inspections.views.taking import taken
from coordination.kernel.clock import local
from coordination.kernel.errors import DomainError, Invalid
from coordination.kernel.filenames import clean_name
from coordination.kernel.uploads import Accepted
from coordination.kernel.web import Answer, actor, requires, translate

CARRY_FILES = ("fill", "finish", "add_part", "remove_photo")


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Before the body is read: forms with photos may be larger than others."""
    if (endpoint or "").rpartition(".")[2] in CARRY_FILES:
        request.max_content_length = settings().largest_form_mb * 1024 * 1024


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    page = "applications/too_large.html"
    return render_template(page, limit=settings().largest_form_mb, back=request.path), 413


@blueprint.route("/inspections/<int:id>/sheet", methods=["GET", "POST"])
@requires(InspectionAction.FILL, one)
def fill(inspection: Inspection) -> Answer:
    if not _is_open(inspection) and request.method == "GET":
        return redirect(url_for(".show", id=inspection.id))
    form = sheet_form(inspection)
    if form.validate_on_submit():
        _take_photos(inspection, form)
        with form.refusals():
            _act(services.save, inspection, form)
            if not form.refused:
                flash(gettext("已保存，可以稍后接着查。"))
                return redirect(url_for(".fill", id=inspection.id))
    return _page(inspection, form)


@blueprint.post("/inspections/<int:id>/finish")
@requires(InspectionAction.FINISH, one)
def finish(inspection: Inspection) -> Answer:
    form = sheet_form(inspection)
    if form.validate_on_submit():
        _take_photos(inspection, form)
        if not form.refused:
            with form.refusals():
                _act(services.finish, inspection, form)
                flash(gettext("复查已完成。"))
                return redirect(url_for(".show", id=inspection.id))
    return _page(inspection, form)


@blueprint.post("/inspections/<int:id>/autosave")
@requires(InspectionAction.FILL, one)
def autosave(inspection: Inspection) -> Answer:
    """The page's script saves while one goes; answers with the version that stands now."""
    form = sheet_form(inspection)
    if not form.validate():
        return jsonify(message=" ".join(words for _field, words in form.trouble())), 422
    try:
        saved = _act(services.save, inspection, form)
    except Invalid as refusal:
        words = refusal.errors.values() or [refusal.message]
        return jsonify(message=" ".join(map(translate, words))), 422
    except DomainError as refusal:
        return jsonify(message=translate(refusal.message)), 409
    at = f"{local(saved.saved_at):%H:%M}" if saved.saved_at else ""
    return jsonify(version=saved.version, saved=at)


def _is_open(inspection: Inspection) -> bool:
    return InspectionAction.FILL in WORKFLOW.actions(inspection.state)


def _act(act: Callable[..., Inspection], inspection: Inspection, form: SheetForm) -> Inspection:
    return act(inspection, actor=actor(), operation=form.key, version=form.seen, sheet=form.sheet)


def _take_photos(inspection: Inspection, form: SheetForm) -> None:
    """Without a script the photos come with the sheet; they are kept whatever else is refused."""
    for number in form.numbers:
        files = list(_accepted(form, f"photo-{number}"))
        if not files:
            continue
        try:
            services.add(
                inspection, actor=actor(), operation=f"{form.key}.{number}", files=files, point_id=number
            )
        except Invalid as refusal:
            form.put(f"note-{number}", refusal.message)
        finally:
            for file in files:
                file.discard()


def _accepted(form: SheetForm, name: str) -> Iterator[Accepted]:
    """Each photo taken, or refused by name at its point."""
    for file in request.files.getlist(name):
        called = str(file.filename or "")
        try:
            if called:
                yield taken(file.stream, called)
        except Invalid as refusal:
            form.put(name.replace("photo", "note"), f"{clean_name(called)}：{translate(refusal.message)}")


def _page(inspection: Inspection, form: SheetForm) -> Answer:
    shown = fresh(inspection)
    return form.page(
        "inspections/sheet.html",
        inspection=shown,
        photos=photos_of(shown),
        photos_at_most=PHOTOS_AT_MOST,
        photo_at_most=settings().max_evidence_mb,
    )
