"""Frozen periods: how the forms of a period stand, who is missing, what came in after the freeze."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased, joinedload

from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Correction, Freeze, Report, Revision
from coordination.reporting.snapshots import Difference, differences
from coordination.reporting.states import OPEN, PASSED, ReportState


@dataclass(frozen=True, slots=True)
class Standing:
    """How one form of a period stands; `freeze` once its figures are frozen."""

    form_id: int
    name: str
    approved: int
    waiting: int
    returned: int
    missing: int
    pending: int
    freeze: Freeze | None

    @property
    def expected(self) -> int:
        return self.approved + self.rest

    @property
    def rest(self) -> int:
        """Reports that would not be among the frozen figures."""
        return self.waiting + self.returned + self.missing

    @property
    def seen(self) -> str:
        """What a page that was looked at has shown, to be compared when the act comes."""
        return f"{self.form_id}.{self.approved}.{self.waiting}.{self.returned}.{self.missing}"


def standings(office_id: int, period: str, now: datetime) -> list[Standing]:
    """Every form asked for in the period, in the order of the forms; `pending` are not due yet."""
    missing = Report.state.in_(OPEN)
    rows = session.execute(
        select(
            *(ReportForm.id, ReportForm.name),
            func.count().filter(Report.state.in_(PASSED)),
            func.count().filter(Report.state == ReportState.SUBMITTED),
            func.count().filter(Report.state == ReportState.RETURNED),
            func.count().filter(missing),
            func.count().filter(missing, Report.due_at > now),
        )
        .join(Report, Report.form_id == ReportForm.id)
        .where(Report.office_id == office_id, Report.period == period)
        .group_by(ReportForm.id)
        .order_by(ReportForm.sort_order, ReportForm.id)
    )
    frozen = {one.form_id: one for one in freezes(office_id, period)}
    return [Standing(*row, freeze=frozen.get(row[0])) for row in rows]


def freezes(office_id: int, period: str) -> Sequence[Freeze]:
    found = select(Freeze).where(Freeze.office_id == office_id, Freeze.period == period)
    return session.scalars(found.options(joinedload(Freeze.frozen_by, innerjoin=True))).all()


def freeze_of(report: Report) -> Freeze | None:
    """The freeze that a report came under."""
    found = select(Freeze).where(Freeze.form_id == report.form_id, Freeze.period == report.period)
    return session.scalars(found.options(joinedload(Freeze.frozen_by, innerjoin=True))).first()


class Absent(NamedTuple):
    """A report that is not approved, as the check page names it."""

    id: int
    form_id: int
    unit: str
    state: ReportState
    due_at: datetime


def absent(office_id: int, period: str, form_ids: Collection[int]) -> list[Absent]:
    """Who is not among the figures to be frozen, in official order."""
    rows = session.execute(
        select(Report.id, Report.form_id, MemberUnit.short_name, Report.state, Report.due_at)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .where(Report.office_id == office_id, Report.period == period, Report.form_id.in_(form_ids))
        .where(Report.state.not_in(PASSED))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    return [Absent(*row) for row in rows]


def frozen_periods(actor: Actor) -> frozenset[str]:
    """The periods of which the actor's office has frozen anything."""
    found = select(Freeze.period).where(Freeze.office_id == actor.office_id).distinct()
    return frozenset(session.scalars(found))


class Change(NamedTuple):
    """One figure that is told differently since the freeze; None: not filled in."""

    name: str
    unit: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class AfterFreeze:
    """What a frozen report tells otherwise now; `before` and `after` are revisions.

    `supplied`: nothing stood when the period was frozen, so that every figure is new.
    """

    report_id: int
    unit: str
    form: str
    before: int
    after: int
    approved_at: datetime
    reason: str
    changes: Sequence[Change]

    @property
    def supplied(self) -> bool:
        return self.before == 0


_After = aliased(Revision)
_Before = aliased(Revision)


def corrected_after_freeze(office_id: int, period: str) -> list[AfterFreeze]:
    """The reports of a period approved anew after its freeze, in official order, with what changed.

    For rankings and circulars: three statements, whatever the number of reports.
    """
    return _after_freeze(Report.office_id == office_id, Report.period == period)


def corrected_since(office_id: int, period: str, since: datetime) -> list[AfterFreeze]:
    """Those of them approved after the aware instant `since`: what was made before lacks them."""
    return [one for one in corrected_after_freeze(office_id, period) if one.approved_at > since]


def after_freeze(report: Report) -> AfterFreeze | None:
    """What one report tells otherwise since the freeze; None when it stands as it was frozen."""
    if report.frozen_revision is None or report.revision <= report.frozen_revision:
        return None
    return next(iter(_after_freeze(Report.id == report.id)), None)


def _after_freeze(*where: ColumnElement[bool]) -> list[AfterFreeze]:
    rows = session.execute(_corrected().where(*where)).all()
    found = {row.id: differences(row.earlier or [], row.later) for row in rows}
    every = [one for many in found.values() for one in many]
    subjects, indicators = _subjects(every), _indicators(every)
    return [
        AfterFreeze(
            *(row.id, row.short_name, row.name, row.frozen_revision, row.revision, row.approved_at),
            row.reason,
            [
                Change(
                    _name(one, row.unit_id, subjects) + indicators[one.code].name,
                    indicators[one.code].unit,
                    one.before,
                    one.after,
                )
                for one in found[row.id]
            ],
        )
        for row in rows
    ]


def _corrected() -> Select[Any]:
    """The reports with their two revisions: the frozen one and the one that stands."""
    of_report = (_Before.report_id == Report.id, _Before.number == Report.frozen_revision)
    mends = (Correction.report_id == Report.id, Correction.revision_after == Report.revision)
    return (
        select(
            *(Report.id, Report.unit_id, Report.frozen_revision, Report.revision, Report.approved_at),
            *(MemberUnit.short_name, ReportForm.name, func.coalesce(Correction.reason, "").label("reason")),
            *(_Before.figures.label("earlier"), _After.figures.label("later")),
        )
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .join(ReportForm, ReportForm.id == Report.form_id)
        .join(_After, and_(_After.report_id == Report.id, _After.number == Report.revision))
        .outerjoin(_Before, and_(*of_report))
        .outerjoin(Correction, and_(*mends))
        .where(Report.state == ReportState.LOCKED, Report.revision > Report.frozen_revision)
        .order_by(MemberUnit.sort_order, MemberUnit.id, ReportForm.sort_order, Report.id)
    )


def _name(one: Difference, own: int, subjects: Mapping[int, str]) -> str:
    """The row of the figure in words; none for a form about oneself."""
    if one.subject_id == own:
        return ""
    return "合计" if one.subject_id is None else subjects.get(one.subject_id, "")


def _subjects(found: Collection[Difference]) -> dict[int, str]:
    ids = {one.subject_id for one in found if one.subject_id is not None}
    rows = session.execute(select(MemberUnit.id, MemberUnit.short_name).where(MemberUnit.id.in_(ids)))
    return {row.id: row.short_name for row in rows}


def _indicators(found: Collection[Difference]) -> dict[str, Any]:
    codes = {one.code for one in found}
    rows = session.execute(
        select(Indicator.code, Indicator.name, Indicator.unit).where(Indicator.code.in_(codes))
    )
    return {row.code: row for row in rows}
