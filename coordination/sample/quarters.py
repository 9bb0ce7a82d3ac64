"""Four quarters of two forms that are held against each other, and in the last what the radar asks about:
two reporters who differ, nobody who was not dissuaded, another hand shortly before the deadline (示例)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from coordination.accounts.models import Account
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.functions import Function
from coordination.kernel.period import DayTest, Period, add_working_days, deadline
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import ReportForm
from coordination.reporting.states import ReportAction, ReportState
from coordination.sample.draws import Dice
from coordination.sample.filings import Act, Filing, Place, Values, store
from coordination.sample.months import Cast, explained, owed
from coordination.sample.offices import add_forms
from coordination.sample.people import Person, add_accounts

FIRST, LAST = Period.parse("2025-Q4"), Period.parse("2026-Q3")
FORMS = {"police-quarter", "township-quarter"}
SECOND = ("police-second", "示例联络员01乙")
#: One more than the police say; everybody who was warned dissuaded; minutes before the deadline.
TOLD_OTHERWISE, PERFECT, MINUTES = "西园街道", "秀川街道", 12


def file_quarters(office: Office, password_hash: str) -> int:
    """The forms, a second liaison of the police, and sixteen reports a quarter, all approved."""
    add_forms(office, "quarters", str(FIRST))
    pairs = [(form, unit) for form, unit in owed(office) if form.code in FORMS]
    police = next(unit for form, unit in pairs if form.code == "police-quarter")
    person = Person(*SECOND, Function.LIAISON, police)
    second = add_accounts(office, [person], password_hash, clock.now())[person.username]
    cast, is_workday = Cast.of(office), working_days()
    townships = [unit for form, unit in pairs if form.code == "township-quarter"]
    before: dict[tuple[str, int], Values] = {}
    made, period = [], FIRST
    while period <= LAST:
        told = {unit.id: _about(unit, period) for unit in townships}
        for form, unit in pairs:
            values = _table(told) if unit is police else _own(unit, told[unit.id], period)
            reasons = explained(form.fields, values, before.get((form.code, unit.id), {}), {})
            before[form.code, unit.id] = values
            filer = second if (unit, period) == (police, LAST) else cast.filers[unit.id]
            made.append(_filing(form, unit, period, values, reasons, (filer, cast.clerks[0]), is_workday))
        period = period.next()
    return store(made)


def _about(township: MemberUnit, period: Period) -> dict[str, Decimal]:
    dice, people = Dice(period, township.name, "quarter"), township.division
    issued = dice.around("issued", (people.population or 0 if people else 0) / 10_000 * 120, 0.1)
    perfect = township.short_name == PERFECT and period == LAST
    counts = {
        "warn.issued": issued,
        "warn.dissuaded": issued if perfect else dice.part("dissuaded", issued, 0.82),
        "listed.persuaded": 1 + dice.count("persuaded", 1.5),
    }
    return {code: Decimal(value) for code, value in counts.items()}


def _table(told: Mapping[int, Mapping[str, Decimal]]) -> dict[Place, Decimal | None]:
    rows: dict[Place, Decimal | None] = {
        (id, code): value for id, row in told.items() for code, value in row.items()
    }
    for code in next(iter(told.values())):
        rows[None, code] = sum((row[code] for row in told.values()), Decimal(0))
    return rows


def _own(township: MemberUnit, told: Mapping[str, Decimal], period: Period) -> dict[Place, Decimal | None]:
    more = township.short_name == TOLD_OTHERWISE and period == LAST
    return {(township.id, "listed.persuaded"): told["listed.persuaded"] + more}


def _filing(
    form: ReportForm,
    unit: MemberUnit,
    period: Period,
    values: Values,
    reasons: Mapping[Place, str],
    people: tuple[Account, Account],
    is_workday: DayTest,
) -> Filing:
    due_at = deadline(period, form.due_workday, form.due_hour, is_workday)
    late_hand = period == LAST and form.code == "police-quarter"
    filed_at = due_at - (timedelta(minutes=MINUTES) if late_hand else timedelta(days=1, hours=2))
    filer, clerk = people
    acts = (
        Act(ReportAction.SUBMIT, filer, filed_at, values),
        Act(ReportAction.APPROVE, clerk, _next_morning(due_at, is_workday)),
    )
    return Filing(form, unit, str(period), due_at, ReportState.APPROVED, values, reasons, acts=acts)


def _next_morning(due_at: datetime, is_workday: DayTest) -> datetime:
    day = add_working_days(due_at.date(), 1, is_workday)
    return due_at + (day - due_at.date()) - timedelta(hours=7)
