"""The secret address of a person's calendar: made anew, or taken back."""

from hashlib import sha256

from coordination.accounts.models import Account
from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.notifications.models import Preference
from coordination.reminders.policy import FeedAction


def digest(token: str) -> str:
    """What is stored of the secret in the address."""
    return sha256(token.encode()).hexdigest()


@service(FeedAction.TURN_ON)
def turn_on(account: Account, *, actor: Actor, operation: str, token: str) -> Account:
    """From now on the address with `token` (at least 32 random characters) answers, and no earlier one."""
    _preference(account).calendar_hash = digest(token)
    record(actor, FeedAction.TURN_ON, account)
    return account


@service(FeedAction.TURN_OFF)
def turn_off(account: Account, *, actor: Actor, operation: str) -> Account:
    """No address answers any more."""
    _preference(account).calendar_hash = None
    record(actor, FeedAction.TURN_OFF, account)
    return account


def _preference(account: Account) -> Preference:
    found = session.get(Preference, account.id)
    if found is None:
        found = Preference(account_id=account.id, office_id=account.office_id, unit_id=account.unit_id)
        session.add(found)
    return found
