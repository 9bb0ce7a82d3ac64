"""Reading accounts and sessions."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from coordination.accounts.entry import digest
from coordination.accounts.models import Account, Attempt, Invitation, SignIn
from coordination.accounts.rules import AccountState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit


def visible_to(actor: Actor) -> Select[Account]:
    """The accounts an administrator keeps; everybody else sees the own one."""
    accounts = select(Account).where(Account.office_id == actor.office_id)
    if Function.SYSTEM_ADMINISTRATOR in actor.functions:
        return accounts
    return accounts.where(Account.id == actor.id)


def directory(
    actor: Actor, words: str = "", *, state: AccountState | None = None, unit_id: int | None = None
) -> Sequence[Account]:
    """The list of the accounts page: the office first, then by unit order; `words` in either name.

    `state` None: all that are not closed.
    """
    found = visible_to(actor).outerjoin(Account.unit).options(contains_eager(Account.unit))
    found = found.where(Account.state == state if state else Account.state != AccountState.CLOSED)
    if unit_id is not None:
        found = found.where(Account.unit_id == unit_id)
    if words:
        found = found.where(
            or_(
                Account.name.contains(words, autoescape=True),
                Account.username.contains(words.lower(), autoescape=True),
                MemberUnit.name.contains(words, autoescape=True),
                MemberUnit.initials.contains(words.lower(), autoescape=True),
            )
        )
    order = (MemberUnit.sort_order.nulls_first(), MemberUnit.id, Account.name, Account.id)
    return session.scalars(found.order_by(*order)).all()


def tallies(actor: Actor) -> dict[AccountState, int]:
    """How many accounts there are in each state."""
    seen = visible_to(actor).with_only_columns(Account.state, func.count()).group_by(Account.state)
    return {row[0]: row[1] for row in session.execute(seen)}


def open_in(unit: MemberUnit) -> Sequence[Account]:
    """The people who still sign in for a unit, by name."""
    found = select(Account).where(Account.unit_id == unit.id, Account.state != AccountState.CLOSED)
    return session.scalars(found.order_by(Account.name, Account.id)).all()


def by_username(username: str) -> Account | None:
    return session.scalars(select(Account).where(Account.username == username.strip().lower())).first()


def sign_in_with(token: str) -> SignIn | None:
    """The session that a browser's token belongs to, unless it has ended, with its account."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.token_hash == digest(token), SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.account, innerjoin=True))
    ).first()


def invitation_with(code: str, now: datetime) -> Invitation | None:
    """The invitation a one-time code opens, unless it is used or too old."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.code_hash == digest(code), Invitation.used_at.is_(None), Invitation.expires_at > now
        )
        .options(joinedload(Invitation.account))
        .with_for_update(of=Invitation)
    ).first()


def failures_since(instant: datetime, *, username: str | None = None, address: str | None = None) -> int:
    found = select(func.count()).select_from(Attempt).where(Attempt.at > instant)
    if username is not None:
        found = found.where(Attempt.username == username)
    if address is not None:
        found = found.where(Attempt.address == address)
    return session.scalar(found) or 0
