"""What the rules look at: the reports themselves, their past, and all that was filed for the period.

Each function is one statement, whatever the number of reports.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Row, Text, any_, bindparam, or_, select
from sqlalchemy.orm import aliased

from coordination.accounts.models import Account
from coordination.indicators.models import Indicator
from coordination.kernel import db
from coordination.organizations.models import Division, MemberUnit
from coordination.radar.models import Flag
from coordination.radar.rules import Outcome
from coordination.radar.rules.ledger import About, Kept
from coordination.radar.rules.questions import Spot
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Figure, Report
from coordination.reporting.states import FILED

_IDS = any_(bindparam("ids", type_=ARRAY(BigInteger)))
_PERIODS = any_(bindparam("periods", type_=ARRAY(Text)))
_own, _form = aliased(Report), aliased(ReportForm)


class Filed(NamedTuple):
    """A filed report, as far as the rules ask about it."""

    id: int
    office_id: int
    unit_id: int
    form: str
    form_name: str
    subject_kind: str | None
    period: str
    revision: int
    zero: bool
    submitted_at: datetime
    submitted_by_id: int | None
    due_at: datetime
    grace_until: datetime | None
    frozen_at: datetime | None


_FILED = (
    select(
        Report.id,
        Report.office_id,
        Report.unit_id,
        ReportForm.code,
        ReportForm.name,
        ReportForm.subject_kind,
        Report.period,
        Report.revision,
        Report.zero,
        Report.submitted_at,
        Report.submitted_by_id,
        Report.due_at,
        Report.grace_until,
        Report.frozen_at,
    )
    .join(ReportForm, Report.form_id == ReportForm.id)
    .where(Report.id == _IDS, Report.state.in_(FILED), Report.submitted_at.is_not(None))
    .order_by(Report.id)
)


def filed(ids: Sequence[int]) -> list[Filed]:
    """Those of the reports that are filed at this moment."""
    return [Filed._make(row) for row in db.rows(_FILED, ids=list(ids))]


#: The same unit's reports with the same form, whatever its revision, in other periods.
_SAME = (
    select()
    .select_from(_own)
    .join(_form, _own.form_id == _form.id)
    .join(Report, (Report.unit_id == _own.unit_id) & (Report.period == _PERIODS) & Report.state.in_(FILED))
    .join(ReportForm, (Report.form_id == ReportForm.id) & (ReportForm.code == _form.code))
    .where(_own.id == _IDS)
)
_FIGURES = (
    _SAME.add_columns(_own.id, Report.period, Figure.subject_id, Indicator.code, Figure.value, Figure.reason)
    .join(Figure, Figure.report_id == Report.id)
    .join(Indicator, Figure.indicator_id == Indicator.id)
    .where(Figure.value.is_not(None))
)
_FILERS = _SAME.add_columns(_own.id, Report.period, Report.submitted_by_id).where(
    Report.submitted_by_id.is_not(None)
)


class Past(NamedTuple):
    """By place and period of one report."""

    values: dict[Spot, dict[str, Decimal]]
    reasons: dict[Spot, str]


def figures(ids: Sequence[int], periods: Sequence[str]) -> Mapping[int, Past]:
    """By report: its figures and those of the periods before it; `periods` begins with its own."""
    found: dict[int, Past] = defaultdict(lambda: Past({}, {}))
    for row in db.rows(_FIGURES, ids=list(ids), periods=list(periods)):
        past, spot = found[row.id], (row.subject_id, row.code)
        past.values.setdefault(spot, {})[row.period] = row.value
        if row.reason and row.period == periods[0]:
            past.reasons[spot] = row.reason
    return found


def filers(ids: Sequence[int], periods: Sequence[str]) -> Mapping[int, Sequence[int]]:
    """By report: who filed those before it, in the order of `periods`."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for row in db.rows(_FILERS, ids=list(ids), periods=list(periods)):
        found[row.id][row.period] = row.submitted_by_id
    return {id: [by[period] for period in periods if period in by] for id, by in found.items()}


