"""Asking for a later date or another unit, answering it, and what waits for an answer or a check."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock, local
from coordination.kernel.forms import Act
from coordination.kernel.period import add_working_days
from coordination.kernel.presentation import day
from coordination.kernel.web import Answer, actor, requires
from coordination.tasks.forms.assignment import DecideForm, ExtensionForm, TransferForm
from coordination.tasks.models import Assignment, Request
from coordination.tasks.queries import around
from coordination.tasks.queries.assignments import Heap, kept_heap
from coordination.tasks.queries.assignments import assignment as one
from coordination.tasks.services import answering, requests
from coordination.tasks.states import WORKFLOW, AssignmentAction, Wish, WishState
from coordination.tasks.views.lamps import calendar
from coordination.tasks.views.place import blueprint

#: Working days that the page of an extension counts out.
COUNTED = (3, 5, 10)


@blueprint.route("/assignments/<int:id>/extension", methods=["GET", "POST"])
@requires(AssignmentAction.ASK_EXTENSION, one)
def ask_extension(assignment: Assignment) -> Answer:
    form = ExtensionForm(obj=assignment)
    if form.validate_on_submit():
        with form.refusals():
            requests.ask_extension(
                assignment,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                new_due_at=form.new_due_on.at_hour_of(assignment.due_at),
                reason=form.reason.data or "",
            )
            flash(gettext("延期申请已提出，等答复；答复之前期限不变。"))
            _warn_of_day_off(form.new_due_on.data)
            return redirect(url_for(".assignment", id=assignment.id))
    elif not _may_ask(assignment, AssignmentAction.ASK_EXTENSION, Wish.EXTENSION):
        return redirect(url_for(".assignment", id=assignment.id))
    due_on = local(assignment.due_at).date()
    counted = [(days, add_working_days(due_on, days, calendar())) for days in COUNTED]
    return form.page("tasks/extension.html", assignment=assignment, task=assignment.task, counted=counted)


def _warn_of_day_off(chosen: date) -> None:
    if not calendar()(chosen):
        flash(gettext("%(day)s不是工作日。", day=day(chosen)), "warning")


def _may_ask(assignment: Assignment, action: AssignmentAction, wish: Wish) -> bool:
    """Whether the page makes sense now; says why when it does not."""
    if action not in WORKFLOW.actions(assignment.state):
        return False
    if wish is Wish.EXTENSION and clock.now() > assignment.due_at:
        flash(gettext("期限已过，不能再申请延期。请尽快办结，并在反馈里说明。"), "warning")
        return False
    asked = around.requests_of(assignment)
    if any(each.wish is wish and each.state is WishState.ASKED for each in asked):
        flash(gettext("已经有一项同样的申请在等答复。"), "warning")
        return False
    return True


@blueprint.route("/assignments/<int:id>/transfer", methods=["GET", "POST"])
@requires(AssignmentAction.ASK_TRANSFER, one)
def ask_transfer(assignment: Assignment) -> Answer:
    form = TransferForm(around.other_units(assignment), obj=assignment)
    if form.validate_on_submit():
        with form.refusals():
            requests.ask_transfer(
                assignment,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.reason.data or "",
                other_unit_id=form.to_unit.data,
            )
            flash(gettext("转办申请已提出，等联席办答复；答复之前仍由本单位办理。"))
            return redirect(url_for(".assignment", id=assignment.id))
    elif not _may_ask(assignment, AssignmentAction.ASK_TRANSFER, Wish.TRANSFER):
        return redirect(url_for(".assignment", id=assignment.id))
    return form.page("tasks/transfer.html", assignment=assignment, task=assignment.task)


@blueprint.route("/assignments/<int:id>/decide", methods=["GET", "POST"])
@requires(AssignmentAction.DECIDE, one)
def decide(assignment: Assignment) -> Answer:
    asked = _asked(assignment)
    if asked is None:
        flash(gettext("没有待答复的申请，或刚才已有人答复。"), "warning")
        return redirect(url_for(".assignment", id=assignment.id))
    transfer = asked.wish is Wish.TRANSFER
    due_on = local(assignment.due_at).date() if assignment.due_at > clock.now() else None
    form = DecideForm(
        around.units_without(assignment) if transfer else [],
        obj=assignment,
        data={"to_unit": asked.other_unit_id, "due_on": due_on},
    )
    if form.validate_on_submit():
        with form.refusals():
            _answer(assignment, asked, form)
            flash(gettext("已答复，对方会收到消息。"))
            return redirect(url_for(".assignment", id=assignment.id))
    return form.page(
        "tasks/decide.html",
        assignment=assignment,
        task=assignment.task,
        asked=asked,
        named=around.named_unit(asked),
        day_off=asked.new_due_at is not None and not calendar()(local(asked.new_due_at).date()),
    )


def _asked(assignment: Assignment) -> Request | None:
    """The open request that the address names, else the one asked first."""
    number = request.args.get("request", type=int)
    waiting = [each for each in around.requests_of(assignment) if each.state is WishState.ASKED]
    named = [each for each in waiting if each.id == number]
    return next(iter(named or waiting[::-1]), None)


def _answer(assignment: Assignment, asked: Request, form: DecideForm) -> None:
    given: dict[str, Any] = {
        "actor": actor(),
        "operation": form.key,
        "version": form.seen,
        "request_id": asked.id,
        "answer": form.answer.data or "",
    }
    if not form.granted:
        answering.refuse(assignment, **given)
    elif asked.wish is Wish.EXTENSION:
        answering.grant_extension(assignment, **given)
    else:
        due_at = form.due_on.at_hour_of(assignment.due_at) or clock.now()
        answering.grant_transfer(assignment, unit_id=form.to_unit.data, due_at=due_at, **given)


@blueprint.get("/assignments/waiting")
@requires(AssignmentAction.APPROVE, kept_heap)
def waiting(heap: Heap) -> Answer:
    """What waits for the actor: work to be checked, requests to be answered."""
    return render_template(
        "tasks/waiting.html",
        filed=around.awaiting_review(actor()),
        asked=around.requests_to_answer(actor()),
        approval=Act(formdata=None),
    )
