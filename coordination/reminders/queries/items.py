"""What can be chased: assignments and reports that their units have still to hand in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.organizations.models import Division, MemberUnit
from coordination.reminders.models import Reminder
from coordination.reminders.rules import DAILY, Climbed, Rung
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report
from coordination.reporting.rules import counts_until
from coordination.reporting.states import ReportState
from coordination.tasks.models import Assignment, Task
from coordination.tasks.rules import OPEN, AssignmentState

_OWED = (ReportState.MISSING, ReportState.DRAFT, ReportState.RETURNED)


class Kind(StrEnum):
    ASSIGNMENT = "assignment"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a unit, or a community below it, owes. `period` is that of a report.

    A report filed before `grace_until` still counts as on time.
    """

    kind: Kind
    id: int
    office_id: int
    unit_id: int
    unit: str
    contact_name: str
    contact_phone: str
    division_id: int | None
    community: str | None
    title: str
    period: str | None
    state: AssignmentState | ReportState
    issued_at: datetime | None
    due_at: datetime
    grace_until: datetime | None = None

    @property
    def key(self) -> str:
        """As it stands in a form: assignment-12, report-7."""
        return f"{self.kind}-{self.id}"

    @property
    def address(self) -> str:
        return f"/assignments/{self.id}" if self.kind is Kind.ASSIGNMENT else f"/reports/{self.id}"

    @property
    def who(self) -> str:
        """The unit, or the community to which the township passed it on."""
        return f"{self.unit}{self.community}" if self.community else self.unit

    @property
    def shown(self) -> Text | str:
        """As `what`, for a page in the reader's language."""
        if self.period is None:
            return self.title
        return _("{period} {form}", period=Period.parse(self.period).label(), form=self.title)

    @property
    def what(self) -> str:
        """The title of the task; the form with its period. As it stands in Chinese texts that are kept."""
        return f"{Period.parse(self.period).label()}{self.title}" if self.period else self.title

    @property
    def late_at(self) -> datetime:
        """From when on it is overdue: after the days of grace, where the form gives any."""
        return counts_until(self.due_at, self.grace_until)

    @property
    def acknowledged(self) -> bool:
        return self.state is not AssignmentState.ISSUED


def unfinished(office_id: int, *, communities: bool = True) -> list[Item]:
    """Everything of an office that is still to be handed in, the earliest deadline first."""
    assignments = _assignments().where(Assignment.office_id == office_id, Assignment.state.in_(OPEN))
    if not communities:
        assignments = assignments.where(Assignment.division_id.is_(None))
    reports = _reports().where(Report.office_id == office_id, Report.state.in_(_OWED))
    found = [_assignment(row) for row in session.execute(assignments)]
    found += [_report(row) for row in session.execute(reports)]
    return sorted(found, key=lambda item: (item.due_at, item.kind, item.id))


def chosen(office_id: int, keys: Iterable[str]) -> list[Item]:
    """The items of these keys that are still unfinished; others are left out."""
    wanted = set(keys)
    return [item for item in unfinished(office_id) if item.key in wanted]


def _assignments() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Assignment.id,
            Assignment.office_id,
            Assignment.unit_id,
            Assignment.division_id,
            Assignment.state,
            Assignment.issued_at,
            Assignment.due_at,
            Task.title,
            MemberUnit.short_name.label("unit"),
            MemberUnit.contact_name,
            MemberUnit.contact_phone,
            Division.name.label("community"),
        )
        .join(Task, Task.id == Assignment.task_id)
        .join(MemberUnit, MemberUnit.id == Assignment.unit_id)
        .outerjoin(Division, Division.id == Assignment.division_id)
    )


def _reports() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Report.id,
            Report.office_id,
            Report.unit_id,
            Report.period,
            Report.state,
            Report.due_at,
            Report.grace_until,
            ReportForm.name.label("title"),
            MemberUnit.short_name.label("unit"),
            MemberUnit.contact_name,
            MemberUnit.contact_phone,
        )
        .join(ReportForm, ReportForm.id == Report.form_id)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
    )


def _assignment(row: Row[*tuple[Any, ...]]) -> Item:
    return Item(kind=Kind.ASSIGNMENT, period=None, **row._mapping)


def _report(row: Row[*tuple[Any, ...]]) -> Item:
    return Item(kind=Kind.REPORT, division_id=None, community=None, issued_at=None, **row._mapping)


@dataclass(frozen=True, slots=True)
class Chased:
    """How often an item was chased, by whatever rung, and when last."""

    count: int
    last_at: datetime
    last: Rung
    last_id: int


def climbed(office_id: int) -> Mapping[str, Climbed]:
    """For each item of the office: what the ladder has sent so far."""
    rows = session.execute(
        select(
            Reminder.assignment_id,
            Reminder.report_id,
            func.count().filter(Reminder.rung.in_(DAILY)).label("daily"),
            func.array_agg(Reminder.rung.distinct()).label("rungs"),
        )
        .where(Reminder.office_id == office_id)
        .group_by(Reminder.assignment_id, Reminder.report_id)
    )
    return {
        _key(row.assignment_id, row.report_id): Climbed(row.daily, frozenset(map(Rung, row.rungs)))
        for row in rows
    }


def chased(office_id: int) -> Mapping[str, Chased]:
    """For each item of the office: how often it was chased and how last; drafts of letters do not count."""
    rows = session.execute(
        select(
            Reminder.assignment_id,
            Reminder.report_id,
            func.count().over(partition_by=(Reminder.assignment_id, Reminder.report_id)).label("times"),
            Reminder.sent_at,
            Reminder.rung,
            Reminder.id,
        )
        .where(Reminder.office_id == office_id, Reminder.sent_at.is_not(None))
        .ext(distinct_on(Reminder.assignment_id, Reminder.report_id))
        .order_by(Reminder.assignment_id, Reminder.report_id, Reminder.id.desc())
    )
    return {
        _key(row.assignment_id, row.report_id): Chased(row.times, row.sent_at, row.rung, row.id)
        for row in rows
    }


def _key(assignment_id: int | None, report_id: int | None) -> str:
    return f"{Kind.ASSIGNMENT}-{assignment_id}" if assignment_id else f"{Kind.REPORT}-{report_id}"
