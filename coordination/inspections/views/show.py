"""One inspection: its page, the sheet on paper, cancelling it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.inspections import services
from coordination.inspections.forms import CancelForm, MoveForm
from coordination.inspections.models import Inspection, InspectionPhoto
from coordination.inspections.queries.inspections import following
from coordination.inspections.queries.inspections import inspection as one
from coordination.inspections.states import WORKFLOW, InspectionAction
from coordination.inspections.views.place import blueprint
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries as organizations


def photos_of(inspection: Inspection) -> dict[int | None, list[InspectionPhoto]]:
    """The photos by point."""
    found: dict[int | None, list[InspectionPhoto]] = {}
    for photo in inspection.photos:
        found.setdefault(photo.point_id, []).append(photo)
    return found


def fresh(inspection: Inspection) -> Inspection:
    """The inspection with its sheet: an act that was refused has put away what was loaded."""
    return one(actor(), id=inspection.id) or inspection


def _shows_findings(inspection: Inspection) -> bool:
    """What was found is told when it is handed in; before, to the office and to who inspects."""
    unit_id = actor().unit_id
    return inspection.done_at is not None or unit_id is None or unit_id == inspection.inspector_id


@blueprint.get("/inspections/<int:id>")
@requires(InspectionAction.VIEW, one)
def show(inspection: Inspection) -> Answer:
    return render_template(
        "inspections/show.html",
        inspection=inspection,
        findings=_shows_findings(inspection),
        photos=photos_of(inspection),
        again=following(inspection),
        available=WORKFLOW.available(actor(), inspection),
        history=told(timeline(inspection)),
    )


@blueprint.get("/inspections/<int:id>/print")
@requires(InspectionAction.VIEW, one)
def on_paper(inspection: Inspection) -> Answer:
    """The sheet for the printer: as it stands, or empty; who is inspected gets no draft."""
    return render_template(
        "inspections/print.html",
        inspection=inspection,
        photos=photos_of(inspection),
        blank="blank" in request.args or not _shows_findings(inspection),
    )


@blueprint.route("/inspections/<int:id>/move", methods=["GET", "POST"])
@requires(InspectionAction.MOVE, one)
def move(inspection: Inspection) -> Answer:
    units = [unit for unit in organizations.units(inspection.office_id) if unit.id != inspection.unit_id]
    form = MoveForm(obj=inspection, units=units)
    if form.validate_on_submit():
        with form.refusals():
            services.move(
                inspection,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                inspector_id=form.inspector.data,
                due_on=form.due_on.data,
                reason=form.reason.data or "",
            )
            flash(gettext("已改，复查单位和被复查单位会收到消息。"))
            return redirect(url_for(".show", id=inspection.id))
    elif InspectionAction.MOVE not in WORKFLOW.actions(inspection.state):
        return redirect(url_for(".show", id=inspection.id))
    return form.page("inspections/move.html", inspection=fresh(inspection))


@blueprint.route("/inspections/<int:id>/cancel", methods=["GET", "POST"])
@requires(InspectionAction.CANCEL, one)
def cancel(inspection: Inspection) -> Answer:
    form = CancelForm(obj=inspection)
    if form.validate_on_submit():
        with form.refusals():
            services.cancel(
                inspection,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("复查已取消。"))
            return redirect(url_for(".show", id=inspection.id))
    elif InspectionAction.CANCEL not in WORKFLOW.actions(inspection.state):
        return redirect(url_for(".show", id=inspection.id))
    return form.page("inspections/cancel.html", inspection=fresh(inspection))
