"""Checking a draft and putting it in force, giving it up, closing a scheme."""

from flask import flash, redirect, url_for
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.schemes import queries, services
from coordination.schemes.changes import changed, pairs, settings
from coordination.schemes.forms import Act
from coordination.schemes.membership import by_cohort
from coordination.schemes.models import Scheme
from coordination.schemes.services.enacting import standing_against, to_look_at
from coordination.schemes.states import SchemeAction, SchemeState
from coordination.schemes.views.place import address, after_refusal, blueprint, names
from coordination.schemes.views.reading import shown


@blueprint.route("/schemes/<int:id>/enact", methods=["GET", "POST"])
@requires(SchemeAction.ENACT, queries.whole)
def enact(found: Scheme) -> Answer:
    form = Act(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.enact(found, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已施行。"))
            return redirect(address(found))
    if found.state is not SchemeState.DRAFT and not form.refused:
        return redirect(address(found))
    after_refusal(form, found)
    before = queries.current(found)
    return form.page(
        "schemes/enact.html",
        scheme=found,
        before=before,
        pairs=pairs(before, found) if before else [],
        changes=changed(before, found) if before else [],
        settings=settings(found),
        cohorts=by_cohort(found.cohorts, queries.members_of(found)),
        names=names(found.office_id),
        obstacles=standing_against(found),
        doubts=to_look_at(found),
    )


@blueprint.post("/schemes/<int:id>/discard")
@requires(SchemeAction.DISCARD, queries.whole)
def discard(found: Scheme) -> Answer:
    form = Act(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.discard(found, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("草稿已作废。"))
            return redirect(url_for("schemes.index"))
    return shown(found, form)


@blueprint.post("/schemes/<int:id>/close")
@requires(SchemeAction.CLOSE, queries.whole)
def close(found: Scheme) -> Answer:
    form = Act(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.close(found, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已停用；已冻结的排名不变。"))
            return redirect(address(found))
    return shown(found, form)
