"""Marking as read. Opening a message is no act of business, so it leaves no audit row; a receipt is one."""

from sqlalchemy import update

from coordination.accounts.models import Account
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import service, transaction
from coordination.kernel.policy import Actor, check
from coordination.notifications.models import Notification
from coordination.notifications.policy import MessageAction


def mark_read(message: Notification, *, actor: Actor) -> None:
    """The first time counts; later ones change nothing."""
    check(actor, MessageAction.VIEW, message)
    if message.read_at is None:
        with transaction():
            message.read_at = clock.now()


@service(MessageAction.READ_ALL)
def mark_all_read(account: Account, *, actor: Actor, operation: str) -> Account:
    """Whatever lies unread now."""
    unread = (Notification.account_id == account.id) & Notification.read_at.is_(None)
    marking = update(Notification).where(unread).values(read_at=clock.now()).returning(Notification.id)
    marked = session.scalars(marking.execution_options(synchronize_session=False)).all()
    record(actor, MessageAction.READ_ALL, account, count=len(marked))
    return account
