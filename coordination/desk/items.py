"""What a person's unit has to do, assignments and reports in one list, the worst trouble first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.period import DayTest, Period
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division
from coordination.reporting.models import Report
from coordination.reporting.rules import counts_until
from coordination.reporting.states import STATE_LABELS, ReportAction, ReportState
from coordination.tasks.models import Assignment, Task
from coordination.tasks.queries.around import requests_for, waiting_for
from coordination.tasks.rules import LIGHT_LABELS, OPEN, AssignmentState, Light, light, soon_until
from coordination.tasks.states import ASSIGNMENT_LABELS, AssignmentAction

_RETURNED = (AssignmentState.RETURNED, ReportState.RETURNED)
#: The next act of an assignment by its state, as words on the link and the page where it is done.
_NEXT: dict[AssignmentState, tuple[Text, str]] = {
    AssignmentState.ISSUED: (_("签收"), "/assignments/{id}"),
    AssignmentState.ACKNOWLEDGED: (_("反馈"), "/assignments/{id}/feedback"),
    AssignmentState.WORKING: (_("反馈"), "/assignments/{id}/feedback"),
    AssignmentState.RETURNED: (_("修改后再报"), "/assignments/{id}/feedback"),
}
_LOOK = _("查看")


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One row of the desk. `look` is that of its tag: late, change, wait or plain; `due_at` None: no day."""

    title: Text | str
    note: str
    words: Text
    look: str
    due_at: datetime | None
    act: Text
    address: str
    rank: int


def desk_items(
    actor: Actor, reports: Iterable[Report], now: datetime, is_workday: DayTest
) -> Sequence[DeskItem]:
    """The reports handed in and the unit's open assignments: worst trouble first."""
    found = [_of_report(actor, report, now, is_workday) for report in reports]
    found += [_of_assignment(actor, row, now, is_workday) for row in session.execute(_open(actor))]
    return sorted(found, key=place)


def place(item: DeskItem) -> tuple[int, bool, float]:
    """Worst trouble first, then by deadline; without one, last."""
    return item.rank, item.due_at is None, item.due_at.timestamp() if item.due_at else 0.0


def of_communities(actor: Actor) -> tuple[int, int]:
    """How much of what communities filed, and of what they asked, waits for this township official."""
    if Function.TOWNSHIP not in actor.functions:
        return 0, 0
    asked = requests_for(actor).with_only_columns(func.count()).scalar_subquery()
    row = session.execute(waiting_for(actor).with_only_columns(func.count(), asked)).one()
    return row[0], row[1]


def _open(actor: Actor) -> Select[*tuple[Any, ...]]:
    columns = (
        Assignment.id,
        Assignment.office_id,
        Assignment.unit_id,
        Assignment.division_id,
        Assignment.state,
        Assignment.percent,
        Assignment.issued_at,
        Assignment.due_at,
        Assignment.return_reason,
        Task.title,
        Division.name.label("community"),
    )
    found = (
        select(*columns)
        .join(Task, Task.id == Assignment.task_id)
        .outerjoin(Division, Division.id == Assignment.division_id)
        .where(Assignment.unit_id == actor.unit_id, Assignment.state.in_(OPEN))
        .order_by(Assignment.due_at, Assignment.id)
    )
    if Function.COMMUNITY_WORKER in actor.functions:
        return found.where(Assignment.division_id == actor.division_id)
    return found


def _of_assignment(actor: Actor, row: Row[*tuple[Any, ...]], now: datetime, is_workday: DayTest) -> DeskItem:
    lit = light(
        row.state,
        percent=row.percent,
        issued_at=row.issued_at,
        due_at=row.due_at,
        now=now,
        is_workday=is_workday,
    )
    label, address = _NEXT[row.state]
    if not allowed(actor, AssignmentAction.SUBMIT, row):
        label, address = _LOOK, "/assignments/{id}"
    words = ASSIGNMENT_LABELS[row.state]
    if lit in (Light.RED, Light.YELLOW, Light.BLUE) and row.state not in _RETURNED:
        words = _("{light}，{state}", light=LIGHT_LABELS[lit], state=words)
    rank = _rank(lit, row.state in _RETURNED)
    return DeskItem(
        title=f"{row.community}：{row.title}" if row.community else row.title,
        note=row.return_reason if row.state in _RETURNED else "",
        words=words,
        look=_look(lit, row.state in _RETURNED),
        due_at=row.due_at,
        act=label,
        address=address.format(id=row.id),
        rank=rank,
    )


def _of_report(actor: Actor, report: Report, now: datetime, is_workday: DayTest) -> DeskItem:
    returned = report.state is ReportState.RETURNED
    late = not returned and counts_until(report.due_at, report.grace_until) <= now
    lit = Light.RED if late else Light.GREEN
    if not late and report.due_at < soon_until(now, is_workday):
        lit = Light.BLUE
    fill = allowed(actor, ReportAction.FILL, report)
    period = Period.parse(report.period)
    return DeskItem(
        title=_("{period} {form}", period=period.label(), form=report.form.name),
        note=report.return_reason if returned else "",
        words=_("逾期未报") if late else STATE_LABELS[report.state],
        look=_look(lit, returned),
        due_at=report.due_at,
        act=(_("修改后再报") if returned else _("填报")) if fill else _LOOK,
        address=f"/reports/{report.id}/fill" if fill else f"/reports/{report.id}",
        rank=_rank(lit, returned),
    )


def _rank(lit: Light, returned: bool) -> int:
    """Overdue before returned, before behind, before due soon, before the rest."""
    order = (Light.RED, None, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY)
    return order.index(None) if returned and lit is not Light.RED else order.index(lit)


def _look(lit: Light, returned: bool) -> str:
    if lit is Light.RED:
        return "late"
    if returned or lit is Light.YELLOW:
        return "change"
    return "wait" if lit is Light.BLUE else "plain"
