"""The regulations that the product abides by, which the office can correct."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.indicators import queries
from coordination.indicators.forms import RegulationForm
from coordination.indicators.models import Regulation
from coordination.indicators.policy import RegulationAction
from coordination.indicators.services import regulations as services
from coordination.indicators.views.place import blueprint
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


def held(actor: Actor, **places: int) -> Regulation | None:
    """The regulation as the actor's office has it: its correction in the place of the shared row."""
    row = session.get(Regulation, places["id"]) if places["id"] < 2**63 else None
    if row is None or row.office_id not in (None, actor.office_id):
        return None
    return queries.regulation(actor.office_id or 0, row.cited_as)


@blueprint.get("/regulations")
@requires(RegulationAction.LIST, own_office)
def regulations(office: Office) -> Answer:
    return render_template("indicators/regulations.html", office=office, found=queries.regulations(office.id))


@blueprint.get("/regulations/<int:id>")
@requires(RegulationAction.VIEW, held)
def regulation(found: Regulation) -> Answer:
    return render_template(
        "indicators/regulation.html",
        regulation=found,
        citing=queries.citing(actor().office_id or 0, found),
        history=told(timeline(found, limit=20)),
    )


@blueprint.route("/regulations/new", methods=["GET", "POST"])
@requires(RegulationAction.ADD, own_office)
def add_regulation(office: Office) -> Answer:
    form = RegulationForm()
    if form.validate_on_submit():
        with form.refusals():
            made = services.add(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增规定“%(title)s”。", title=made.title))
            return redirect(url_for(".regulation", id=made.id))
    return form.page("indicators/edit_regulation.html", regulation=None)


@blueprint.route("/regulations/<int:id>/edit", methods=["GET", "POST"])
@requires(RegulationAction.EDIT, held)
def edit_regulation(found: Regulation) -> Answer:
    form = RegulationForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            kept = services.edit(found, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存“%(title)s”，只对本联席办生效。", title=kept.title))
            return redirect(url_for(".regulation", id=kept.id))
    return form.page("indicators/edit_regulation.html", regulation=found)
