"""Townships and communities: numbers of people with their source, closing."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.clock import clock
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries
from coordination.organizations.forms import CloseForm, CountForm
from coordination.organizations.models import Office
from coordination.organizations.policy import DivisionAction
from coordination.organizations.queries import Place
from coordination.organizations.rules import BELOW, LEVEL_LABELS
from coordination.organizations.services import divisions as services
from coordination.organizations.views.units import blueprint


@blueprint.get("/places")
@requires(DivisionAction.LIST, queries.own_office)
def places(office: Office) -> Answer:
    """The divisions directly below the office's own, or what a search finds anywhere below it."""
    typed = request.args.get("q", "").strip()[:40]
    return render_template(
        "organizations/places.html",
        office=office,
        level=LEVEL_LABELS[BELOW[office.division.level]],
        below=queries.children(office.division),
        typed=typed,
        found=queries.divisions_found(office.division, typed) if typed else (),
        most=queries.MOST_FOUND,
    )


@blueprint.get("/places/<int:id>")
@requires(DivisionAction.VIEW, queries.place)
def place(place: Place) -> Answer:
    division = place.division
    return render_template(
        "organizations/place.html",
        place=place,
        division=division,
        levels=LEVEL_LABELS,
        above=queries.ancestors(division),
        below=queries.children(division),
        unit=queries.unit_at(division, place.office_id),
        act=Act(obj=division),
        history=told(timeline(division, limit=20)),
    )


@blueprint.route("/places/<int:id>/population", methods=["GET", "POST"])
@requires(DivisionAction.COUNT, queries.place)
def population(place: Place) -> Answer:
    division = place.division
    form = CountForm(obj=division)
    if form.validate_on_submit():
        with form.refusals():
            services.count(place, form.counts, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存%(name)s的人口。", name=division.name))
            return redirect(url_for("organizations.place", id=division.id))
    return form.page("organizations/population.html", division=division)


@blueprint.route("/places/<int:id>/close", methods=["GET", "POST"])
@requires(DivisionAction.CLOSE, queries.place)
def close_place(place: Place) -> Answer:
    division = place.division
    form = CloseForm(obj=division)
    if form.validate_on_submit():
        with form.refusals():
            services.close(
                place, actor=actor(), operation=form.key, version=form.seen, on=form.closed_on.data
            )
            flash(gettext("%(name)s已停用。", name=division.name))
            return redirect(url_for("organizations.place", id=division.id))
    if not form.is_submitted():
        form.closed_on.data = clock.today()
    return form.page("organizations/close_place.html", division=division)


@blueprint.post("/places/<int:id>/reopen")
@requires(DivisionAction.REOPEN, queries.place)
def reopen_place(place: Place) -> Answer:
    form = Act(obj=place.division)
    if form.validate_on_submit():
        services.reopen(place, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("%(name)s已重新启用。", name=place.division.name))
    return redirect(url_for("organizations.place", id=place.division.id))
