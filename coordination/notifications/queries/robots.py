"""The robots of an office's chat groups."""

from collections.abc import Sequence

from sqlalchemy import select

from coordination.kernel.db import session
from coordination.notifications.models import Robot


def open_robots(office_id: int) -> Sequence[Robot]:
    """Those in use, by name."""
    found = select(Robot).where(Robot.office_id == office_id, Robot.closed_at.is_(None))
    return session.scalars(found.order_by(Robot.name, Robot.id)).all()
