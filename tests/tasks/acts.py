"""An act as a page would send it, and who was told of it."""

from sqlalchemy import select

from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification


def act(service, assignment, who, **values):
    given = {"operation": fresh_key(), "version": assignment.version} | values
    return service(assignment, actor=who.actor, **given)


def told(session, kind):
    """Who was told, and in which words."""
    rows = session.scalars(select(Notification).where(Notification.kind == kind).order_by(Notification.id))
    return [(row.account_id, row.message.format(**row.content), row.address) for row in rows]
