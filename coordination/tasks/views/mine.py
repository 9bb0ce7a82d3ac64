"""The unit's own list, sorted by trouble, and the receipt of many at once."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Act
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import Division
from coordination.tasks.forms.assignment import PickedForm
from coordination.tasks.queries.assignments import LAST_PAGE, Heap, Show, Wanted, mine, own_heap
from coordination.tasks.services import bulk
from coordination.tasks.states import AssignmentAction
from coordination.tasks.views.lamps import calendar
from coordination.tasks.views.place import blueprint


def wanted() -> Wanted:
    """The filters of the address; nonsense does no harm."""
    shows = {str(show): show for show in Show}
    return Wanted(
        shows.get(request.args.get("show", ""), Show.OPEN),
        request.args.get("whose") == "communities",
        request.args.get("q", "").strip()[:40],
        min(max(1, request.args.get("page", 1, type=int)), LAST_PAGE),
    )


@blueprint.get("/assignments", endpoint="mine")
@requires(AssignmentAction.LIST, own_heap)
def own(heap: Heap) -> Answer:
    asked = wanted()
    return render_template(
        "tasks/mine.html",
        found=mine(actor(), asked, clock.now(), calendar()),
        wanted=asked,
        Show=Show,
        community=session.get(Division, heap.division_id) if heap.division_id is not None else None,
        township=Function.TOWNSHIP in actor().functions,
        receipt=Act(formdata=None),
    )


@blueprint.post("/assignments/acknowledge")
@requires(AssignmentAction.ACKNOWLEDGE, own_heap)
def acknowledge_many(heap: Heap) -> Answer:
    return many(heap, bulk.acknowledge_many, gettext("签收"), url_for(".mine"))


def many(heap: Heap, act: Callable[..., int], word: str, onward: str) -> Answer:
    """Do it to all that were ticked, or show which rows stand in the way."""
    form = PickedForm()
    if form.validate_on_submit():
        try:
            picked = form.picked
            act(heap, actor=actor(), operation=form.key, picked=picked)
            count = len(picked)
            flash(ngettext("%(act)s了 %(num)d 项。", "%(act)s了 %(num)d 项。", count, act=word))
        except bulk.NothingDone as refusal:
            form.operation_key.data = fresh_key()
            page = render_template("tasks/refused.html", refusal=refusal, form=form, act=word, onward=onward)
            return page, 409
        except Invalid as refusal:
            flash(translate(refusal.message), "warning")
    return redirect(onward)
