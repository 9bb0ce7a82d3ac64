"""The people of the sample, plainly invented, and the password they share."""

import hmac
from base64 import b32encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.organizations.models import Division, MemberUnit, Office
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.organizations.spelling import pinyin

#: A unit kind with several units takes its user names from here, the others from the kind.
USERNAMES = {
    "工行七里河支行": "bank-icbc",
    "农行七里河支行": "bank-abc",
    "建行七里河支行": "bank-ccb",
    "移动七里河分公司": "carrier-mobile",
    "联通七里河分公司": "carrier-unicom",
    "电信七里河分公司": "carrier-telecom",
}
OFFICE = (
    ("clerk", "示例经办甲", Function.CLERK),
    ("clerk2", "示例经办乙", Function.CLERK),
    ("leader", "示例签发领导", Function.LEADER),
    ("sysadmin", "示例系统管理员", Function.SYSTEM_ADMINISTRATOR),
    ("auditor", "示例审计管理员", Function.AUDITOR),
)


@dataclass(frozen=True)
class Person:
    username: str
    name: str
    function: Function
    unit: MemberUnit | None = None
    division: Division | None = None


def sample_password(secret: str) -> str:
    """The password that all sample accounts of this instance share, the same at each start.

    Derived one-way from the instance's secret (60 bits), so nothing about it has to be stored.
    """
    code = b32encode(hmac.digest(secret.encode(), b"sample accounts", "sha256")).decode()
    return "Shili-" + "-".join(code[place : place + 4] for place in (0, 4, 8))


def office_people(prefix: str = "") -> list[Person]:
    return [Person(f"{prefix}{username}", name, function) for username, name, function in OFFICE]


def unit_people(units: Iterable[MemberUnit]) -> list[Person]:
    """One liaison for each unit, one official for each township."""
    return [_of(unit) for unit in units]


def _of(unit: MemberUnit) -> Person:
    if unit.kind_code == TOWNSHIP_KIND:
        place = unit.name.removesuffix("街道").removesuffix("镇").removesuffix("乡")
        return Person(f"township-{pinyin(place)}", unit.contact_name, Function.TOWNSHIP, unit)
    username = USERNAMES.get(unit.short_name, unit.kind_code)
    return Person(username, unit.contact_name, Function.LIAISON, unit)


def add_accounts(
    office: Office, people: Iterable[Person], password_hash: str, at: datetime
) -> dict[str, Account]:
    """Active accounts by user name; `at` is when their password was set."""
    accounts = {
        person.username: Account(
            username=person.username,
            name=person.name,
            office_id=office.id,
            unit_id=person.unit.id if person.unit else None,
            division_id=person.division.id if person.division else None,
            functions=[str(person.function)],
            state=AccountState.ACTIVE,
            password_hash=password_hash,
            password_changed_at=at,
        )
        for person in people
    }
    session.add_all(accounts.values())
    session.flush()
    return accounts
