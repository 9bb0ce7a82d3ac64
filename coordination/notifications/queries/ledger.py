"""What became of messages: for the ledgers of other slices, and for that of the office."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.kernel.db import session
from coordination.kernel.text import Text, _
from coordination.notifications.models import Delivery, Notification, Robot
from coordination.notifications.states import REASON_LABELS, Channel, DeliveryState

#: Delivered, after an attempt that may have arrived as well.
TWICE = _("前一次发送中断，可能收到两次")


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """One message to one person or chat group by one channel; `channel` None: in the site itself.

    `at` is when it was made, handed over or settled, whichever came last.
    """

    person: str
    account_id: int | None
    channel: Channel | None
    state: DeliveryState
    at: datetime
    error: Text | None
    read_at: datetime | None


def deliveries_about(subject_type: str, subject_ids: Collection[int]) -> Mapping[int, Sequence[DeliveryLine]]:
    """The lines of each subject, oldest message first; two statements whatever their number."""
    asked = list(subject_ids)
    if not asked:
        return {}
    told = (
        select(
            Notification.id,
            Notification.subject_id,
            Notification.account_id,
            Notification.created_at,
            Notification.read_at,
            Account.name.label("person"),
            Robot.name.label("robot"),
        )
        .outerjoin(Account, Account.id == Notification.account_id)
        .outerjoin(Robot, Robot.id == Notification.robot_id)
        .where(Notification.subject_type == subject_type, Notification.subject_id.in_(asked))
        .order_by(Notification.id)
    )
    notifications = session.execute(told).all()
    sent = _sent([row.id for row in notifications])
    lines: dict[int, list[DeliveryLine]] = defaultdict(list)
    for row in notifications:
        lines[row.subject_id] += _lines(row, sent.get(row.id, []))
    return lines


def explained(delivery: Delivery) -> Text | None:
    """Why it did not arrive, in words, with what the other side said."""
    if delivery.reason is None:
        return TWICE if delivery.doubts else None
    label = REASON_LABELS[delivery.reason]
    if not delivery.error:
        return label
    return Text("{reason}（{detail}）", {"reason": label, "detail": delivery.error})


def _sent(notification_ids: list[int]) -> Mapping[int, list[Delivery]]:
    found = select(Delivery).where(Delivery.notification_id.in_(notification_ids)).order_by(Delivery.id)
    by_notification: dict[int, list[Delivery]] = defaultdict(list)
    for delivery in session.scalars(found) if notification_ids else ():
        by_notification[delivery.notification_id].append(delivery)
    return by_notification


def _lines(row: Any, sent: list[Delivery]) -> list[DeliveryLine]:
    lines = []
    if row.account_id is not None:
        here = DeliveryState.DELIVERED
        lines = [DeliveryLine(row.person, row.account_id, None, here, row.created_at, None, row.read_at)]
    for one in sent:
        at = one.settled_at or one.handed_at or row.created_at
        person = row.person or row.robot or one.address
        lines.append(
            DeliveryLine(person, row.account_id, one.channel, one.state, at, explained(one), row.read_at)
        )
    return lines
