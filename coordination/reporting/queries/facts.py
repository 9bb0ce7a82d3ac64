"""What rankings and circulars read: approved figures with their source, and who owes what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, joinedload

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel.db import session
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import PASSED

_Subject = aliased(MemberUnit)
_Reporter = aliased(Account)
_Reviewer = aliased(Account)
#: In the order of the fields of Fact.
_COLUMNS: tuple[Any, ...] = (
    ReportForm.code,
    Indicator.code,
    Figure.subject_id,
    Report.period,
    Figure.value,
    Report.id,
    Report.revision,
    MemberUnit.name,
    _Reporter.name,
    _Reviewer.name,
    func.coalesce(_Subject.name, ""),
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One approved figure and where it comes from; `subject_id` None is the total row of a table.

    `value` is in the unit of the indicator (money in 元); `revision` is that of the report.
    `subject_name` is empty for the total row.
    """

    form_code: str
    indicator_code: str
    subject_id: int | None
    period: str
    value: Decimal
    report_id: int
    revision: int
    reporter_unit: str
    reporter: str
    reviewer: str
    subject_name: str


def approved(
    office_id: int,
    codes: Collection[str],
    periods: Collection[str],
    *,
    form_codes: Collection[str] | None = None,
) -> list[Fact]:
    """Figures of the indicators `codes` for the `periods`, from reports approved or locked only.

    A figure left blank gives no fact; a zero report gives zeros. Ordered, so that equal data
    give equal lists: by period, form, subject (total row first), indicator, reporting unit.
    """
    found = _facts(office_id).where(Indicator.code.in_(codes), Report.period.in_(periods))
    if form_codes is not None:
        found = found.where(ReportForm.code.in_(form_codes))
    return [Fact(*row) for row in session.execute(found)]


def facts_of(report: Report) -> list[Fact]:
    """The approved figures of one report; none while it is not approved."""
    return [Fact(*row) for row in session.execute(_facts(report.office_id).where(Report.id == report.id))]


def _facts(office_id: int) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .select_from(Figure)
        .join(Report, Figure.report_id == Report.id)
        .join(ReportForm, Report.form_id == ReportForm.id)
        .join(Indicator, Figure.indicator_id == Indicator.id)
        .join(MemberUnit, Report.unit_id == MemberUnit.id)
        .join(_Reporter, Report.submitted_by_id == _Reporter.id)
        .join(_Reviewer, Report.approved_by_id == _Reviewer.id)
        .outerjoin(_Subject, Figure.subject_id == _Subject.id)
        .where(Report.office_id == office_id, Report.state.in_(PASSED), Figure.value.is_not(None))
        .order_by(
            Report.period,
            ReportForm.code,
            _Subject.sort_order.nulls_first(),
            Figure.subject_id.nulls_first(),
            Indicator.code,
            Report.unit_id,
        )
    )


def expected_reports(office_id: int, period: str) -> Sequence[Report]:
    """Every report owed for the period, with form and unit, in the order of official lists."""
    return session.scalars(
        select(Report)
        .where(Report.office_id == office_id, Report.period == period)
        .join(Report.form)
        .join(Report.unit)
        .options(joinedload(Report.form, innerjoin=True), joinedload(Report.unit, innerjoin=True))
        .order_by(ReportForm.sort_order, ReportForm.id, MemberUnit.sort_order, MemberUnit.id)
    ).all()


def periods_with_reports(office_id: int) -> Sequence[str]:
    """The periods for which anything was asked, latest first."""
    return session.scalars(
        select(Report.period).where(Report.office_id == office_id).distinct().order_by(Report.period.desc())
    ).all()
