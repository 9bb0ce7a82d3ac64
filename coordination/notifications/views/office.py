"""The office's robots, and the ledger of what was sent."""

from enum import StrEnum
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.config import settings
from coordination.kernel.errors import Conflict
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.notifications import services
from coordination.notifications.channels.robots import allowed_hosts
from coordination.notifications.forms import RobotForm
from coordination.notifications.models import Delivery, Robot
from coordination.notifications.policy import DeliveryAction, RobotAction
from coordination.notifications.queries import robots as queries
from coordination.notifications.queries.sent import PAGE, Wanted, sent, tallies
from coordination.notifications.services import robots as robot_services
from coordination.notifications.services.ledger import AGAIN
from coordination.notifications.states import Channel, DeliveryState
from coordination.notifications.views.place import blueprint
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office

S = TypeVar("S", bound=StrEnum)


@blueprint.get("/robots")
@requires(RobotAction.VIEW, own_office)
def robots(office: Office) -> Answer:
    return render_template(
        "notifications/robots.html", office=office, robots=queries.robots(actor()), act_on=_act_on
    )


@blueprint.route("/robots/new", methods=["GET", "POST"])
@requires(RobotAction.ADD, own_office)
def add_robot(office: Office) -> Answer:
    form = RobotForm()
    if form.validate_on_submit():
        with form.refusals():
            robot_services.add(office, actor=actor(), operation=form.key, traits=form.traits)
            flash(gettext("已接入，可以试发一条。"))
            return redirect(url_for("notifications.robots"))
    return form.page("notifications/robot.html", robot=None, hosts=_hosts())


@blueprint.route("/robots/<int:id>/edit", methods=["GET", "POST"])
@requires(RobotAction.EDIT, Robot)
def edit_robot(robot: Robot) -> Answer:
    form = RobotForm(obj=robot)
    if form.validate_on_submit():
        with form.refusals():
            robot_services.edit(
                robot, actor=actor(), operation=form.key, version=form.seen, traits=form.traits
            )
            flash(gettext("已保存。"))
            return redirect(url_for("notifications.robots"))
    return form.page("notifications/robot.html", robot=robot, hosts=_hosts())


@blueprint.post("/robots/<int:id>/close")
@requires(RobotAction.CLOSE, Robot)
def close_robot(robot: Robot) -> Answer:
    form = Act(obj=robot)
    if form.validate_on_submit():
        robot_services.close(robot, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用：%(robot)s。", robot=robot.name))
    return redirect(url_for("notifications.robots"))


@blueprint.post("/robots/<int:id>/test")
@requires(RobotAction.TEST, Robot)
def test_robot(robot: Robot) -> Answer:
    form = Act(obj=robot)
    if form.validate_on_submit():
        robot_services.try_out(robot, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("正在试发，稍后刷新这一页看结果。"))
    return redirect(url_for("notifications.robots"))


@blueprint.get("/deliveries")
@requires(DeliveryAction.VIEW, own_office)
def deliveries(office: Office) -> Answer:
    wanted = Wanted(
        state=_one_of(DeliveryState, "state"),
        channel=_one_of(Channel, "channel"),
        before=_number("before"),
    )
    lines = sent(actor(), wanted)
    return render_template(
        "notifications/deliveries.html",
        office=office,
        wanted=wanted,
        lines=lines[:PAGE],
        older=lines[PAGE - 1].delivery.id if len(lines) > PAGE else None,
        tallies=tallies(actor()),
        AGAIN=AGAIN,
        act_for=_act_for,
    )


@blueprint.post("/deliveries/<int:id>/again")
@requires(DeliveryAction.SEND_AGAIN, Delivery)
def send_again(delivery: Delivery) -> Answer:
    form = Act()
    if form.validate_on_submit():
        try:
            services.send_again(delivery, actor=actor(), operation=form.key)
            flash(gettext("已安排再发一次。"))
        except Conflict as refusal:
            flash(translate(refusal.message), "warning")
    state, channel = _one_of(DeliveryState, "state"), _one_of(Channel, "channel")
    return redirect(url_for("notifications.deliveries", state=state, channel=channel))


def _act_for() -> Act:
    return Act(formdata=None)


def _act_on(robot: Robot) -> Act:
    return Act(obj=robot, formdata=None)


def _hosts() -> list[str]:
    return sorted(host.removeprefix("https://") for host in allowed_hosts(settings()))


def _one_of(kind: type[S], name: str) -> S | None:
    written = request.args.get(name, "")
    return kind(written) if written in list(kind) else None


def _number(name: str) -> int | None:
    number = request.args.get(name, type=int)
    return number if number and 0 < number < 2**63 else None
