"""A city above the office of the cast, with its people, and a month of the office that is frozen."""

from decimal import Decimal
from types import SimpleNamespace

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.organizations.rules import Level
from coordination.reporting.models import Figure, Freeze, Report
from coordination.reporting.states import ReportState
from coordination.transmissions.models import OfficeKey
from coordination.transmissions.services.keys import make_key
from tests.factories import reporting
from tests.factories.organizations import account, add, division

MONTH = "2026-10"


def city(cast: SimpleNamespace, *, on_site: bool = True) -> SimpleNamespace:
    """兰阳市 above the county of the cast; `on_site`: the county's office knows it as its own above."""
    place = division("兰阳市", Level.CITY)
    county = cast.office.division
    county.parent_id, county.path = place.id, f"{place.path}{county.id}/"
    office = add(
        Office(
            division_id=place.id,
            name="兰阳市联席办",
            short_name="市联席办",
            mark="兰阳市反诈工作联席会议办公室文件",
            document_code="兰反诈联办",
            area_name="全市",
        )
    )
    if on_site:
        cast.office.parent_id = office.id
    people = SimpleNamespace(
        office=office,
        clerk=account("市经办", office, Function.CLERK),
        leader=account("市领导", office, Function.LEADER),
    )
    session.commit()
    return people


def frozen(cast: SimpleNamespace, *figures: str) -> Report:
    """The bank's month, approved and frozen."""
    report = reporting.report(reporting.bank_form(cast.office), cast.units.bank, MONTH)
    reporting.approved(report, cast.bank, cast.clerk, *(figures or ("5", "120000", "30")))
    freeze(report, cast.clerk)
    return report


def freeze(report: Report, who: Account) -> None:
    report.state, report.frozen_at, report.frozen_revision = ReportState.LOCKED, clock.now(), report.revision
    add(
        Freeze(
            office_id=report.office_id,
            form_id=report.form_id,
            period=report.period,
            frozen_at=clock.now(),
            frozen_by_id=who.id,
            reports=1,
            missing=0,
        )
    )
    session.commit()


def correct(report: Report, code: str, value: int) -> None:
    """A figure of a frozen report becomes another one, approved a moment ago."""
    found = select(Figure).join(Indicator, Figure.indicator_id == Indicator.id)
    figure = session.scalars(found.where(Figure.report_id == report.id, Indicator.code == code)).one()
    figure.value = Decimal(value)
    report.revision += 1
    report.approved_at = clock.now()
    session.commit()


def key(office: Office, leader: Account) -> OfficeKey:
    return make_key(office, actor=leader.actor, operation=fresh_key())
