"""Reading what units owe now: reports past their deadline, assignments past theirs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report
from coordination.reporting.states import ReportState
from coordination.tasks.models import Assignment, Task
from coordination.tasks.rules import UNDER_WAY, AssignmentState

NOT_FILED = (ReportState.MISSING, ReportState.DRAFT, ReportState.RETURNED)
ByUnit = Mapping[int, Sequence[str]]


def owed(office_id: int, period: str) -> tuple[ByUnit, ByUnit]:
    """By unit: the forms of the period that it has not filed, the tasks that it has not finished.

    Both only past their deadline; what waits for a review of ours is not owed.
    """
    return _unfiled(office_id, period), _overdue(office_id)


def _unfiled(office_id: int, period: str) -> ByUnit:
    deadline = func.coalesce(Report.grace_until, Report.due_at)
    found = (
        select(Report.unit_id, ReportForm.name)
        .join(ReportForm, ReportForm.id == Report.form_id)
        .where(
            Report.office_id == office_id,
            Report.period == period,
            Report.state.in_(NOT_FILED),
            deadline < clock.now(),
        )
        .order_by(ReportForm.sort_order, ReportForm.id)
    )
    return _grouped(session.execute(found).all())


def _overdue(office_id: int) -> ByUnit:
    found = (
        select(Assignment.unit_id, Task.title)
        .join(Task, Task.id == Assignment.task_id)
        .where(
            Assignment.office_id == office_id,
            Assignment.division_id.is_(None),
            Assignment.state.in_([one for one in UNDER_WAY if one is not AssignmentState.SUBMITTED]),
            Assignment.due_at < clock.now(),
        )
        .order_by(Assignment.due_at, Assignment.id)
    )
    return _grouped(session.execute(found).all())


def _grouped(rows: Sequence[Sequence[object]]) -> ByUnit:
    found: dict[int, list[str]] = defaultdict(list)
    for unit_id, name in rows:
        found[int(str(unit_id))].append(" ".join(str(name).translate(_BARE).split()))
    return found


_BARE = str.maketrans("", "", "【】")
