"""Indicators of an office's own, by the service; regulations as plain rows."""

from dataclasses import replace

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator, Regulation
from coordination.indicators.rules import Definition
from coordination.indicators.services import catalogue
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from tests.factories.organizations import add

LECTURES = Definition(
    name="老年人反诈课堂场次", unit="场", definition="面向老年人的反诈课堂", note="有签到表的算一场。"
)


def by(person: Account) -> dict[str, object]:
    return {"actor": person.actor, "operation": fresh_key()}


def own(office: Office, clerk: Account, **changes: object) -> Indicator:
    return catalogue.create(office, replace(LECTURES, **changes), **by(clerk))


def regulation(title: str, **values: object) -> Regulation:
    return add(Regulation(cited_as=title, title=title, **values))
