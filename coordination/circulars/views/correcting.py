"""What an issued circular should say now, and the draft of its correction."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.circulars import queries, quota, services
from coordination.circulars.forms import CorrectForm
from coordination.circulars.models import Circular
from coordination.circulars.services.correcting import compared, open_correction
from coordination.circulars.states import CircularAction, CircularState
from coordination.circulars.views.part import blueprint, shown
from coordination.kernel.clock import clock
from coordination.kernel.text import _
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.rankings.models import Ranking


@blueprint.route("/circulars/<int:id>/correct", methods=["GET", "POST"])
@requires(CircularAction.CORRECT, queries.whole)
def correct(circular: Circular) -> Answer:
    if circular.state is not CircularState.ISSUED or open_correction(circular) is not None:
        return redirect(url_for("circulars.show", id=circular.id))
    form = CorrectForm(obj=circular)
    rankings = {str(one.id): one for one in _choices(circular)}
    form.ranking.choices = [(key, _label(one)) for key, one in rankings.items()]
    typed = form.ranking.data if form.is_submitted() else request.args.get("ranking", "")
    ranking = rankings.get(str(typed)) or next(iter(rankings.values()), None)
    form.ranking.data = str(ranking.id) if ranking else ""
    if form.validate_on_submit():
        with form.refusals():
            made = services.correct(
                circular,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                ranking=ranking,
                reason=form.reason.data or "",
            )
            flash(gettext("更正通报已起草，请核对后送核稿。"))
            return redirect(url_for("circulars.show", id=made.id))
    return form.page(
        "circulars/correct.html",
        **shown(circular),
        found=compared(circular, ranking),
        ranking=ranking,
        meter=quota.meter(circular.office_id, clock.today().year),
    )


def _choices(circular: Circular) -> list[Ranking]:
    """The rankings of the same scheme and period, the latest first; none for a circular without one."""
    if circular.ranking is None:
        return []
    code = circular.ranking.scheme.code
    found = queries.frozen(circular.office_id, circular.period)
    return [one for one in found if one.scheme.code == code]


def _label(ranking: Ranking) -> str:
    return translate(_("{name}，第{sequence}次冻结", name=ranking.scheme.name, sequence=ranking.sequence))
