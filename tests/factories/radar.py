"""Filed reports with figures as given: plain rows, so that months of history cost nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal as D
from types import SimpleNamespace

from coordination.accounts.models import Account
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.radar import services
from coordination.radar.models import Flag
from coordination.radar.rules import FlagKind
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Report, Revision
from coordination.reporting.states import ReportState
from tests.factories import reporting
from tests.factories.organizations import add, session
from tests.factories.reporting import MONTH

Spot = tuple[int | None, str]


def filed(
    form: ReportForm,
    unit: MemberUnit,
    by: Account,
    values: Mapping[Spot, object],
    period: str = MONTH,
    *,
    before_due: timedelta = timedelta(hours=5),
    state: ReportState = ReportState.SUBMITTED,
    reasons: Mapping[Spot, str] | None = None,
) -> Report:
    """A report that stands submitted with these figures."""
    made = reporting.report(form, unit, period)
    made.submitted_at = made.first_submitted_at = made.due_at - before_due
    made.submitted_by_id, made.revision, made.state = by.id, 1, state
    add(
        Revision(
            report_id=made.id,
            office_id=made.office_id,
            unit_id=made.unit_id,
            number=1,
            submitted_by_id=by.id,
            submitted_at=made.submitted_at,
            zero=False,
            figures=[],
        )
    )
    write(made, values, reasons or {})
    session.commit()
    return made


def write(report: Report, values: Mapping[Spot, object], reasons: Mapping[Spot, str]) -> None:
    for (subject, code), value in values.items():
        add(
            Figure(
                report_id=report.id,
                office_id=report.office_id,
                unit_id=report.unit_id,
                subject_id=subject,
                indicator_id=reporting.indicator(code).id,
                value=D(str(value)),
                reason=reasons.get((subject, code), ""),
            )
        )


def again(report: Report, at: datetime, values: Mapping[Spot, object]) -> Report:
    """The same report filed once more with other figures."""
    report = reporting.again(report)
    session.query(Figure).filter_by(report_id=report.id).delete()
    report.revision, report.submitted_at, report.state = report.revision + 1, at, ReportState.SUBMITTED
    write(report, values, {})
    session.commit()
    return report


def months(count: int, last: str = MONTH) -> list[str]:
    """The months before the last one, the latest first."""
    found, period = [], Period.parse(last)
    for _ in range(count):
        period = period.previous()
        found.append(str(period))
    return found


def bank_history(cast: SimpleNamespace, form: ReportForm, counts: Sequence[object]) -> None:
    """The bank's 网点劝阻数 of the months before, the latest first."""
    for period, count in zip(months(len(counts)), counts, strict=True):
        spot = (cast.units.bank.id, "bank.counter_dissuaded")
        filed(form, cast.units.bank, cast.bank, {spot: count}, period, state=ReportState.SUBMITTED)


def flags(report: Report) -> list[Flag]:
    return session.query(Flag).filter_by(report_id=report.id).order_by(Flag.id).all()


def kinds(report: Report) -> list[FlagKind]:
    return [flag.kind for flag in flags(report)]


def repeated(cast: SimpleNamespace) -> Flag:
    """The bank filed 120 in October as in September, and is asked about it."""
    form = reporting.bank_form(cast.office)
    bank_history(cast, form, [120])
    spot = (cast.units.bank.id, "bank.counter_dissuaded")
    report = filed(form, cast.units.bank, cast.bank, {spot: 120})
    services.scan(report)
    session.commit()
    (flag,) = flags(report)
    return flag
