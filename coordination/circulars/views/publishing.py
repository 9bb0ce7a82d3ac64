"""How much of its ranking a draft shows."""

from flask import flash, redirect, url_for
from flask_babel import gettext

from coordination.circulars import queries, services
from coordination.circulars.forms import PublicationForm
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularAction, CircularState
from coordination.circulars.views.part import blueprint, shown
from coordination.kernel.web import Answer, actor, requires


@blueprint.route("/circulars/<int:id>/publication", methods=["GET", "POST"])
@requires(CircularAction.EDIT, queries.whole)
def publication(circular: Circular) -> Answer:
    """What each way shows, in words; the draft's facts and annexes follow the choice."""
    if circular.state is not CircularState.DRAFT or circular.ranking_id is None:
        return redirect(url_for("circulars.show", id=circular.id))
    form = PublicationForm(obj=circular)
    if form.validate_on_submit():
        with form.refusals():
            services.choose_publication(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                publication=form.chosen,
            )
            flash(gettext("发布方式已改，附件和数据清单随之更新，正文里不公开的句子已删去，请再读一遍。"))
            return redirect(url_for("circulars.edit", id=circular.id))
    return form.page("circulars/publication.html", **shown(circular))
