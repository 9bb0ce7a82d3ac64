"""What is due, ticked and planned; and one subject."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext

from coordination.inspections import services
from coordination.inspections.forms import PlanForm
from coordination.inspections.queries import due
from coordination.inspections.services.planning import PICK
from coordination.inspections.states import InspectionAction
from coordination.inspections.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.standards.queries import enacted
from coordination.subjects import queries as subjects
from coordination.subjects.models import Subject


@blueprint.route("/inspections/due", methods=["GET", "POST"])
@requires(InspectionAction.PLAN, own_office)
def plan_due(office: Office) -> Answer:
    form = PlanForm(organizations.units(office.id))
    if form.validate_on_submit():
        picked = form.picked
        with form.refusals():
            services.plan_many(
                office, actor=actor(), operation=form.key, certificate_ids=picked, plan=form.plan
            )
            flash(ngettext("已安排复查 %(num)d 个。", "已安排复查 %(num)d 个。", len(picked)))
            return redirect(url_for(".index"))
    everything = request.args.get("show") == "all"
    unit, words = request.args.get("unit", type=int), request.args.get("q", "").strip()[:40]
    office_id = actor().office_id or 0  # after a refusal the office is no longer loaded
    found = due.due_list(office_id, clock.today(), everything=everything, unit_id=unit, words=words)
    return form.page(
        "inspections/due.html",
        found=found,
        everything=everything,
        unit=unit,
        words=words,
        units=organizations.units(office_id),
        picked=form.picked if form.is_submitted() else None,
    )


@blueprint.route("/subjects/<int:id>/inspection", methods=["GET", "POST"])
@requires(InspectionAction.PLAN, own_office)
def plan_one(office: Office) -> Answer:
    number = int((request.view_args or {})["id"])
    subject = _subject(number)
    units = [unit for unit in organizations.units(office.id) if unit.id != subject.unit_id]
    form = PlanForm(units)
    if form.validate_on_submit():
        with form.refusals():
            made = services.plan(
                office, actor=actor(), operation=form.key, subject_id=subject.id, plan=form.plan
            )
            flash(gettext("已安排复查。"))
            return redirect(url_for(".show", id=made.id))
    subject = _subject(number)
    held = due.certificate_of(subject.office_id, subject.id, clock.today())
    version = held.standard_version if held else _in_force(subject)
    return form.page("inspections/plan.html", subject=subject, held=held, version=version, pick=PICK)


def _in_force(subject: Subject) -> object:
    return next(iter(enacted(subject.office_id, subject.kind, clock.today())), None)


def _subject(number: int) -> Subject:
    found = subjects.one(actor(), id=number)
    if found is None or found.office_id != actor().office_id or found.closed_on is not None:
        raise NotFound
    return found
