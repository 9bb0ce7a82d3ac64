"""Opening a period: each unit gets the reports it owes, once, whatever runs twice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock, local
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import fresh_key, service
from coordination.kernel.period import DayTest, Kind, Period, add_working_days, deadline
from coordination.kernel.policy import SYSTEM, Actor
from coordination.kernel.text import _
from coordination.organizations.models import MemberUnit, Office
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Freeze, Report
from coordination.reporting.states import ReportAction, ReportState


@service(ReportAction.OPEN)
def open_period(office: Office, *, actor: Actor, operation: str, period: Period) -> Office:
    """Make the reports that are missing for `period`, with their deadlines.

    A unit that joins after the deadline of a period already opened owes nothing for it.
    Raises Conflict for a period that has not ended.
    """
    if period.last_day >= clock.today():
        raise Conflict(_("{period}还没有结束，结束后才能开始报送。", period=period.label()))
    opened = _open(office, period, clock.now())
    record(actor, ReportAction.OPEN, office, period=str(period), reports=opened)
    return office


def open_due_periods() -> int:
    """Open the last ended period of every office where reports are missing; runs on the schedule."""
    with acting(SYSTEM_SCOPE):
        offices = session.scalars(select(Office).order_by(Office.id)).all()
        due = [(office, period) for office in offices for period in _unopened(office, clock.today())]
        for office, period in due:
            open_period(office, actor=SYSTEM, operation=fresh_key(), period=period)
        return len(due)


def _unopened(office: Office, today: date) -> list[Period]:
    """The periods that ended last, one of each kind, for which a report is to be made."""
    now, is_workday = clock.now(), working_days()
    found = []
    for kind in dict.fromkeys(form.period_kind for form in _forms(office)):
        period = Period.containing(today, Kind(kind)).previous()
        if _rows(office, period, now, is_workday):
            found.append(period)
    return found


def _open(office: Office, period: Period, now: datetime) -> int:
    rows = _rows(office, period, now, working_days())
    if not rows:
        return 0
    made = insert(Report).values(rows).on_conflict_do_nothing().returning(Report.id)
    return len(session.execute(made).all())


def _rows(office: Office, period: Period, now: datetime, is_workday: DayTest) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    frozen = _frozen(office, period)
    for form in _forms(office):
        if form.id in frozen or not _asks_for(form, period):
            continue
        due_at = deadline(period, form.due_workday, form.due_hour, is_workday)
        if due_at <= now and _opened(form, period):
            continue
        rows += [
            {
                "office_id": office.id,
                "form_id": form.id,
                "unit_id": unit_id,
                "period": str(period),
                "due_at": due_at,
                "grace_until": grace(form, due_at, is_workday),
                "state": ReportState.MISSING,
            }
            for unit_id in _units_without(form, period)
        ]
    return rows


def grace(form: ReportForm, due_at: datetime, is_workday: DayTest) -> datetime | None:
    """Until when a report still counts as on time, where the form gives days of grace."""
    if not form.grace_days:
        return None
    day = add_working_days(local(due_at).date(), form.grace_days, is_workday)
    return datetime.combine(day, local(due_at).timetz())


def _asks_for(form: ReportForm, period: Period) -> bool:
    """Whether this revision of the form is the one to file for the period."""
    if form.period_kind != period.kind or period < Period.parse(form.first_period):
        return False
    return form.last_period is None or period <= Period.parse(form.last_period)


def _forms(office: Office) -> Sequence[ReportForm]:
    return session.scalars(
        select(ReportForm)
        .where(ReportForm.office_id == office.id, ReportForm.closed_at.is_(None))
        .where(ReportForm.enacted_at.is_not(None))
        .order_by(ReportForm.sort_order, ReportForm.id)
    ).all()


def _frozen(office: Office, period: Period) -> frozenset[int]:
    """The forms whose figures for the period stand: nobody is asked for more."""
    found = select(Freeze.form_id).where(Freeze.office_id == office.id, Freeze.period == str(period))
    return frozenset(session.scalars(found))


def _opened(form: ReportForm, period: Period) -> bool:
    found = exists().where(Report.form_id == form.id, Report.period == str(period))
    return bool(session.scalar(select(found)))


def _units_without(form: ReportForm, period: Period) -> Sequence[int]:
    """The open units of the form's kinds that have no report of any revision of the form yet."""
    same_form = select(ReportForm.id).where(
        ReportForm.office_id == form.office_id, ReportForm.code == form.code
    )
    has_one = exists().where(
        Report.unit_id == MemberUnit.id, Report.period == str(period), Report.form_id.in_(same_form)
    )
    return session.scalars(
        select(MemberUnit.id)
        .where(MemberUnit.office_id == form.office_id, MemberUnit.kind_code.in_(form.unit_kinds))
        .where(MemberUnit.closed_on.is_(None), ~has_one)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()
