"""The robots of an office's chat groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Select, false, select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.notifications.models import Delivery, Robot
from coordination.notifications.queries.ledger import explained


def open_robots(office_id: int) -> Sequence[Robot]:
    """Those in use, by name."""
    found = select(Robot).where(Robot.office_id == office_id, Robot.closed_at.is_(None))
    return session.scalars(found.order_by(Robot.name, Robot.id)).all()


@dataclass(frozen=True, slots=True)
class Listed:
    """A robot with what became of the last message to it."""

    robot: Robot
    last: Delivery | None

    @property
    def place(self) -> str:
        """Where the webhook leads, without the key in it; empty when it cannot be opened any more."""
        if not self.robot.webhook:
            return ""
        return f"{urlsplit(self.robot.webhook).hostname}/…{self.robot.webhook[-4:]}"

    @property
    def error(self) -> Text | None:
        return explained(self.last) if self.last else None


def visible_to(actor: Actor) -> Select[Robot]:
    """The robots of the actor's office; none for a unit."""
    own = select(Robot).where(Robot.office_id == actor.office_id)
    return own if actor.unit_id is None else own.where(false())


def robots(actor: Actor) -> list[Listed]:
    """Those in use first, then the closed ones, each by name; two statements."""
    order = (Robot.closed_at.is_not(None), Robot.name, Robot.id)
    found = session.scalars(visible_to(actor).order_by(*order)).all()
    newest = (
        select(Delivery)
        .where(Delivery.robot_id.in_([robot.id for robot in found]))
        .ext(distinct_on(Delivery.robot_id))
        .order_by(Delivery.robot_id, Delivery.id.desc())
    )
    last = {row.robot_id: row for row in session.scalars(newest)} if found else {}
    return [Listed(robot, last.get(robot.id)) for robot in found]
