"""Sending again what did not arrive."""

from coordination.accounts.models import Account
from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.notifications import jobs
from coordination.notifications.models import Delivery, Preference
from coordination.notifications.policy import DeliveryAction
from coordination.notifications.rules import not_before
from coordination.notifications.states import Channel, DeliveryState

AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN)


@service(DeliveryAction.SEND_AGAIN)
def send_again(delivery: Delivery, *, actor: Actor, operation: str) -> Delivery:
    """A new beginning by a person's decision: to the address of today, attempts and doubts from zero.

    Of what may have arrived the recipient gets one more than the product would send by itself.
    """
    row = session.get_one(Delivery, delivery.id, with_for_update=True, populate_existing=True)
    if row.state not in AGAIN:
        raise Conflict(_("这一条正在发送或已送达，不用再发。"))
    before = row.state
    now = clock.now()
    row.address = _address(row)
    row.state, row.settled_at, row.leased_until = DeliveryState.WAITING, None, None
    row.attempts = row.doubts = 0
    row.reason, row.error, row.digest = None, "", False
    row.not_before = not_before(now, row.hours, working_days())
    jobs.deliver.soon()
    record(actor, DeliveryAction.SEND_AGAIN, row, channel=str(row.channel), before=str(before))
    return row


def _address(row: Delivery) -> str:
    """The person may have mended it since; robots are found by themselves."""
    if row.account_id is None:
        return row.address
    if row.channel is Channel.SMS:
        return session.get_one(Account, row.account_id).phone or row.address
    preference = session.get(Preference, row.account_id)
    return (preference.mail if preference else "") or row.address
