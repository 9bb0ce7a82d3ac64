"""One assignment: its page for both sides, the receipt, passing on, and its end."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from coordination.audit.queries import timeline
from coordination.kernel.clock import local
from coordination.kernel.forms import Act, Form
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.rules import masked_phone
from coordination.tasks.forms.assignment import EndForm, PassOnForm
from coordination.tasks.models import Assignment
from coordination.tasks.queries import around, filing
from coordination.tasks.queries.assignments import assignment as one
from coordination.tasks.sentences import told_of_assignment
from coordination.tasks.services import ending, receiving
from coordination.tasks.services.passing_on import pass_on as hand_to_communities
from coordination.tasks.states import WORKFLOW, AssignmentAction, WishState
from coordination.tasks.views.place import blueprint


@blueprint.get("/assignments/<int:id>")
@requires(AssignmentAction.VIEW, one)
def assignment(assignment: Assignment) -> Answer:
    asked = around.requests_of(assignment)
    return render_template(
        "tasks/assignment.html",
        **about(assignment),
        asked=asked,
        open_wishes=[each for each in asked if each.state is WishState.ASKED],
        act=Act(formdata=None, obj=assignment),
        many=Act(formdata=None),
        masked_phone=masked_phone,
    )


def about(assignment: Assignment) -> dict[str, object]:
    """What every page that tells the whole story of an assignment shows."""
    return {
        "assignment": assignment,
        "task": assignment.task,
        "available": WORKFLOW.available(actor(), assignment),
        "communities": around.rolled_up(assignment),
        "told": filing.sent(assignment),
        "history": told_of_assignment(timeline(assignment)),
    }


@blueprint.post("/assignments/<int:id>/acknowledge")
@requires(AssignmentAction.ACKNOWLEDGE, one)
def acknowledge(assignment: Assignment) -> Answer:
    form = Act(obj=assignment)
    if form.validate_on_submit():
        receiving.acknowledge(assignment, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已签收。"))
    return redirect(url_for(".assignment", id=assignment.id))


@blueprint.route("/assignments/<int:id>/close", methods=["GET", "POST"], endpoint="close_assignment")
@requires(AssignmentAction.CLOSE, one)
def close(assignment: Assignment) -> Answer:
    form = Act(obj=assignment)
    if form.validate_on_submit():
        ending.close(assignment, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已销号。"))
        return redirect(url_for(".assignment", id=assignment.id))
    return end_page(assignment, form, AssignmentAction.CLOSE)


@blueprint.route("/assignments/<int:id>/withdraw", methods=["GET", "POST"], endpoint="withdraw_assignment")
@requires(AssignmentAction.WITHDRAW, one)
def withdraw(assignment: Assignment) -> Answer:
    return _end(assignment, ending.withdraw, AssignmentAction.WITHDRAW, gettext("交办已撤回。"))


@blueprint.route("/assignments/<int:id>/terminate", methods=["GET", "POST"], endpoint="terminate_assignment")
@requires(AssignmentAction.TERMINATE, one)
def terminate(assignment: Assignment) -> Answer:
    return _end(assignment, ending.terminate, AssignmentAction.TERMINATE, gettext("交办已终止。"))


def _end(assignment: Assignment, act: Callable[..., object], action: AssignmentAction, done: str) -> Answer:
    form = EndForm(obj=assignment)
    if form.validate_on_submit():
        with form.refusals():
            act(
                assignment,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
            )
            flash(done)
            return redirect(url_for(".assignment", id=assignment.id))
    return end_page(assignment, form, action)


def end_page(assignment: Assignment, form: Form, action: AssignmentAction) -> Answer:
    """The confirmation; what cannot be ended any more is shown as it stands."""
    if not form.is_submitted() and action not in WORKFLOW.actions(assignment.state):
        return redirect(url_for(".assignment", id=assignment.id))
    rolled = around.rolled_up(assignment)
    return form.page(
        "tasks/assignment_end.html", assignment=assignment, task=assignment.task, action=action, rolled=rolled
    )


@blueprint.route("/assignments/<int:id>/pass-on", methods=["GET", "POST"])
@requires(AssignmentAction.PASS_ON, one)
def pass_on(assignment: Assignment) -> Answer:
    left = around.communities_left(assignment)
    form = PassOnForm(left, obj=assignment, data={"due_on": local(assignment.due_at).date()})
    if form.validate_on_submit():
        with form.refusals():
            chosen, due_at = form.communities.data, form.due_on.at_hour_of(assignment.due_at)
            hand_to_communities(
                assignment,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                communities=chosen,
                due_at=due_at or assignment.due_at,
            )
            count = len(chosen)
            flash(ngettext("已转交 %(num)d 个村社区。", "已转交 %(num)d 个村社区。", count))
            return redirect(url_for(".assignment", id=assignment.id))
    elif AssignmentAction.PASS_ON not in WORKFLOW.actions(assignment.state):
        return redirect(url_for(".assignment", id=assignment.id))
    return form.page("tasks/pass_on.html", assignment=assignment, task=assignment.task, communities=left)
