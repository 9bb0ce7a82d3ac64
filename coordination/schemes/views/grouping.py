"""The cohorts of a draft, and who is listed but not ranked."""

from flask import flash, redirect
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.schemes import queries, services
from coordination.schemes.forms import Act, CohortForm, ExemptForm
from coordination.schemes.models import Scheme, SchemeCohort
from coordination.schemes.states import SchemeAction, SchemeState
from coordination.schemes.views.place import PartOf, address, after_refusal, blueprint, cohort_in
from coordination.schemes.views.reading import shown


@blueprint.route("/schemes/<int:id>/cohorts/new", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, queries.whole)
def add_cohort(found: Scheme) -> Answer:
    return _cohort(found)


@blueprint.route("/schemes/<int:id>/cohorts/<int:cohort>", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, cohort_in)
def cohort(place: PartOf) -> Answer:
    return _cohort(place.scheme, place.cohort)


def _cohort(scheme: Scheme, stored: SchemeCohort | None = None) -> Answer:
    if scheme.state is not SchemeState.DRAFT:
        return redirect(address(scheme))
    form = CohortForm(obj=scheme, known=queries.units(scheme.office_id), cohort=stored)
    placed = {one.unit_id: one.cohort for one in scheme.members if one.cohort != (stored and stored.name)}
    name = stored.name if stored else ""
    if form.validate_on_submit():
        with form.refusals():
            services.put_cohort(
                scheme, form.group, actor=actor(), operation=form.key, version=form.seen, cohort=stored
            )
            flash(gettext("分组已保存。"))
            return redirect(address(scheme, _anchor="cohorts"))
    after_refusal(form, scheme)
    return form.page("schemes/cohort.html", scheme=scheme, name=name, placed=placed)


@blueprint.post("/schemes/<int:id>/cohorts/<int:cohort>/drop")
@requires(SchemeAction.EDIT, cohort_in)
def drop_cohort(place: PartOf) -> Answer:
    form = Act(obj=place.scheme)
    if form.validate_on_submit() and place.cohort is not None:
        with form.refusals():
            services.drop_cohort(
                place.scheme, place.cohort, actor=actor(), operation=form.key, version=form.seen
            )
            flash(gettext("已删去这个组。"))
            return redirect(address(place.scheme, _anchor="cohorts"))
    return shown(place.scheme, form)


@blueprint.route("/schemes/<int:id>/exempt", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, queries.whole)
def exempt(found: Scheme) -> Answer:
    if found.state is not SchemeState.DRAFT:
        return redirect(address(found))
    members = queries.members_of(found)
    form = ExemptForm(obj=found, members=members)
    if form.validate_on_submit():
        with form.refusals():
            services.exempt(
                found,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                unit_id=form.unit_id.data,
                reason=form.reason.data or "",
            )
            flash(gettext("已保存。"))
            return redirect(address(found, _anchor="cohorts"))
    after_refusal(form, found)
    return form.page("schemes/exempt.html", scheme=found, exempt=[one for one in members if one.exempt])
