"""Which reports are still to be looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from coordination.kernel import db
from coordination.radar.models import ReportScan
from coordination.reporting.models import Report
from coordination.reporting.states import FILED

#: What was filed longer ago is looked at only when somebody asks for it.
REMEMBERED = timedelta(days=40)
AT_ONCE = 2000


class Batch(NamedTuple):
    """Reports of one office for one period."""

    office_id: int
    period: str
    ids: Sequence[int]


def _passed_since(limit: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    return and_(limit <= bindparam("now"), limit > ReportScan.scanned_at)


#: Never looked at, filed anew, or a limit has passed since: by then its cohort has filed as well.
_UNSCANNED = (
    select(Report.office_id, Report.period, func.array_agg(Report.id).label("ids"))
    .outerjoin(ReportScan, ReportScan.report_id == Report.id)
    .where(Report.state.in_(FILED), Report.submitted_at > bindparam("since"))
    .where(
        or_(
            ReportScan.report_id.is_(None),
            ReportScan.revision < Report.revision,
            _passed_since(Report.due_at),
            _passed_since(Report.grace_until),
            _passed_since(Report.frozen_at),
        )
    )
    .group_by(Report.office_id, Report.period)
    .order_by(Report.office_id, Report.period)
)
_OF_PERIOD = (
    select(Report.id)
    .where(Report.office_id == bindparam("office"), Report.period == bindparam("period"))
    .where(Report.state.in_(FILED))
    .order_by(Report.id)
)


def unscanned(now: datetime) -> list[Batch]:
    """What the schedule looks at now: at most 2,000 reports, the rest at its next turn."""
    found, room = [], AT_ONCE
    for row in db.rows(_UNSCANNED, now=now, since=now - REMEMBERED):
        if room:
            found.append(Batch(row.office_id, row.period, sorted(row.ids)[:room]))
            room -= len(found[-1].ids)
    return found


def of_period(office_id: int, period: str) -> Batch:
    """Everything filed in the office for the period."""
    rows = db.rows(_OF_PERIOD, office=office_id, period=period)
    return Batch(office_id, period, [row.id for row in rows])
