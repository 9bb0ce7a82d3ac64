"""Keeping accounts: invite, change, close, hand out a new one-time code."""

import hmac
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import update

from coordination.accounts import queries
from coordination.accounts.entry import digest
from coordination.accounts.models import Account, Invitation
from coordination.accounts.policy import AccountAction
from coordination.accounts.rules import AccountState, check_functions, check_username, code_from
from coordination.accounts.signing import end_all
from coordination.audit.services import record
from coordination.config import settings
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.functions import Function
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import clean_name, clean_phone, is_below

CODE_GOOD_FOR = timedelta(days=7)
PERSON_AT_MOST = 30


@dataclass(frozen=True)
class Details:
    """What an administrator fills in about a person, as typed."""

    name: str
    functions: frozenset[Function]
    unit_id: int | None = None
    division_id: int | None = None
    phone: str = ""


def code_of(operation: str) -> str:
    """The one-time code that an operation hands out: the same when it is sent again.

    Made from the operation's key and the secret of the instance, so only this server can make it.
    """
    secret = settings().secret_key.get_secret_value().encode()
    return code_from(hmac.digest(secret, f"invitation {operation}".encode(), "sha256"))


@service(AccountAction.INVITE)
def invite(office: Office, username: str, details: Details, *, actor: Actor, operation: str) -> Account:
    """A new account that waits for its person; `code_of(operation)` is what to hand over.

    Raises Invalid at each field that is wrong.
    """
    username = username.strip()
    account = Account(username=username, office_id=office.id, state=AccountState.INVITED)
    errors: dict[str, Text] = {}
    try:
        check_username(username)
        if _known(username):
            errors["username"] = _("这个账号名已有人用，请换一个。")
    except Invalid as error:
        errors.update(error.errors)
    _fill(account, office, details, errors)
    session.add(account)
    record(actor, AccountAction.INVITE, account, username=username, functions=account.functions)
    _hand_out(account, operation)
    return account


@service(AccountAction.EDIT)
def edit(account: Account, details: Details, *, actor: Actor, operation: str, version: int | None) -> Account:
    """Change name, phone, place and functions; nobody changes the own functions."""
    expect(account, version)
    _refuse_closed(account)
    before = sorted(account.functions)
    errors: dict[str, Text] = {}
    if account.id == actor.id and details.functions != frozenset(account.functions):
        errors["functions"] = _("自己的职能不能自己改，请由另一位系统管理员修改。")
    _fill(account, session.get_one(Office, account.office_id), details, errors)
    record(
        actor,
        AccountAction.EDIT,
        account,
        username=account.username,
        functions_before=before,
        functions=account.functions,
    )
    return account


@service(AccountAction.CLOSE)
def close(account: Account, *, actor: Actor, operation: str, version: int | None) -> Account:
    """The person has left: no sign-in from now on, open sessions end, history stays."""
    expect(account, version)
    _refuse_closed(account)
    account.state, account.closed_at = AccountState.CLOSED, clock.now()
    record(actor, AccountAction.CLOSE, account, username=account.username)
    with acting(SYSTEM_SCOPE):
        end_all(account)
        _end_codes(account)
    return account


@service(AccountAction.RENEW)
def renew(account: Account, *, actor: Actor, operation: str, version: int | None) -> Account:
    """A new one-time code, for a person who lost the code or the password; older codes end."""
    expect(account, version)
    _refuse_closed(account)
    record(actor, AccountAction.RENEW, account, username=account.username)
    _hand_out(account, operation)
    return account


def _hand_out(account: Account, operation: str) -> None:
    now = clock.now()
    with acting(SYSTEM_SCOPE):
        _end_codes(account)
        session.add(
            Invitation(
                account_id=account.id,
                code_hash=digest(code_of(operation).replace("-", "")),
                created_at=now,
                expires_at=now + CODE_GOOD_FOR,
            )
        )
        session.flush()


def _end_codes(account: Account) -> None:
    open_codes = update(Invitation).where(Invitation.account_id == account.id, Invitation.used_at.is_(None))
    session.execute(open_codes.values(used_at=clock.now()))


def _refuse_closed(account: Account) -> None:
    if account.state is AccountState.CLOSED:
        raise Conflict(_("{name}的账号已停用。", name=account.name))


def _known(username: str) -> bool:
    """Whether anybody of any office has this user name."""
    with acting(SYSTEM_SCOPE), session.no_autoflush:
        return queries.by_username(username) is not None


def _fill(account: Account, office: Office, details: Details, errors: dict[str, Text]) -> None:
    """Set the fields, or raise Invalid with `errors` and what else is wrong."""
    for name, clean in (
        ("name", lambda: clean_name(details.name, field="name", at_most=PERSON_AT_MOST)),
        ("phone", lambda: clean_phone(details.phone, field="phone")),
        ("unit_id", lambda: _unit(details.unit_id, office, account)),
        ("division_id", lambda: _division(details)),
        ("functions", lambda: _functions(details)),
    ):
        try:
            value = clean()
        except Invalid as error:
            errors.setdefault(name, error.message)
        else:
            if not errors:
                setattr(account, name, value)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)


def _functions(details: Details) -> list[str]:
    check_functions(details.functions, in_unit=details.unit_id is not None)
    return [str(function) for function in Function if function in details.functions]


def _unit(unit_id: int | None, office: Office, account: Account) -> int | None:
    if unit_id is None:
        return None
    with session.no_autoflush:
        unit = session.get(MemberUnit, unit_id)
    if unit is None or unit.office_id != office.id:
        raise Invalid(_("请选择本联席办的成员单位。"), field="unit_id")
    if unit.closed_on is not None and account.unit_id != unit.id:
        raise Invalid(_("这个单位已停用，不能再开通账号。"), field="unit_id")
    return unit.id


def _division(details: Details) -> int | None:
    """The community of a community worker, in the township the unit is; nobody else has one."""
    if details.division_id is None or Function.COMMUNITY_WORKER not in details.functions:
        return None
    with session.no_autoflush:
        unit = session.get(MemberUnit, details.unit_id) if details.unit_id else None
        division = session.get(Division, details.division_id)
    if unit is None or unit.division is None or division is None:
        raise Invalid(_("村社区人员请先选择所属的乡镇街道。"), field="division_id")
    if not is_below(division.path, unit.division.path):
        raise Invalid(_("{place}不在{unit}。", place=division.name, unit=unit.name), field="division_id")
    return division.id
