"""The check: one after the other without going back to the list, or many at once."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from coordination.kernel.errors import Conflict, Stale
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.tasks.forms.assignment import ReturnForm
from coordination.tasks.models import Assignment
from coordination.tasks.queries import around
from coordination.tasks.queries.assignments import Heap, kept_heap
from coordination.tasks.queries.assignments import assignment as one
from coordination.tasks.services import bulk, reviewing
from coordination.tasks.services.telling import name_of
from coordination.tasks.states import WORKFLOW, AssignmentAction
from coordination.tasks.views.assignment import about
from coordination.tasks.views.mine import many
from coordination.tasks.views.place import blueprint


@blueprint.get("/assignments/<int:id>/review")
@requires(AssignmentAction.RETURN, one)
def review(assignment: Assignment) -> Answer:
    return _page(assignment, ReturnForm(obj=assignment))


def _page(assignment: Assignment, form: ReturnForm) -> Answer:
    """Only what was filed is judged; anything else is shown as it stands."""
    if not form.is_submitted() and AssignmentAction.RETURN not in WORKFLOW.actions(assignment.state):
        return redirect(url_for(".assignment", id=assignment.id))
    asked = [each for each in around.requests_of(assignment) if each.decided_at is None]
    return form.page(
        "tasks/review.html",
        **about(assignment),
        approval=Act(formdata=None, obj=assignment),
        next=around.waiting_beside(actor(), assignment),
        asked=asked,
        late=reviewing.filed_late(assignment),
    )


@blueprint.post("/assignments/<int:id>/approve")
@requires(AssignmentAction.APPROVE, one)
def approve(assignment: Assignment) -> Answer:
    form = Act(obj=assignment)
    if form.validate_on_submit():
        try:
            reviewing.approve(assignment, actor=actor(), operation=form.key, version=form.seen)
        except Stale:
            raise
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
            return redirect(url_for(".assignment", id=assignment.id))
        flash(gettext("核查通过：%(name)s。", name=name_of(assignment)))
        return _onward(assignment)
    return redirect(url_for(".review", id=assignment.id))


@blueprint.post("/assignments/<int:id>/return")
@requires(AssignmentAction.RETURN, one)
def give_back(assignment: Assignment) -> Answer:
    form = ReturnForm(obj=assignment)
    if form.validate_on_submit():
        with form.refusals():
            reviewing.give_back(
                assignment,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(gettext("已退回：%(name)s。", name=name_of(assignment)))
            return _onward(assignment)
    return _page(assignment, form)


def _onward(assignment: Assignment) -> Response:
    """To the next one that waits."""
    waiting = around.waiting_beside(actor(), assignment)
    if waiting.next_id is None:
        flash(gettext("没有待核查的了。"))
        return redirect(url_for(".assignment", id=assignment.id))
    flash(ngettext("还有 %(num)d 项待核查。", "还有 %(num)d 项待核查。", waiting.count))
    return redirect(url_for(".review", id=waiting.next_id))


@blueprint.post("/assignments/approve")
@requires(AssignmentAction.APPROVE, kept_heap)
def approve_many(heap: Heap) -> Answer:
    return many(heap, bulk.approve_many, gettext("核查通过"), _back())


@blueprint.post("/assignments/close")
@requires(AssignmentAction.CLOSE, kept_heap)
def close_many(heap: Heap) -> Answer:
    return many(heap, bulk.close_many, gettext("销号"), _back())


def _back() -> str:
    """The page on which the rows were ticked."""
    task, parent = request.args.get("task", type=int), request.args.get("assignment", type=int)
    if task is not None:
        return url_for(".show", id=task)
    return url_for(".waiting") if parent is None else url_for(".assignment", id=parent)
