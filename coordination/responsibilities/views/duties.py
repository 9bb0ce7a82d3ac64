"""Duties: the list by party, one duty, adding, changing, closing."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.forms import Act
from coordination.kernel.period import Period, deadline
from coordination.kernel.web import Answer, actor, is_english, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.responsibilities import queries
from coordination.responsibilities.forms import DutyForm
from coordination.responsibilities.models import Duty
from coordination.responsibilities.policy import DutyAction
from coordination.responsibilities.queries import Wanted
from coordination.responsibilities.rules import Rhythm, coming, opens_at, owed
from coordination.responsibilities.services import catalogue
from coordination.responsibilities.services import duties as services
from coordination.responsibilities.views.place import blueprint, kind_words, the_duty


@dataclass(frozen=True, slots=True)
class Turn:
    """When the task of a period opens and is due."""

    period: Period
    opens_at: datetime
    due_at: datetime


@blueprint.get("/duties")
@requires(DutyAction.LIST, own_office)
def duties(office: Office) -> Answer:
    wanted = _wanted()
    in_use, closed = queries.tallies(actor())
    return render_template(
        "responsibilities/duties.html",
        office=office,
        wanted=wanted,
        found=queries.duties(actor(), wanted),
        in_use=in_use,
        closed=closed,
        missing=len(queries.missing_codes(office.id)) if actor().unit_id is None else 0,
        parties=queries.parties(),
        laws=queries.laws(),
        kinds=kind_words(),
        act=Act(formdata=None),
    )


def _wanted() -> Wanted:
    return Wanted(
        party_id=request.args.get("party", type=int),
        kind=request.args.get("kind", "") if actor().unit_id is None else "",
        law=request.args.get("law", "")[:60],
        words=request.args.get("q", "").strip()[:40],
        closed=request.args.get("closed") == "1",
        page=request.args.get("page", 1, type=int),
    )


@blueprint.post("/duties/load")
@requires(DutyAction.LOAD, own_office)
def load(office: Office) -> Answer:
    form = Act()
    if form.validate_on_submit():
        catalogue.load(office, actor=actor(), operation=form.key)
        flash(gettext("已载入法定责任事项。周期和佐证由本联席办确定，可以逐项修改。"))
    return redirect(url_for("responsibilities.duties"))


@blueprint.route("/duties/new", methods=["GET", "POST"])
@requires(DutyAction.ADD, own_office)
def add(office: Office) -> Answer:
    form = DutyForm(english=is_english())
    if form.validate_on_submit():
        with form.refusals():
            duty = services.add(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增责任事项。"))
            return redirect(url_for("responsibilities.show", id=duty.id))
    return form.page("responsibilities/edit.html", duty=None)


@blueprint.get("/duties/<int:id>")
@requires(DutyAction.VIEW, the_duty)
def show(duty: Duty) -> Answer:
    return render_template(
        "responsibilities/show.html",
        duty=duty,
        turns=_turns(duty),
        act=Act(obj=duty),
        history=told(timeline(duty, limit=20)) if actor().unit_id is None else [],
    )


def _turns(duty: Duty) -> list[Turn]:
    """The periods whose tasks are open now, and the next one."""
    if duty.first_period is None or duty.closed_at is not None:
        return []
    now, is_workday = clock.now(), working_days()
    rhythm = Rhythm(Period.parse(duty.first_period), duty.due_workday, duty.due_hour)
    periods = (*owed(rhythm, now, is_workday), coming(rhythm, now, is_workday))
    return [
        Turn(
            period,
            opens_at(period, is_workday),
            deadline(period, duty.due_workday, duty.due_hour, is_workday),
        )
        for period in periods
    ]


@blueprint.route("/duties/<int:id>/edit", methods=["GET", "POST"])
@requires(DutyAction.EDIT, the_duty)
def edit(duty: Duty) -> Answer:
    form = DutyForm(english=is_english(), obj=duty)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(duty, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存。已经开出的任务不变。"))
            return redirect(url_for("responsibilities.show", id=duty.id))
    return form.page("responsibilities/edit.html", duty=duty)


@blueprint.post("/duties/<int:id>/close")
@requires(DutyAction.CLOSE, the_duty)
def close(duty: Duty) -> Answer:
    form = Act(obj=duty)
    if form.validate_on_submit():
        services.close(duty, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用，不再自动开出任务；已经开出的任务照常办理。"))
    return redirect(url_for("responsibilities.show", id=duty.id))


@blueprint.post("/duties/<int:id>/reopen")
@requires(DutyAction.REOPEN, the_duty)
def reopen(duty: Duty) -> Answer:
    form = Act(obj=duty)
    if form.validate_on_submit():
        services.reopen(duty, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已重新启用。"))
    return redirect(url_for("responsibilities.show", id=duty.id))
