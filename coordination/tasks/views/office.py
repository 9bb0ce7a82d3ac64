"""Tasks as the office sees them: the list, one task with its units, more units, taking it back."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries as organizations
from coordination.organizations.models import Office
from coordination.responsibilities import queries as responsibilities
from coordination.responsibilities.rules import citation
from coordination.tasks import sentences  # noqa: F401  published on import
from coordination.tasks.forms.task import (
    Act,
    ReasonForm,
    UnitsForm,
    grouped,
)
from coordination.tasks.models import Task
from coordination.tasks.queries import addressed
from coordination.tasks.queries import tasks as queries
from coordination.tasks.queries.progress import Shown, progress
from coordination.tasks.rules import LIGHT_LABELS, AssignmentState, Light
from coordination.tasks.services import issuing
from coordination.tasks.states import (
    ASSIGNMENT_LABELS,
    ORIGIN_LABELS,
    TASK_LABELS,
    TASK_WORKFLOW,
    Origin,
    TaskAction,
    TaskState,
)
from coordination.tasks.views.place import blueprint

WORDS_AT_MOST = 40
MOST_PAGES = 100_000
E = TypeVar("E", bound=StrEnum)


def one_of(kind: type[E], name: str) -> E | None:
    """The member of an enum that the address names; None for nothing and for nonsense."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None


def number(name: str, most: int = 2**31) -> int | None:
    found = request.args.get(name, type=int)
    return found if found is not None and 0 < found <= most else None


def wanted() -> queries.Wanted:
    """The filters in the address."""
    standings = {standing.name.lower(): standing for standing in queries.Standing}
    return queries.Wanted(
        standings.get(request.args.get("light", "")),
        one_of(TaskState, "state"),
        number("party"),
        request.args.get("campaign", "").strip()[:60],
        one_of(Origin, "origin"),
        request.args.get("q", "").strip()[:WORDS_AT_MOST],
        number("page", MOST_PAGES) or 1,
    )


@blueprint.get("/tasks")
@requires(TaskAction.LIST, organizations.own_office)
def index(office: Office) -> Answer:
    chosen = wanted()
    return render_template(
        "tasks/index.html",
        office=office,
        wanted=chosen,
        found=queries.listed(actor(), chosen, clock.now(), working_days(clock.now())),
        parties=responsibilities.parties(),
        campaigns=queries.campaigns(actor()),
    )


@blueprint.get("/tasks/<int:id>")
@requires(TaskAction.VIEW, queries.task)
def show(task: Task) -> Answer:
    if task.state is TaskState.DRAFT:
        return render_template("tasks/draft.html", task=task, act=Act(obj=task), history=_history(task))
    shown = Shown(one_of(Light, "light"), one_of(AssignmentState, "state"), number("page", MOST_PAGES) or 1)
    return render_template(
        "tasks/show.html",
        task=task,
        shown=shown,
        found=progress(task, shown, clock.now(), working_days(clock.now())),
        available=TASK_WORKFLOW.available(actor(), task),
        history=_history(task),
    )


def _history(task: Task) -> list[Any]:
    return told(timeline(task, limit=20))


@blueprint.route("/tasks/<int:id>/units", methods=["GET", "POST"])
@requires(TaskAction.ADD_UNITS, queries.task)
def add_units(task: Task) -> Answer:
    """Hand an issued task to more units; those that have it are not on the list."""
    form = UnitsForm(obj=task)
    have = addressed.assigned(task.id)
    others = [unit for unit in organizations.units(task.office_id) if unit.id not in have]
    form.units.groups = grouped(others)
    if form.validate_on_submit():
        with form.refusals():
            issuing.add_units(task, form.units.data, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已增加单位，正在通知。"))
            return redirect(url_for(".show", id=task.id))
    elif task.state is not TaskState.ISSUED:
        return redirect(url_for(".show", id=task.id))
    return form.page("tasks/units.html", task=task, others=len(others))


@blueprint.route("/tasks/<int:id>/withdraw", methods=["GET", "POST"])
@requires(TaskAction.WITHDRAW, queries.task)
def withdraw(task: Task) -> Answer:
    return _end(task, issuing.withdraw, TaskAction.WITHDRAW)


@blueprint.route("/tasks/<int:id>/terminate", methods=["GET", "POST"])
@requires(TaskAction.TERMINATE, queries.task)
def terminate(task: Task) -> Answer:
    return _end(task, issuing.terminate, TaskAction.TERMINATE)


def _end(task: Task, service: Callable[..., Task], action: TaskAction) -> Answer:
    form = ReasonForm(obj=task)
    if form.validate_on_submit():
        with form.refusals():
            service(task, actor=actor(), operation=form.key, version=form.seen, reason=form.reason.data or "")
            flash(gettext("任务已结束，正在通知各单位。"))
            return redirect(url_for(".show", id=task.id))
    elif task.state is not TaskState.ISSUED:
        return redirect(url_for(".show", id=task.id))
    found = progress(task, Shown(), clock.now(), working_days(clock.now()))
    return form.page("tasks/end.html", task=task, action=action, found=found)


STANDING_WORDS = {
    **{queries.Standing[light.name]: label for light, label in LIGHT_LABELS.items()},
    queries.Standing.DRAFT: TASK_LABELS[TaskState.DRAFT],
}
LOOKS = {
    Light.RED: "late",
    Light.YELLOW: "change",
    Light.BLUE: "wait",
    Light.GREEN: "plain",
    Light.GREY: "done",
}
STANDING_LOOKS = {
    **{queries.Standing[light.name]: look for light, look in LOOKS.items()},
    queries.Standing.DRAFT: "plain",
}


@blueprint.context_processor
def office_words() -> dict[str, object]:
    """What the templates of tasks name."""
    return {
        "TaskAction": TaskAction,
        "Standing": queries.Standing,
        "standing_words": STANDING_WORDS,
        "standing_looks": STANDING_LOOKS,
        "light_words": LIGHT_LABELS,
        "light_looks": LOOKS,
        "origins": ORIGIN_LABELS,
        "task_states": TASK_LABELS,
        "assignment_states": ASSIGNMENT_LABELS,
        "citation": lambda article: citation(article.law, article.number),
        "units_of": _units,
    }


def _units(count: int) -> str:
    return str(ngettext("%(num)d个单位", "%(num)d个单位", count))
