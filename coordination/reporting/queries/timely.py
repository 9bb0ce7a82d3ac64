"""`rules.punctuality` as SQL: whether a report was filed in time. Rankings, circulars and the rates of
timeliness all count with these expressions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.reporting.models import Report
from coordination.reporting.rules import Punctuality, Timeliness

#: `rules.counts_until`: the later of the deadline and the end of the days of grace, where there are any.
COUNTS_UNTIL: ColumnElement[datetime] = func.greatest(Report.due_at, Report.grace_until)
#: In the order of the fields of Timeliness.
STANDINGS = (Punctuality.ON_TIME, Punctuality.LATE, Punctuality.MISSING, Punctuality.PENDING)


def is_(stands: Punctuality, at: Any) -> ColumnElement[bool]:
    """Whether a report stands so at the instant `at`."""
    return {
        Punctuality.ON_TIME: Report.first_submitted_at < COUNTS_UNTIL,
        Punctuality.LATE: Report.first_submitted_at >= COUNTS_UNTIL,
        Punctuality.MISSING: and_(Report.first_submitted_at.is_(None), at >= COUNTS_UNTIL),
        Punctuality.PENDING: and_(Report.first_submitted_at.is_(None), at < COUNTS_UNTIL),
    }[stands]


def punctuality(office_id: int, period: str, at: datetime | None = None) -> Mapping[int, Timeliness]:
    """By unit: how many reports of the period were expected, filed in time, late, missing, pending.

    Counted as it stands at the instant `at` (now, if not given), by first submission.
    """
    instant = at or clock.now()
    found = (
        select(Report.unit_id, *(func.count().filter(is_(one, instant)) for one in STANDINGS))
        .where(Report.office_id == office_id, Report.period == period)
        .group_by(Report.unit_id)
        .order_by(Report.unit_id)
    )
    return {row[0]: Timeliness(*row[1:]) for row in db.rows(found)}
