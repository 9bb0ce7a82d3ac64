"""The first review, chasing the departments, the conclusion, sending back, refusing."""

from flask import flash, redirect, url_for
from flask_babel import gettext

from coordination.applications import services
from coordination.applications.forms import Act, EndForm, ReturnForm
from coordination.applications.models import Application
from coordination.applications.queries.applications import application as one
from coordination.applications.states import LABELS, WORKFLOW, ApplicationAction
from coordination.applications.views.drafting import end_page
from coordination.applications.views.place import blueprint
from coordination.applications.views.show import about, fresh
from coordination.kernel.errors import Conflict, Stale
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


@blueprint.post("/applications/<int:id>/admit")
@requires(ApplicationAction.ADMIT, one)
def admit(application: Application) -> Answer:
    form = Act(obj=application)
    if form.validate_on_submit():
        services.admit(application, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("初审通过。"))
    return redirect(url_for(".show", id=application.id))


@blueprint.post("/applications/<int:id>/chase")
@requires(ApplicationAction.CHASE, one)
def chase(application: Application) -> Answer:
    form = Act(obj=application)
    if form.validate_on_submit():
        try:
            services.chase(application, actor=actor(), operation=form.key)
            flash(gettext("已催办，各部门会收到消息。"))
        except Stale:
            raise
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(url_for(".show", id=application.id))


@blueprint.post("/applications/chase")
@requires(ApplicationAction.CHASE, own_office)
def chase_late(office: Office) -> Answer:
    form = Act()
    if form.validate_on_submit():
        try:
            services.chase_late(office, actor=actor(), operation=form.key)
            flash(gettext("已催办，各部门会收到消息。"))
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(url_for(".index", show="late"))


@blueprint.route("/applications/<int:id>/conclude", methods=["GET", "POST"])
@requires(ApplicationAction.CONCLUDE, one)
def conclude(application: Application) -> Answer:
    """What the clerk confirms, and what stands against it."""
    form = Act(obj=application)
    if form.validate_on_submit():
        with form.refusals():
            done = services.conclude(application, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("联审通过，现在是“%(state)s”。", state=translate(LABELS[done.state])))
            return redirect(url_for(".show", id=application.id))
    if not form.is_submitted() and ApplicationAction.CONCLUDE not in WORKFLOW.actions(application.state):
        return redirect(url_for(".show", id=application.id))
    return form.page("applications/conclude.html", **about(fresh(application)))


@blueprint.route("/applications/<int:id>/return", methods=["GET", "POST"])
@requires(ApplicationAction.RETURN, one)
def send_back(application: Application) -> Answer:
    form = ReturnForm(application.standard_version.criteria, obj=application)
    if form.validate_on_submit():
        with form.refusals():
            services.send_back(
                application,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
                criteria=form.criteria.data or (),
            )
            flash(gettext("已退回，申报人会收到原因。"))
            return redirect(url_for(".show", id=application.id))
    if not form.is_submitted():
        if ApplicationAction.RETURN not in WORKFLOW.actions(application.state):
            return redirect(url_for(".show", id=application.id))
        form.reason.data = ""
    return form.page("applications/return.html", **about(fresh(application)))


@blueprint.route("/applications/<int:id>/refuse", methods=["GET", "POST"])
@requires(ApplicationAction.REFUSE, one)
def refuse(application: Application) -> Answer:
    form = EndForm(obj=application)
    if form.validate_on_submit():
        with form.refusals():
            services.refuse(
                application,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("已作不予命名处理。"))
            return redirect(url_for(".show", id=application.id))
    if not form.is_submitted():
        form.reason.data = ""
    return end_page(application, form, ApplicationAction.REFUSE)
