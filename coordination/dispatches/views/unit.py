"""For a unit: what came, one document with its notice, signing for it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.dispatches import queries, services
from coordination.dispatches.models import Dispatch
from coordination.dispatches.queries import Shown
from coordination.dispatches.states import DispatchAction
from coordination.dispatches.views.place import LAST_PAGE, blueprint
from coordination.kernel.errors import Conflict
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import MemberUnit


@blueprint.get("/dispatches/mine")
@requires(DispatchAction.READ, queries.own_unit)
def mine(_unit: MemberUnit) -> Answer:
    asked = request.args.get("show", "")
    shown = Shown(asked) if asked in set(Shown) else Shown.ALL
    page = min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE)
    found, more = queries.mine(actor(), shown=shown, page=page)
    return render_template(
        "dispatches/mine.html",
        dispatches=found,
        more=more,
        page=page,
        shown=shown,
        counts=queries.counts_of_unit(actor()),
    )


@blueprint.get("/dispatches/<int:id>")
@requires(DispatchAction.READ, queries.dispatch)
def show(dispatch: Dispatch) -> Answer:
    return render_template("dispatches/show.html", dispatch=dispatch, form=Act())


@blueprint.post("/dispatches/<int:id>/receive")
@requires(DispatchAction.RECEIVE, queries.dispatch)
def receive(dispatch: Dispatch) -> Answer:
    """Signed twice by the same click is signed once; who comes second is told who was first."""
    form = Act()
    if form.validate_on_submit():
        try:
            services.receive(dispatch, actor=actor(), operation=form.key)
            flash(gettext("已签收。"))
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(url_for(".show", id=dispatch.id))
