"""Indicators, two forms (a bank about itself, the police about townships), reports at every stage."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal as D

from sqlalchemy import select

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period, deadline, workdays
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import CheckKind, FormCheck, FormField, ReportForm, Shape
from coordination.reporting import queries, services
from coordination.reporting.models import Report
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportState
from tests.factories.organizations import add, kinds, session

MONTH = "2026-10"
DUE = datetime(2026, 11, 6, 9, 0, tzinfo=UTC)
CATALOGUE = {
    "bank.counter_dissuaded": ("网点劝阻数", "起", "integer"),
    "bank.counter_dissuaded_amount": ("网点劝阻金额", "元", "decimal2"),
    "bank.staff_trained": ("员工培训人次", "人次", "integer"),
    "case.filed": ("立案数", "起", "integer"),
    "case.solved": ("破案数", "起", "integer"),
    "case.loss": ("损失金额", "元", "decimal2"),
}
BANK = ("bank.counter_dissuaded", "bank.counter_dissuaded_amount", "bank.staff_trained")
POLICE = ("case.filed", "case.solved", "case.loss")


def indicator(code: str) -> Indicator:
    found = session.scalars(select(Indicator).where(Indicator.code == code)).first()
    name, unit, type_ = CATALOGUE[code]
    return found or add(
        Indicator(
            code=code,
            name=name,
            unit=unit,
            type=type_,
            direction="higher",
            over_time="sum",
            over_divisions="sum",
            rankable=True,
            note=f"{name}的口径",
            initials="",
        )
    )


def form(office: Office, code: str, kind: str, indicators: tuple[str, ...], **values: object) -> ReportForm:
    kinds()
    made = add(
        ReportForm(
            office_id=office.id,
            code=code,
            name=str(values.pop("name", code)),
            shape=values.pop("shape", Shape.SELF),
            unit_kinds=[kind],
            sort_order=1,
            first_period="2025-01",
            enacted_at=clock.now(),
            **values,
        )
    )
    for order, one in enumerate(indicators):
        add(FormField(form_id=made.id, indicator_id=indicator(one).id, section="工作情况", sort_order=order))
    return made


def bank_form(office: Office) -> ReportForm:
    return form(office, "bank", "bank", BANK, name="银行月报")


def police_form(office: Office) -> ReportForm:
    """Townships × figures with a total row; solved ≤ filed; filed and loss add up."""
    made = form(
        office,
        "police-township",
        "police",
        POLICE,
        name="分乡镇案件月报",
        shape=Shape.SUBJECTS,
        subject_kind="township",
        with_total=True,
    )
    add(FormCheck(form_id=made.id, kind=CheckKind.NOT_ABOVE, left="case.solved", right="case.filed"))
    for code in POLICE:
        add(FormCheck(form_id=made.id, kind=CheckKind.TOTAL, left=code))
    return made


def report(form: ReportForm, unit: MemberUnit, period: str = MONTH, **values: object) -> Report:
    """Committed, so that a refused act can undo no more than itself."""
    due = deadline(Period.parse(period), form.due_workday, form.due_hour, workdays({}))
    given = {"due_at": due, "state": ReportState.MISSING} | values
    made = add(Report(office_id=form.office_id, form_id=form.id, unit_id=unit.id, period=period, **given))
    session.commit()
    return made


def again(report: Report) -> Report:
    """The report as the database has it; a request has ended the session it came from."""
    return session.get_one(Report, report.id, populate_existing=True)


def entries(report: Report, rows: Mapping[int | None, tuple[str, ...]] | tuple[str, ...]) -> dict[str, Entry]:
    """Figures as typed, in the order of the form; for a table by subject, None for the total row."""
    layout = queries.sheet(report).layout
    by_row = rows if isinstance(rows, Mapping) else {layout.rows[0].subject_id: rows}
    return {
        place.key: Entry(by_row[place.row.subject_id][layout.columns.index(place.column)])
        for place in layout.places
        if place.row.subject_id in by_row
    }


def submitted(report: Report, who: Account, *rows: str) -> Report:
    """The report filed with these figures."""
    return services.submit(
        report, actor=who.actor, operation=fresh_key(), version=report.version, entries=entries(report, rows)
    )


def approved(report: Report, who: Account, by: Account, *rows: str) -> Report:
    submitted(report, who, *rows)
    return services.approve(report, actor=by.actor, operation=fresh_key(), version=report.version)


def figures(report: Report) -> dict[str, D | None]:
    """What is stored, in the order of the form."""
    sheet = queries.sheet(report)
    keys = [place.key for place in sheet.layout.places if place.key in sheet.stored]
    return {key: sheet.stored[key].value for key in keys}
