"""Builds divisions, offices, units, accounts: plain rows, no services."""

import secrets
from functools import lru_cache
from itertools import count
from types import SimpleNamespace
from typing import TypeVar

from sqlalchemy import select

from coordination.accounts.entry import digest
from coordination.accounts.models import Account, SignIn
from coordination.accounts.passwords import hashed
from coordination.accounts.rules import AccountState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.organizations.models import Division, MemberUnit, Office, UnitKind
from coordination.organizations.rules import Level

T = TypeVar("T")
PASSWORD = "Right-horse-42"
KINDS = {
    "police": "公安",
    "bank": "银行",
    "carrier": "运营商",
    "township": "乡镇街道",
    "education": "教育",
    "internet-information": "网信",
}
_number = count(1)


@lru_cache(maxsize=1)
def password_hash() -> str:
    return hashed(PASSWORD)


def add(thing: T) -> T:
    session.add(thing)
    session.flush()
    return thing


def kinds() -> None:
    """The dictionary of unit kinds, unless it is there."""
    present = set(session.scalars(select(UnitKind.code)))
    for order, (code, name) in enumerate(KINDS.items(), start=1):
        if code not in present:
            add(UnitKind(code=code, name=name, english=code, sort_order=order))


def division(name: str, level: Level, parent: Division | None = None, **values: object) -> Division:
    number = next(_number)
    made = add(
        Division(
            code=f"T{number:06}",
            name=name,
            level=level,
            parent_id=parent.id if parent else None,
            path="",
            initials="",
            **values,
        )
    )
    made.path = f"{parent.path if parent else '/'}{made.id}/"
    session.flush()
    return made


def office(name: str = "山阳区", parent: Office | None = None) -> Office:
    county = division(name, Level.COUNTY)
    return add(
        Office(
            division_id=county.id,
            parent_id=parent.id if parent else None,
            name=f"{name}打击治理电信网络新型违法犯罪工作联席会议办公室",
            short_name=f"{name}联席办",
            mark=f"{name}反诈工作联席会议办公室文件",
            document_code="山反诈联办",
            area_name="全区",
        )
    )


def unit(office: Office, name: str, kind: str, order: int | None = None, **values: object) -> MemberUnit:
    kinds()
    number = next(_number)
    return add(
        MemberUnit(
            office_id=office.id,
            kind_code=kind,
            name=name,
            short_name=name,
            sort_order=order if order is not None else number,
            pinyin="",
            initials="",
            **values,
        )
    )


def township(
    office: Office, name: str, order: int | None = None, *, population: int | None = 20_000
) -> MemberUnit:
    county = session.get_one(Division, office.division_id)
    place = division(name, Level.TOWNSHIP, county, population=population, households=6_000)
    return unit(office, name, "township", order, division_id=place.id)


def account(
    name: str, office: Office, *functions: Function, unit: MemberUnit | None = None, **values: object
) -> Account:
    made = add(
        Account(
            username=f"person-{next(_number)}",
            name=name,
            office_id=office.id,
            unit_id=unit.id if unit else None,
            functions=[str(function) for function in functions],
            state=AccountState.ACTIVE,
            password_hash=password_hash(),
            password_changed_at=clock.now(),
            **values,
        )
    )
    assert made.actor.name == name  # loads the unit, so that the account serves when detached
    assert made.office is office
    return made


def signed_in_token(account: Account) -> str:
    """A session as signing in would open it, without the cost of hashing."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    add(
        SignIn(
            token_hash=digest(token),
            account_id=account.id,
            started_at=now,
            seen_at=now,
            address="127.0.0.1",
            agent="test",
        )
    )
    session.commit()
    return token


def build_cast() -> SimpleNamespace:
    """The named cast of every test; `office` is theirs, `other` the neighbour's."""
    here, there = office("山阳区"), office("临河区")
    police = unit(here, "山阳公安分局", "police", 1)
    bank = unit(here, "工商银行山阳支行", "bank", 2)
    carrier = unit(here, "中国移动山阳分公司", "carrier", 3)
    school = unit(here, "区教育局", "education", 4)
    a, b = township(here, "青溪镇", 11), township(here, "白塔街道", 12)
    foreign = unit(there, "临河公安分局", "police", 1)
    return SimpleNamespace(
        office=here,
        other=there,
        units=SimpleNamespace(
            police=police, bank=bank, carrier=carrier, education=school, a=a, b=b, foreign=foreign
        ),
        clerk=account("经办甲", here, Function.CLERK),
        second_clerk=account("经办乙", here, Function.CLERK),
        leader=account("领导丙", here, Function.LEADER),
        police=account("公安联络员", here, Function.LIAISON, unit=police),
        bank=account("银行联络员", here, Function.LIAISON, unit=bank),
        bank_reviewer=account("银行审核", here, Function.UNIT_REVIEWER, unit=bank),
        carrier=account("移动联络员", here, Function.LIAISON, unit=carrier),
        department=account("教育局联络员", here, Function.LIAISON, unit=school),
        township_a=account("青溪镇干部", here, Function.TOWNSHIP, Function.LIAISON, unit=a),
        township_b=account("白塔街道干部", here, Function.TOWNSHIP, Function.LIAISON, unit=b),
        worker=account("青溪社区人员", here, Function.COMMUNITY_WORKER, unit=a),
        auditor=account("审计管理员", here, Function.AUDITOR),
        administrator=account("系统管理员", here, Function.SYSTEM_ADMINISTRATOR),
        outsider=account("邻区经办", there, Function.CLERK),
        outside_unit=account("邻区公安", there, Function.LIAISON, unit=foreign),
    )
