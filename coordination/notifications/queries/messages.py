"""The own messages, and the own settings."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select

from coordination.accounts.models import Account
from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.notifications.models import Notification, Preference

PAGE = 50
LAST_PAGE = 200
#: Shown as 99+.
COUNTED = 100


@dataclass(frozen=True, slots=True)
class Messages:
    lines: Sequence[Notification]
    page: int
    has_more: bool


def visible_to(actor: Actor) -> Select[Notification]:
    """One's own messages, nobody else's."""
    return select(Notification).where(Notification.account_id == actor.id)


def messages(actor: Actor, *, unread_only: bool = False, page: int = 1) -> Messages:
    """Unread first, then the newest first."""
    page = min(max(page, 1), LAST_PAGE)
    found = visible_to(actor)
    if unread_only:
        found = found.where(Notification.read_at.is_(None))
    found = found.order_by(Notification.read_at.is_not(None), Notification.id.desc())
    rows = session.scalars(found.offset((page - 1) * PAGE).limit(PAGE + 1)).all()
    return Messages(rows[:PAGE], page, len(rows) > PAGE)


#: On every page, so built once.
_UNREAD = select(func.count()).select_from(
    select(Notification.id)
    .where(Notification.account_id == bindparam("account_id"), Notification.read_at.is_(None))
    .limit(COUNTED)
    .subquery()
)


def unread(actor: Actor) -> int:
    """How many of the own messages are unread, at most COUNTED; one look into an index."""
    return int(db.rows(_UNREAD, account_id=actor.id)[0][0])


def own_account(actor: Actor, **_places: int) -> Account | None:
    return session.get(Account, actor.id) if actor.id is not None else None


def preference_of(account: Account) -> Preference | None:
    """None: nothing set yet, so in the site only."""
    return session.get(Preference, account.id)
