"""Feedback: the draft that saves itself, progress, reporting the work as done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.exceptions import RequestEntityTooLarge

from coordination.config import settings
from coordination.kernel import uploads
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.filenames import clean_name
from coordination.kernel.forms import WHOLE
from coordination.kernel.operations import fresh_key
from coordination.kernel.presentation import clock_time
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.tasks.forms.filing import FilingForm
from coordination.tasks.models import Assignment
from coordination.tasks.queries import filing as queries
from coordination.tasks.queries.assignments import assignment as one
from coordination.tasks.rules import FILES_AT_MOST
from coordination.tasks.services import evidence, filing
from coordination.tasks.states import WORKFLOW, AssignmentAction
from coordination.tasks.views.place import blueprint

CARRY_FILES = ("feed_back", "send_feedback", "submit", "add_evidence", "remove_evidence", "autosave_feedback")


@blueprint.url_value_preprocessor
def let_files_in(endpoint: str | None, _values: object) -> None:
    """Before the body is read: forms with files may be larger than others."""
    if carries_files(endpoint):
        request.max_content_length = settings().largest_form_mb * 1024 * 1024


def carries_files(endpoint: str | None) -> bool:
    return (endpoint or "").rpartition(".")[2] in CARRY_FILES


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Answer:
    sent_from = request.view_args if carries_files(request.endpoint) else None
    back = url_for(".feed_back", id=sent_from["id"]) if sent_from else request.path
    return render_template("tasks/too_large.html", limit=settings().largest_form_mb, back=back), 413


def form_for(assignment: Assignment) -> FilingForm:
    return FilingForm(
        obj=queries.kept(assignment, queries.draft(assignment)), unit=assignment.task.target_unit
    )


@blueprint.route("/assignments/<int:id>/feedback", methods=["GET", "POST"])
@requires(AssignmentAction.DRAFT, one)
def feed_back(assignment: Assignment) -> Answer:
    """The page; sent as it is, it keeps the draft."""
    if request.method == "GET" and not to_write(assignment):
        return redirect(_back(assignment))
    return _filed(assignment, filing.save, gettext("草稿已保存。"), url_for(".feed_back", id=assignment.id))


@blueprint.post("/assignments/<int:id>/feedback/send")
@requires(AssignmentAction.FEED_BACK, one)
def send_feedback(assignment: Assignment) -> Answer:
    return _filed(assignment, filing.feed_back, gettext("进展已反馈。"), _back(assignment))


@blueprint.post("/assignments/<int:id>/submit")
@requires(AssignmentAction.SUBMIT, one)
def submit(assignment: Assignment) -> Answer:
    return _filed(assignment, filing.submit, gettext("已上报办结，等核查。"), _back(assignment))


def _back(assignment: Assignment) -> str:
    return url_for(".assignment", id=assignment.id)


def _filed(assignment: Assignment, act: Callable[..., object], done: str, onward: str) -> Answer:
    form = form_for(assignment)
    if form.is_submitted():
        readable = form.validate()
        if take_files(assignment, form) and readable:
            with form.refusals(), ending(form):
                act(assignment, actor=actor(), operation=form.key, version=form.seen, filing=form.filing)
                flash(done)
                return redirect(onward)
        keep_typed(assignment, form)
    return page(assignment, form)


@contextmanager
def ending(form: FilingForm) -> Iterator[None]:
    """The work ended while the page was open: say so, and show what was typed once more."""
    try:
        yield
    except Stale:
        raise
    except Conflict as refusal:
        form.put(WHOLE, refusal.message)
        form.ended = True


def take_files(assignment: Assignment, form: FilingForm) -> bool:
    """The files that came with the form, each taken or refused by name; whether none was refused."""
    accepted = [] if form.operation_key.errors else list(_accepted(form))
    if accepted:
        with form.refusals(), ending(form):
            evidence.add(assignment, actor=actor(), operation=f"{form.key}-files", files=accepted)
    for file in accepted:
        file.discard()
    return not form.files.errors and not form.ended


def _accepted(form: FilingForm) -> Iterator[uploads.Accepted]:
    for file in request.files.getlist("files"):
        name = str(file.filename or "")
        try:
            if name:
                yield uploads.accept(file.stream, name, limits=uploads.evidence_limits())
        except Invalid as refusal:
            form.put("files", f"{clean_name(name)}：{translate(refusal.message)}")


def keep_typed(assignment: Assignment, form: FilingForm) -> None:
    """What could be read of a refused form is still a draft: leaving the page loses nothing."""
    if form.stale or form.ended or form.operation_key.errors or form.text.errors or form.seen is None:
        return
    with form.refusals(), ending(form):
        filing.save(assignment, actor=actor(), operation=fresh_key(), version=form.seen, filing=form.filing)
        form.version.data = str(queries.number(assignment))


@blueprint.post("/assignments/<int:id>/feedback/autosave")
@requires(AssignmentAction.DRAFT, one)
def autosave_feedback(assignment: Assignment) -> Answer:
    """The draft as the page sends it by itself; the answer is JSON: what was read, what is wrong."""
    form = form_for(assignment)
    form.validate()
    if form.operation_key.errors:
        return jsonify(message=gettext("这一页已经用过，请刷新后重做。")), 422
    try:
        saved = filing.save(
            assignment, actor=actor(), operation=form.key, version=form.seen, filing=form.filing
        )
    except Conflict as refusal:
        return jsonify(message=translate(refusal.message)), 409
    except Invalid as refusal:
        return jsonify(message=translate(refusal.message)), 422
    return jsonify(
        saved=clock_time(saved.saved_at),
        version=queries.number(assignment),
        readings=form.readings,
        errors=form.wrong,
    )


def to_write(assignment: Assignment) -> bool:
    return AssignmentAction.DRAFT in WORKFLOW.actions(assignment.state)


def page(assignment: Assignment, form: FilingForm) -> Answer:
    draft = queries.draft(assignment)
    if form.stale:
        form.beside(queries.kept(assignment, draft))
    return form.page(
        "tasks/feedback.html",
        assignment=assignment,
        task=assignment.task,
        draft=draft,
        told=queries.sent(assignment),
        to_write=to_write(assignment),
        files_at_most=FILES_AT_MOST,
        file_at_most=settings().max_evidence_mb,
    )
