"""The review queue: what waits, flags first; approving many at once."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from coordination.kernel.errors import Invalid
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.queries import Workplace, workplace
from coordination.reporting import services
from coordination.reporting.forms import PickedForm
from coordination.reporting.queries import queue as queries
from coordination.reporting.queries.wishes import to_answer
from coordination.reporting.services.bulk import NothingDone
from coordination.reporting.states import WISH_LABELS, ReportAction
from coordination.reporting.views.place import blueprint


@blueprint.get("/reports/queue")
@requires(ReportAction.APPROVE, workplace)
def queue(office: Workplace) -> Answer:
    wanted = _wanted()
    found = queries.queue(actor(), wanted)
    return render_template(
        "reporting/queue.html",
        wanted=wanted,
        found=found,
        Show=queries.Show,
        mine={one.id for one in found.reports if not allowed(actor(), ReportAction.APPROVE, one)},
        asked=to_answer(actor()),
        wishes=WISH_LABELS,
        picking=PickedForm(formdata=None),
    )


def _wanted() -> queries.Wanted:
    names = {str(show): show for show in queries.Show}
    return queries.Wanted(
        names.get(request.args.get("show", ""), queries.Show.ALL),
        _period(request.args.get("period", "")),
        request.args.get("form", type=int),
        request.args.get("page", 1, type=int),
    )


def _period(written: str) -> str:
    try:
        return str(Period.parse(written))
    except Invalid:
        return ""


@blueprint.post("/reports/approve")
@requires(ReportAction.APPROVE, workplace)
def approve_many(office: Workplace) -> Answer:
    """Approve all that were ticked, or show which rows stand in the way."""
    form = PickedForm()
    onward = url_for(".queue", period=_period(request.args.get("period", "")) or None)
    if form.validate_on_submit():
        picked = form.picked
        try:
            services.approve_many(office, actor=actor(), operation=form.key, picked=picked)
            flash(ngettext("已通过 %(num)d 份。", "已通过 %(num)d 份。", len(picked)))
        except NothingDone as refusal:
            form.operation_key.data = fresh_key()
            page = render_template("reporting/refused.html", refusal=refusal, form=form, onward=onward)
            return page, 409
        except Invalid as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(onward)
