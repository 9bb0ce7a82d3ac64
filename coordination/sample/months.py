"""Fourteen months of reports of the sample district: thirteen closed, the last one open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coordination.accounts.models import Account
from coordination.kernel.calendar import working_days
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.period import DayTest, Period, deadline
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import FormField, ReportForm
from coordination.reporting.asking import swings
from coordination.reporting.rules import Field
from coordination.reporting.states import ReportAction, ReportState
from coordination.sample.courses import course
from coordination.sample.district import months
from coordination.sample.draws import TOTAL, Cells, profile
from coordination.sample.filings import Act, Filing, Place, Values

FIRST, LAST = Period.parse("2025-09"), Period.parse("2026-10")
#: A figure that one may mistype without breaking a rule of the form, looked for in this order.
SLIPS = (
    "pub.people",
    "bank.counter_dissuaded_amount",
    "carrier.sms_sent",
    "fund.recovered",
    "case.loss",
    "net.accounts_closed",
)
#: What a unit writes beside a large change, by the first part of the indicator's code.
REASONS = {
    "case": "已与案件系统逐起核对，本月变化属实",
    "strike": "与集中收网时间有关，已核对",
    "warn": "预警下发量调整，已与平台核对",
    "fund": "按止付冻结平台导出数核对无误",
    "pub": "与集中宣传安排有关，已核对台账",
    "bank": "已与网点登记簿核对",
    "carrier": "已与平台导出数核对",
    "net": "与专项处置时间有关，已核对",
    "edu": "与学校开学、放假时间有关",
    "listed": "名单调整，已核对",
    "staff": "已核对",
}


@dataclass(frozen=True)
class Cast:
    """Who files for a unit and who reviews; the units a form is about, by name."""

    filers: Mapping[int, Account]
    clerks: tuple[Account, Account]
    subjects: Mapping[str, int | None]

    @classmethod
    def of(cls, office: Office) -> "Cast":
        accounts = session.scalars(select(Account).where(Account.office_id == office.id).order_by(Account.id))
        filers: dict[int, Account] = {}
        clerks = []
        for account in accounts:
            if account.functions == [Function.CLERK]:
                clerks.append(account)
            elif account.unit_id and set(account.functions) & {Function.LIAISON, Function.TOWNSHIP}:
                filers.setdefault(account.unit_id, account)
        units = session.scalars(select(MemberUnit).where(MemberUnit.office_id == office.id))
        subjects: dict[str, int | None] = {unit.name: unit.id for unit in units}
        return cls(filers, (clerks[0], clerks[1]), subjects | {TOTAL: None})

    def values(self, cells: Cells) -> dict[Place, Decimal | None]:
        return {(self.subjects[name], code): value for (name, code), value in cells.items()}


def owed(office: Office) -> list[tuple[ReportForm, MemberUnit]]:
    """Each form with each unit that files it, in official order."""
    forms = session.scalars(
        select(ReportForm)
        .where(ReportForm.office_id == office.id, ReportForm.enacted_at.is_not(None))
        .options(selectinload(ReportForm.fields))
        .order_by(ReportForm.sort_order)
    )
    units = session.scalars(
        select(MemberUnit)
        .where(MemberUnit.office_id == office.id)
        .options(joinedload(MemberUnit.division))
        .order_by(MemberUnit.sort_order)
    ).all()
    return [(form, unit) for form in forms for unit in units if unit.kind_code in form.unit_kinds]


def filings(office: Office) -> Iterator[tuple[Period, list[Filing]]]:
    """The reports of every month in order, as if each had been approved in its time."""
    pairs, cast, is_workday = owed(office), Cast.of(office), working_days()
    townships = [
        profile(unit.name, unit.division.population or 0, unit.division.households or 0)
        for form, unit in pairs
        if form.code == "township" and unit.division
    ]
    others = [(form.code, unit.name) for form, unit in pairs if form.code != "township"]
    kept: dict[tuple[str, str, str], Values] = {}
    for period, cells in months(townships, others, FIRST, LAST):
        made = []
        for form, unit in pairs:
            values = cast.values(cells[form.code, unit.name])
            about = (form.code, unit.name)
            before = kept.get((*about, str(period.previous())), {})
            last_year = kept.get((*about, str(period.same_last_year())), {})
            kept[*about, str(period)] = values
            due_at = deadline(period, form.due_workday, form.due_hour, is_workday)
            reasons = explained(form.fields, values, before, last_year)
            made.append(_approved(form, unit, period, due_at, values, reasons, cast, is_workday))
        yield period, made


def explained(
    fields: Sequence[FormField], now: Values, before: Values, last_year: Values
) -> dict[Place, str]:
    """A reason for each large change, as the form asks for; the total row needs none."""
    asked = [Field(field.indicator.code, field.indicator.name, field.indicator.unit) for field in fields]
    found: dict[Place, str] = {}
    for subject in dict.fromkeys(subject for subject, _code in now if subject is not None):
        rows = [
            {code: value for (about, code), value in values.items() if about == subject}
            for values in (now, before, last_year)
        ]
        for swing in swings(asked, rows[0], rows[1], rows[2]):
            code = swing.field.code
            found[subject, code] = REASONS[code.partition(".")[0]]
    return found


def _approved(
    form: ReportForm,
    unit: MemberUnit,
    period: Period,
    due_at: datetime,
    values: Values,
    reasons: Mapping[Place, str],
    cast: Cast,
    is_workday: DayTest,
) -> Filing:
    path = course(f"{form.code}:{unit.name}:{period}", due_at, is_workday)
    filer, clerk = cast.filers[unit.id], cast.clerks[path.second_clerk]
    slip = _slip(form, values) if path.returned_at else None
    acts = []
    if slip and path.returned_at:
        place, name = slip
        wrong, note = mistyped(values, place), f"{name}疑似多录一位，请核对"
        acts += [
            Act(ReportAction.SUBMIT, filer, path.filed_at, wrong),
            Act(ReportAction.RETURN, clerk, path.returned_at, reason=note, figures=(key(place),)),
        ]
    filed_at = path.again_at if acts and path.again_at else path.filed_at
    acts += [
        Act(ReportAction.SUBMIT, filer, filed_at, values),
        Act(ReportAction.APPROVE, clerk, path.approved_at),
    ]
    zero = not any(values.values())
    return Filing(
        form, unit, str(period), due_at, ReportState.APPROVED, values, reasons, zero=zero, acts=tuple(acts)
    )


def key(place: Place) -> str:
    """The place as forms and the audit name it."""
    subject, code = place
    return f"{'total' if subject is None else subject}-{code}"


def _slip(form: ReportForm, values: Values) -> tuple[Place, str] | None:
    names = {field.indicator.code: field.indicator.name for field in form.fields}
    for code in SLIPS:
        place = next((place for place in values if place[1] == code and values[place] and place[0]), None)
        if place is not None:
            return place, names[code]
    return None


def mistyped(values: Values, place: Place) -> dict[Place, Decimal | None]:
    """One figure with a digit too many, and the total row, where there is one, along with it."""
    right = values[place] or Decimal(0)
    total = (None, place[1])
    wrong = {**values, place: right * 10}
    if total in wrong:
        wrong[total] = (wrong[total] or Decimal(0)) + right * 9
    return wrong