_TOLD = (
    select(
        Report.id,
        Report.unit_id,
        ReportForm.code.label("form"),
        ReportForm.name,
        MemberUnit.short_name,
        Figure.subject_id,
        Indicator.code,
        Figure.value,
    )
    .join(ReportForm, Report.form_id == ReportForm.id)
    .join(MemberUnit, Report.unit_id == MemberUnit.id)
    .join(Figure, Figure.report_id == Report.id)
    .join(Indicator, Figure.indicator_id == Indicator.id)
    .where(Report.office_id == bindparam("office"), Report.period == bindparam("period"))
    .where(Report.state.in_(FILED), Figure.subject_id.is_not(None), Figure.value.is_not(None))
    .order_by(Report.id)
)


def told(office_id: int, period: str) -> Sequence[Row[Any]]:
    """Every figure that was filed in the office for the period, without total rows."""
    return db.rows(_TOLD, office=office_id, period=period)


_UNITS = (
    select(
        MemberUnit.id, MemberUnit.kind_code, Division.population, Division.households, MemberUnit.closed_on
    )
    .outerjoin(Division, MemberUnit.division_id == Division.id)
    .where(MemberUnit.office_id == bindparam("office"))
)


def units(office_id: int) -> Sequence[Row[Any]]:
    """The units of an office with their sizes, closed ones too."""
    return db.rows(_UNITS, office=office_id)


_INDICATORS = select(
    Indicator.code,
    Indicator.name,
    Indicator.unit,
    Indicator.type,
    Indicator.over_time,
    Indicator.direction,
    Indicator.numerator,
    Indicator.denominator,
    Indicator.factor,
    Indicator.id,
).where(or_(Indicator.office_id.is_(None), Indicator.office_id == bindparam("office")))


def indicators(office_id: int) -> Sequence[Row[Any]]:
    """The catalogue as far as the rules ask about it."""
    return db.rows(_INDICATORS, office=office_id)


_KEPT = (
    select(
        Flag.id,
        Flag.report_id,
        Flag.revision,
        Flag.kind,
        Flag.subject_id,
        Indicator.code,
        Flag.facts,
        Flag.outcome,
    )
    .outerjoin(Indicator, Flag.indicator_id == Indicator.id)
    .where(Flag.report_id == _IDS)
    .order_by(Flag.id)
)


def kept(ids: Sequence[int]) -> Mapping[int, list[Kept]]:
    """By report: the questions on record."""
    found: dict[int, list[Kept]] = defaultdict(list)
    for row in db.rows(_KEPT, ids=list(ids)):
        about = (row.kind, row.subject_id, row.code)
        found[row.report_id].append(Kept(row.id, row.revision, about, row.facts, row.outcome))
    return found


_ASKED = (
    _SAME.add_columns(_own.id, Flag.kind, Flag.subject_id, Indicator.code)
    .join(Flag, Flag.report_id == Report.id)
    .outerjoin(Indicator, Flag.indicator_id == Indicator.id)
    .where(or_(Flag.outcome.is_(None), Flag.outcome == Outcome.ACCEPTED))
)


def asked(ids: Sequence[int], periods: Sequence[str]) -> Mapping[int, set[About]]:
    """By report: the questions of earlier periods that are open or whose explanation the office took."""
    found: dict[int, set[About]] = defaultdict(set)
    for row in db.rows(_ASKED, ids=list(ids), periods=list(periods)):
        found[row.id].add((row.kind, row.subject_id, row.code))
    return found


def names(accounts: Sequence[int]) -> Mapping[int, str]:
    """What people are called, by account."""
    rows = db.rows(_NAMES, ids=list(accounts))
    return {row.id: row.name for row in rows}


_NAMES = select(Account.id, Account.name).where(Account.id == _IDS)
