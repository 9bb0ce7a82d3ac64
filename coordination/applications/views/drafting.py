"""An application begins, is written, filed, taken back."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from coordination.applications.forms import DraftForm, EndForm, NewForm
from coordination.applications.models import Application
from coordination.applications.queries.applications import application as one
from coordination.applications.queries.applications import under_way
from coordination.applications.queries.findings import as_of, evaluated, looks
from coordination.applications.services import drafting, filing
from coordination.applications.states import WORKFLOW, ApplicationAction, ApplicationState
from coordination.applications.views.place import blueprint
from coordination.applications.views.show import about, fresh
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject
from coordination.subjects.queries import one as one_subject


@blueprint.route("/applications/new/<int:id>", methods=["GET", "POST"])
@requires(ApplicationAction.CREATE, one_subject)
def new(subject: Subject) -> Answer:
    """Which standard, and how the subject stands against it."""
    versions = {each.id: each for each in enacted(subject.office_id, subject.kind, clock.today())}
    form = NewForm(list(versions.values()))
    if form.validate_on_submit():
        with form.refusals():
            try:
                made = drafting.draft(
                    subject,
                    actor=actor(),
                    operation=form.key,
                    standard=versions[form.standard.data],
                    statement=form.statement.data or "",
                )
            except Conflict as refusal:
                return _refused(subject, refusal)
            return redirect(url_for(".edit", id=made.id))
    elif not form.is_submitted():
        asked = request.args.get("standard", type=int)
        form.standard.data = asked if asked in versions else next(iter(versions), None)
    day = as_of(subject.office_id)
    found = {id: evaluated(each, [subject.id], day)[subject.id] for id, each in versions.items()}
    return form.page(
        "applications/new.html",
        subject=subject,
        versions=versions,
        day=day,
        looks={id: looks(each.criteria, found[id]) for id, each in versions.items()},
        under_way=under_way([subject.id]).get(subject.id),
    )


def _refused(subject: Subject, refusal: Conflict) -> Response:
    flash(translate(refusal.message), "warning")
    open_now = under_way([subject.id]).get(subject.id)
    return redirect(url_for(".show", id=open_now.id) if open_now else url_for(".mine"))


@blueprint.route("/applications/<int:id>/edit", methods=["GET", "POST"])
@requires(ApplicationAction.EDIT, one)
def edit(application: Application) -> Answer:
    """The page on which it is written; sent as it is, it keeps the statement."""
    form = DraftForm(obj=application)
    if form.validate_on_submit():
        with form.refusals():
            _keep(application, form)
            flash(gettext("已保存。"))
            return redirect(url_for(".edit", id=application.id))
    return _page(application, form)


def _keep(application: Application, form: DraftForm, mark: str = "") -> Application:
    return drafting.edit(
        application,
        actor=actor(),
        operation=form.key + mark,
        version=form.seen,
        statement=form.statement.data or "",
    )


def _page(application: Application, form: DraftForm) -> Answer:
    if not form.is_submitted() and ApplicationAction.EDIT not in WORKFLOW.actions(application.state):
        return redirect(url_for(".show", id=application.id))
    return form.page("applications/edit.html", **about(fresh(application)))


@blueprint.post("/applications/<int:id>/file")
@requires(ApplicationAction.FILE, one)
def file(application: Application) -> Answer:
    """Keep what was written, then file; a refusal names every criterion, and what was written stays."""
    form = DraftForm(obj=application)
    if form.validate_on_submit():
        with form.refusals():
            kept, version = application, form.seen
            if _changed(application, form):
                kept = _keep(application, form, "-text")
                version = kept.version
                form.version.data = str(version)
            filed = filing.file(kept, actor=actor(), operation=form.key, version=version)
            flash(_outcome(filed))
            return redirect(url_for(".show", id=filed.id))
    return _page(application, form)


def _changed(application: Application, form: DraftForm) -> bool:
    return (form.statement.data or "").replace("\r\n", "\n").strip() != application.statement


def _outcome(application: Application) -> str:
    if application.state is ApplicationState.FILED:
        return str(gettext("已申报，等镇街初审。"))
    state = translate(WORKFLOW.labels[application.state])
    return str(gettext("已申报，现在是“%(state)s”。", state=state))


@blueprint.route("/applications/<int:id>/withdraw", methods=["GET", "POST"])
@requires(ApplicationAction.WITHDRAW, one)
def withdraw(application: Application) -> Answer:
    form = EndForm(obj=application, data={"reason": ""})
    if form.validate_on_submit():
        with form.refusals():
            drafting.withdraw(
                application,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("申报已撤回。"))
            return redirect(url_for(".show", id=application.id))
    if not form.is_submitted():
        form.reason.data = ""
    return end_page(application, form, ApplicationAction.WITHDRAW)


def end_page(application: Application, form: EndForm, action: ApplicationAction) -> Answer:
    """The confirmation; what cannot be ended any more is shown as it stands."""
    if not form.is_submitted() and action not in WORKFLOW.actions(application.state):
        return redirect(url_for(".show", id=application.id))
    return form.page("applications/end.html", application=fresh(application), action=action)
