"""Drafting a task and the check before it is handed out."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.numerals import plain
from coordination.kernel.presentation import day
from coordination.kernel.web import Answer, actor, is_english, requires, translate
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.responsibilities import queries as responsibilities
from coordination.responsibilities.models import Duty
from coordination.tasks.forms.task import Act, IssueForm, Number, TaskForm, values_of, values_of_duty
from coordination.tasks.models import Task
from coordination.tasks.queries import addressed
from coordination.tasks.queries import tasks as queries
from coordination.tasks.services import checking, drafting, issuing
from coordination.tasks.states import ORIGIN_LABELS, Origin, TaskAction, TaskState
from coordination.tasks.views.place import blueprint

#: The columns that the form shows as they are.
_WORDS = (
    "title",
    "content",
    "origin",
    "origin_note",
    "party_id",
    "duty_id",
    "campaign",
    "leader",
    "contact_name",
    "contact_phone",
    "target",
    "target_unit",
    "weight",
    "evidence",
    "acceptance",
)


@blueprint.route("/tasks/new", methods=["GET", "POST"])
@requires(TaskAction.CREATE, organizations.own_office)
def new(office: Office) -> Answer:
    duty = _duty_of_the_address()
    values = {"due_hour": 17, "weight": 1, "origin": str(Origin.MEETING)} if duty is None else _of_duty(duty)
    form = _form(data=values)
    if form.validate_on_submit():
        with form.refusals():
            task = drafting.create(office, form.details, actor=actor(), operation=form.key)
            return _onward(task)
    elif form.is_submitted():
        form.tell_all(Task(office_id=office.id))
    return form.page("tasks/edit.html", task=None, duty=duty, stored={}, campaigns=queries.campaigns(actor()))


def _duty_of_the_address() -> Duty | None:
    chosen = request.args.get("duty", type=int)
    return responsibilities.duty(actor(), chosen) if chosen else None


def _of_duty(duty: Duty) -> dict[str, Any]:
    """A duty without kinds concerns all of which the office has units."""
    kinds = duty.unit_kinds or sorted(addressed.open_kinds(duty.office_id))
    return values_of_duty(duty, kinds)


def _form(**given: Any) -> TaskForm:
    office_id = actor().office_id or 0
    return TaskForm(
        organizations.units(office_id),
        responsibilities.parties(closed=False),
        queries.duties(actor()),
        responsibilities.articles(closed=False),
        **given,
    )


@blueprint.route("/tasks/<int:id>/edit", methods=["GET", "POST"])
@requires(TaskAction.EDIT, queries.task)
def edit(task: Task) -> Answer:
    to, due = addressed.addressees(task), local(task.due_at)
    values = {**values_of(task, to), "due_on": due.date(), "due_hour": due.hour}
    form = _form(obj=task, data=values)
    if form.validate_on_submit():
        with form.refusals():
            drafting.edit(task, form.details, actor=actor(), operation=form.key, version=form.seen)
            return _onward(task)
    elif task.state is not TaskState.DRAFT:
        return redirect(url_for(".show", id=task.id))
    elif form.is_submitted():
        form.tell_all(task)
    return form.page(
        "tasks/edit.html",
        task=task,
        duty=None,
        stored=_stored(task, form) if form.stale else {},
        departed=checking.left_fault(task.office_id, to),
        campaigns=queries.campaigns(actor()),
    )


def _stored(task: Task, form: TaskForm) -> dict[str, str]:
    """What stands in the database where something else was typed meanwhile, in words, by field."""
    due, to = local(task.due_at), addressed.addressees(task)
    now = {
        **{name: getattr(task, name) for name in _WORDS},
        "due_on": due.date(),
        "due_hour": due.hour,
        "units": to,
        "article_ids": [article.id for article in task.articles],
    }
    said = {
        **{name: str(getattr(task, name)) for name in _WORDS},
        "origin": translate(ORIGIN_LABELS[task.origin]),
        "party_id": task.party.english if is_english() else task.party.name,
        "duty_id": task.duty.name if task.duty else "",
        "target": "" if task.target is None else plain(task.target),
        "weight": plain(task.weight),
        "due_on": day(due.date()),
        "due_hour": f"{due:%H:%M}",
        "units": "、".join(unit.short_name for unit in addressed.meant(task.office_id, to)),
        "article_ids": "、".join(article.summary for article in task.articles),
    }
    return {name: said[name] for name, value in now.items() if _typed(form, name) != value}


def _typed(form: TaskForm, name: str) -> object:
    field = form[name]
    return field.number if isinstance(field, Number) else field.data


def _onward(task: Task) -> Answer:
    """To the check of what was just saved."""
    flash(gettext("草稿已保存，请核对后交办。"))
    return redirect(url_for(".issue", id=task.id))


@blueprint.route("/tasks/<int:id>/issue", methods=["GET", "POST"])
@requires(TaskAction.ISSUE, queries.task)
def issue(task: Task) -> Answer:
    form = IssueForm(obj=task)
    if form.validate_on_submit():
        with form.refusals():
            issuing.issue(
                task,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                anyway=bool(form.anyway.data),
            )
            flash(gettext("已交办，正在通知各单位。"))
            return redirect(url_for(".show", id=task.id))
    elif task.state is not TaskState.DRAFT:
        return redirect(url_for(".show", id=task.id))
    return form.page("tasks/issue.html", task=task, **_check(task))


def _check(task: Task) -> dict[str, Any]:
    """What the clerk looks at before handing out: who gets it, what they have, what speaks against it."""
    to, now = addressed.addressees(task), clock.now()
    found = addressed.recipients(addressed.addressed(task.office_id, to), to, now)
    return {
        "recipients": found,
        "loads": [one.load for one in found],
        "repeats": addressed.repeats(task, to, now),
        "day_off": not working_days(clock.now())(local(task.due_at).date()),
        "late": checking.due_fault(task.due_at),
        "unfit": checking.units_fault(task.office_id, to),
    }


@blueprint.post("/tasks/<int:id>/discard")
@requires(TaskAction.DISCARD, queries.task)
def discard(task: Task) -> Answer:
    form = Act(obj=task)
    if form.validate_on_submit():
        drafting.discard(task, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("草稿已删除。"))
    return redirect(url_for(".index"))
