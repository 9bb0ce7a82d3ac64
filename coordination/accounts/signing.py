"""Signing in and out, first passwords and new ones: acts of a person about the own account.

They carry no operation key: a sign-in sent twice is two sessions, and both are real. All but
`change_password` happen before anybody is known, in the scope of the system.
"""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from coordination.accounts import queries
from coordination.accounts.entry import digest
from coordination.accounts.models import Account, Attempt, SignIn
from coordination.accounts.passwords import fits, hashed
from coordination.accounts.policy import AccountAction
from coordination.accounts.rules import AccountState, check_password
from coordination.audit.services import record
from coordination.config import Settings
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import transaction
from coordination.kernel.text import _

#: One sentence for unknown, wrong and locked, so that nobody learns which it was.
REFUSED = _("账号或密码不对，或尝试次数过多。请核对后再试；连续输错会暂停登录一段时间。")


def sign_in(username: str, password: str, *, address: str, agent: str, settings: Settings) -> str:
    """Open a session and answer its token, which only the browser keeps.

    Raises Invalid with the same words, after the same time, whatever was wrong.
    """
    name = username.strip().lower()[:200]
    with acting(SYSTEM_SCOPE), transaction():
        account = queries.by_username(name)
        paused = _paused(name, address, clock.now(), settings)
        right = fits(password, account.password_hash if account else None)
        if account is not None and right and not paused and account.state is AccountState.ACTIVE:
            session.execute(delete(Attempt).where(Attempt.username == name))
            return _open(account, address, agent)
        session.add(Attempt(username=name, address=address, at=clock.now()))
    raise Invalid(REFUSED, field="password")


def _paused(name: str, address: str, now: datetime, settings: Settings) -> bool:
    since = now - timedelta(minutes=settings.sign_in_pause_minutes)
    limit = settings.sign_in_attempts
    by_name = queries.failures_since(since, username=name)
    return by_name >= limit or queries.failures_since(since, address=address) >= 10 * limit


def _open(account: Account, address: str, agent: str) -> str:
    token = secrets.token_urlsafe(32)
    now = clock.now()
    sign_in = SignIn(
        token_hash=digest(token),
        account_id=account.id,
        started_at=now,
        seen_at=now,
        address=address[:80],
        agent=agent[:200],
    )
    session.add(sign_in)
    record(account.actor, "account.sign_in", account, address=address[:80])
    return token


def sign_out(token: str) -> None:
    """End the session: a copy of the cookie is worth nothing from now on."""
    with acting(SYSTEM_SCOPE), transaction():
        sign_in = queries.sign_in_with(token)
        if sign_in is not None:
            sign_in.ended_at = clock.now()
            record(sign_in.account.actor, "account.sign_out", sign_in.account)


def end_all(account: Account, *, but: str | None = None) -> None:
    """End the sessions of an account inside the open transaction, except the one with this token."""
    ending = update(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.token_hash != digest(but))
    session.execute(ending.values(ended_at=clock.now()))


def change_password(account_id: int, *, old: str, new: str, token: str, settings: Settings) -> None:
    """Set a new password and end all other sessions; raises Invalid at `old` or `password`."""
    with acting(SYSTEM_SCOPE), transaction():
        account = session.get_one(Account, account_id, with_for_update=True)
        if not fits(old, account.password_hash):
            raise Invalid(_("现在的密码不对。"), field="old")
        _set(account, new, settings)
        end_all(account, but=token)
        record(account.actor, AccountAction.CHANGE_PASSWORD, account)


def accept(username: str, code: str, new: str, *, settings: Settings) -> None:
    """Use a one-time code: the account gets this password and becomes active.

    Raises Invalid at `code` when it is not (or no longer) good for that user name.
    """
    with acting(SYSTEM_SCOPE), transaction():
        invitation = queries.invitation_with(code.replace("-", "").replace(" ", "").upper(), clock.now())
        account = invitation.account if invitation else None
        if invitation is None or account is None or account.username != username.strip().lower():
            raise Invalid(_("激活码不对、已用过或已过期。请向管理员要新的激活码。"), field="code")
        _set(account, new, settings)
        account.state = AccountState.ACTIVE
        invitation.used_at = clock.now()
        end_all(account)
        record(account.actor, "account.activate", account)


def _set(account: Account, new: str, settings: Settings) -> None:
    check_password(
        new,
        username=account.username,
        min_length=settings.password_min_length,
        classes=settings.password_classes,
    )
    former = [*account.former_hashes, account.password_hash or ""][-max(settings.password_history, 1) :]
    if settings.password_history and any(fits(new, used) for used in former if used):
        raise Invalid(
            _("不能再用最近{count}次用过的密码。", count=settings.password_history), field="password"
        )
    account.former_hashes = [used for used in former if used]
    account.password_hash = hashed(new)
    account.password_changed_at = clock.now()


def speak(account_id: int, language: str) -> None:
    """Remember the language a person reads in."""
    with acting(SYSTEM_SCOPE), transaction():
        account = session.get_one(Account, account_id)
        account.language = language
        record(account.actor, AccountAction.SET_LANGUAGE, account, language=language)


def seen(sign_in_id: int) -> None:
    """Note that the person is at work; called at most once a minute."""
    with acting(SYSTEM_SCOPE), transaction():
        session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=clock.now()))


def forget_old_attempts() -> None:
    """Delete failed attempts older than a day; runs on the schedule."""
    with acting(SYSTEM_SCOPE), transaction():
        session.execute(delete(Attempt).where(Attempt.at < clock.now() - timedelta(days=1)))
