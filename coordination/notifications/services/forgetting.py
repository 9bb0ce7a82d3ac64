"""Old messages: read ones, and those of robots, are deleted with their deliveries after some time."""

from datetime import timedelta

from sqlalchemy import and_, delete, exists, or_, select

from coordination.config import settings
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.operations import transaction
from coordination.notifications.models import Delivery, Notification
from coordination.notifications.rules import RECORDS

BATCH = 1000


def forget_old() -> int:
    """Delete what was read more than `message_days` ago, batch by batch; answers how much. Unread messages
    stay, so does what is still to be sent, and so do messages that a ledger is made of.
    """
    days = settings().message_days
    if not days:
        return 0
    forgotten = 0
    with acting(SYSTEM_SCOPE):
        while count := _forget(days):
            forgotten += count
    return forgotten


def _forget(days: int) -> int:
    long_ago = clock.now() - timedelta(days=days)
    to_robots = and_(Notification.robot_id.is_not(None), Notification.created_at < long_ago)
    unsettled = exists().where(
        Delivery.notification_id == Notification.id,
        or_(Delivery.settled_at.is_(None), Delivery.settled_at >= long_ago),
    )
    old = (
        select(Notification.id)
        .where(or_(Notification.read_at < long_ago, to_robots), ~unsettled)
        .where(Notification.subject_type.not_in(RECORDS))
        .order_by(Notification.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    with transaction():
        ids = session.scalars(old).all()
        session.execute(delete(Delivery).where(Delivery.notification_id.in_(ids)))
        session.execute(delete(Notification).where(Notification.id.in_(ids)))
    return len(ids)
