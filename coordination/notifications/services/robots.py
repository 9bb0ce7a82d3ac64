"""Robots of the office's chat groups."""

from dataclasses import dataclass

from sqlalchemy import select, update

from coordination.audit.services import record
from coordination.config import settings
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.channels.robots import allowed_hosts, is_allowed
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.policy import RobotAction
from coordination.notifications.rules import Hours
from coordination.notifications.services.telling import Notice, tell
from coordination.notifications.states import ROBOTS, Channel
from coordination.organizations.models import Office

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Traits:
    """`webhook` and `secret` left empty when editing: as they are."""

    channel: Channel
    name: str
    webhook: str
    secret: str


@service(RobotAction.ADD)
def add(office: Office, *, actor: Actor, operation: str, traits: Traits) -> Robot:
    _check(office.id, traits, None)
    robot = Robot(
        office_id=office.id,
        channel=traits.channel,
        name=traits.name,
        webhook=traits.webhook,
        secret=traits.secret,
    )
    session.add(robot)
    record(actor, RobotAction.ADD, robot, name=robot.name, channel=str(robot.channel))
    return robot


@service(RobotAction.EDIT)
def edit(robot: Robot, *, actor: Actor, operation: str, version: int | None, traits: Traits) -> Robot:
    expect(robot, version)
    _refuse_closed(robot)
    _check(robot.office_id, traits, robot)
    robot.channel, robot.name = traits.channel, traits.name
    robot.webhook = traits.webhook or robot.webhook
    robot.secret = traits.secret or robot.secret
    record(
        actor,
        RobotAction.EDIT,
        robot,
        name=robot.name,
        channel=str(robot.channel),
        address_changed=bool(traits.webhook),
        secret_changed=bool(traits.secret),
    )
    return robot


@service(RobotAction.CLOSE)
def close(robot: Robot, *, actor: Actor, operation: str, version: int | None) -> Robot:
    """What is still to be sent to it fails with that reason; its ledger stays."""
    expect(robot, version)
    _refuse_closed(robot)
    robot.closed_at = clock.now()
    record(actor, RobotAction.CLOSE, robot, name=robot.name)
    return robot


@service(RobotAction.TEST)
def try_out(robot: Robot, *, actor: Actor, operation: str, version: int | None) -> Robot:
    """Send a line to the group at once, at whatever hour, since a person waits for the answer."""
    expect(robot, version)
    _refuse_closed(robot)
    key = f"robot.test:{robot.id}:{operation}"
    tell([_line(robot, key, actor)])
    ours = select(Notification.id).where(Notification.key == key).scalar_subquery()
    at_once = {"hours": Hours.ANY, "not_before": clock.now()}
    session.execute(update(Delivery).where(Delivery.notification_id == ours).values(at_once))
    record(actor, RobotAction.TEST, robot, name=robot.name)
    return robot


def _line(robot: Robot, key: str, actor: Actor) -> Notice:
    return Notice(
        key=key,
        office_id=robot.office_id,
        unit_id=None,
        account_id=None,
        robot_id=robot.id,
        kind="robot.test",
        subject_type=Robot.__tablename__,
        subject_id=robot.id,
        message=_("试发：{robot}已接入反诈联席工作平台（{person}）。", robot=robot.name, person=actor.name),
        address="/robots",
    )


def _refuse_closed(robot: Robot) -> None:
    if robot.closed_at is not None:
        raise Conflict(_("这个机器人已停用。"))


def _check(office_id: int, traits: Traits, before: Robot | None) -> None:
    errors: dict[str, Text] = {}
    if traits.channel not in ROBOTS:
        errors["channel"] = _("请选择群机器人的种类。")
    if not traits.name:
        errors["name"] = _("请给机器人起个名字，写清是哪个群。")
    elif len(traits.name) > LONGEST_NAME:
        errors["name"] = _("最多{limit}字", limit=LONGEST_NAME)
    elif _is_taken(office_id, traits.name, before):
        errors["name"] = _("已有同名的机器人，请换一个名字。")
    if not traits.webhook and before is None:
        errors["webhook"] = _("请填写群机器人的 Webhook 地址。")
    elif traits.webhook and not is_allowed(traits.webhook, allowed_hosts(settings())):
        errors["webhook"] = _("只能用这些地址：{hosts}", hosts="、".join(sorted(allowed_hosts(settings()))))
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _is_taken(office_id: int, name: str, before: Robot | None) -> bool:
    same = select(Robot.id).where(Robot.office_id == office_id, Robot.name == name, Robot.closed_at.is_(None))
    return session.scalar(same if before is None else same.where(Robot.id != before.id)) is not None
