"""A department signs: its list, one criterion, many at once."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from coordination.applications.forms import AGREE, OPPOSE, OpinionForm, PickedForm
from coordination.applications.models import Opinion
from coordination.applications.queries import signing as queries
from coordination.applications.queries.applications import opinion as one
from coordination.applications.queries.lists import LAST_PAGE
from coordination.applications.services import opining
from coordination.applications.states import ApplicationAction, OpinionState
from coordination.applications.views.place import blueprint, own_unit
from coordination.applications.views.show import about
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import MemberUnit


def _wanted() -> queries.Wanted:
    shows = {str(each): each for each in queries.Show}
    return queries.Wanted(
        shows.get(request.args.get("show", ""), queries.Show.WAITING),
        request.args.get("q", "").strip()[:40],
        min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE),
    )


@blueprint.get("/applications/opinions")
@requires(ApplicationAction.OPINE, own_unit)
def opinions(unit: MemberUnit) -> Answer:
    asked = _wanted()
    return render_template(
        "applications/opinions.html",
        found=queries.signing(actor(), asked, clock.today()),
        wanted=asked,
        Show=queries.Show,
        unit=unit,
        picking=PickedForm(formdata=None),
    )


@blueprint.post("/applications/opinions/agree")
@requires(ApplicationAction.OPINE, own_unit)
def agree_many(unit: MemberUnit) -> Answer:
    form = PickedForm()
    if form.validate_on_submit():
        picked = form.picked
        try:
            opining.agree_many(unit, actor=actor(), operation=form.key, picked=picked)
            flash(ngettext("已同意 %(num)d 项。", "已同意 %(num)d 项。", len(picked)))
        except Stale:
            raise
        except (Conflict, Invalid) as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(url_for(".opinions"))


@blueprint.route("/applications/opinions/<int:id>", methods=["GET", "POST"])
@requires(ApplicationAction.OPINE, one)
def opinion(opinion: Opinion) -> Answer:
    form = OpinionForm(obj=opinion)
    if form.validate_on_submit():
        with form.refusals():
            try:
                opining.opine(
                    opinion,
                    actor=actor(),
                    operation=form.key,
                    version=form.seen,
                    agree=form.agrees,
                    note=form.note.data or "",
                )
            except Stale:
                raise
            except Conflict as refusal:
                flash(translate(refusal.message), "warning")
                return redirect(url_for(".show", id=opinion.application_id))
            flash(gettext("意见已提交。"))
            return redirect(_onward(opinion))
    elif not form.is_submitted():
        form.opinion.data = {OpinionState.AGREED: AGREE, OpinionState.OPPOSED: OPPOSE}.get(opinion.state)
    shown = one(actor(), id=opinion.id) or opinion
    return form.page("applications/opinion.html", opinion=shown, **about(shown.application))


def _onward(given: Opinion) -> str:
    """To the unit's next criterion of the same application, else back to the list."""
    own = [
        each
        for each in given.application.opinions
        if each.unit_id == given.unit_id and each.state is OpinionState.ASKED and each.id != given.id
    ]
    return url_for(".opinion", id=own[0].id) if own else url_for(".opinions")
