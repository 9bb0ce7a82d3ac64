"""Freezes, corrections and extensions as a clerk and a liaison would make them."""

from datetime import datetime

from coordination.accounts.models import Account
from coordination.kernel.clock import clock
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.organizations.models import Office
from coordination.reporting import services
from coordination.reporting.models import Report, Revision
from coordination.reporting.queries import wishes
from coordination.reporting.queries.freezes import standings
from coordination.reporting.states import ReportState
from tests.factories import reporting
from tests.factories.organizations import add, session


def freeze(office: Office, who: Account, period: str = reporting.MONTH, **values: object) -> None:
    """All forms of the period, what is missing accepted."""
    office = session.get_one(Office, office.id)
    forms = standings(office.id, period, clock.now())
    given = {"accept_missing": True, "form_ids": [one.form_id for one in forms]} | values
    seen = [one.seen for one in forms if one.form_id in given["form_ids"]]
    services.freeze(
        office, actor=who.actor, operation=fresh_key(), period=Period.parse(period), seen=seen, **given
    )


def asked_correction(report: Report, who: Account, reason: str = "多报了1起") -> Report:
    return services.ask_correction(
        report, actor=who.actor, operation=fresh_key(), version=report.version, reason=reason
    )


def granted_correction(report: Report, who: Account) -> Report:
    asked = wishes.corrections_of(report)[0]
    return services.grant_correction(
        report, actor=who.actor, operation=fresh_key(), request_id=asked.id, version=asked.version
    )


def corrected(report: Report, who: Account, by: Account, other: Account, *rows: str) -> Report:
    """Asked by `who`, granted by `by`, mended, approved by `other`."""
    asked_correction(report, who)
    granted_correction(report, by)
    return reporting.approved(report, who, other, *rows)


def frozen_and_corrected(report: Report, who: Account, code: str, approved_at: datetime) -> Report:
    """An approved report as it stands frozen and corrected since, written by hand: 5 became 7."""
    report.revision, report.submitted_by_id, report.approved_at = 2, who.id, approved_at
    report.state, report.frozen_at, report.frozen_revision = ReportState.LOCKED, report.due_at, 1
    for number, value in ((1, "5"), (2, "7")):
        figures = [{"subject": report.unit_id, "code": code, "value": value, "reason": ""}]
        values = {"number": number, "zero": False, "figures": figures, "submitted_by_id": who.id}
        where = {"report_id": report.id, "office_id": report.office_id, "unit_id": report.unit_id}
        add(Revision(**where, **values))
    session.commit()
    return report
