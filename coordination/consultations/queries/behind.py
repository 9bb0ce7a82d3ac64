"""The reports behind a contested value, and the people who filed or approved them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, any_, bindparam, func, select, text
from sqlalchemy.orm import joinedload

from coordination.audit.models import Event
from coordination.kernel.db import session
from coordination.notifications.queries import beyond_the_fence
from coordination.rankings.models import Ranking, ScoreItem, ScoreLine
from coordination.reporting.models import Report, Revision
from coordination.reporting.states import PASSED, ReportAction
from coordination.schemes.models import SchemeEntry


@dataclass(frozen=True, slots=True)
class Behind:
    """A report that a contested value rests on; `indicators` are the titles of the figures taken from it."""

    report: Report
    indicators: tuple[str, ...]
    frozen_revision: int

    @property
    def passed(self) -> bool:
        return self.report.state in PASSED

    @property
    def corrected(self) -> bool:
        return self.passed and self.report.revision > self.frozen_revision


def _sources(line_id: int, item_code: str) -> list[tuple[int, int, str]]:
    """Report, revision and title of each figure behind an item, or behind the whole line."""
    found = select(ScoreItem.sources).where(ScoreItem.line_id == line_id).order_by(ScoreItem.sort_order)
    if item_code:
        found = found.where(ScoreItem.code == item_code)
    return [
        (int(source["report"]), int(source["revision"]), str(source.get("title", "")))
        for sources in session.scalars(found)
        for source in sources
        if source.get("report")
    ]


def reports_behind(line_id: int, item_code: str) -> list[Behind]:
    """The reports behind a value, in order of unit and period, each with its unit and form."""
    titles: dict[int, dict[str, None]] = {}
    revisions: dict[int, int] = {}
    for report, revision, title in _sources(line_id, item_code):
        titles.setdefault(report, {})[title] = None
        revisions[report] = revision
    found = session.scalars(
        select(Report)
        .where(Report.id.in_(sorted(titles)))
        .options(joinedload(Report.unit, innerjoin=True), joinedload(Report.form, innerjoin=True))
        .order_by(Report.period.desc(), Report.form_id, Report.unit_id)
    )
    return [Behind(one, tuple(titles[one.id]), revisions[one.id]) for one in found]


def recused(line_id: int, item_code: str, frozen_at: datetime) -> list[int]:
    """The accounts that filed or approved what stands behind a value, as it was frozen and as it is now;
    those that entered or confirmed it, where it was entered by hand.

    A report opened for correction since has lost its approver, so the audit says who that was.
    """
    with beyond_the_fence():
        sources = _sources(line_id, item_code)
        reports = sorted({report for report, _revision, _title in sources})
        people = {*_entered(line_id, item_code, frozen_at)}
        if reports:
            people |= {*_now(reports), *_filed(sources), *_approved(reports, frozen_at)}
    return sorted(people)


def _entered(line_id: int, item_code: str, frozen_at: datetime) -> Iterable[int]:
    """Who entered and who confirmed by hand what counted when it was frozen: values, bonuses, vetoes."""
    found = (
        select(SchemeEntry.entered_by_id, SchemeEntry.confirmed_by_id)
        .join(Ranking, (Ranking.scheme_id == SchemeEntry.scheme_id) & (Ranking.period == SchemeEntry.period))
        .join(ScoreLine, (ScoreLine.ranking_id == Ranking.id) & (ScoreLine.unit_id == SchemeEntry.unit_id))
        .where(ScoreLine.id == line_id, SchemeEntry.confirmed_at <= frozen_at)
        .where(SchemeEntry.withdrawn_at.is_(None) | (SchemeEntry.withdrawn_at > frozen_at))
    )
    if item_code:
        found = found.where(SchemeEntry.item_code == item_code)
    return (number for row in session.execute(found) for number in row if number is not None)


def _now(reports: list[int]) -> Iterable[int]:
    found = select(Report.submitted_by_id, Report.approved_by_id).where(Report.id.in_(reports))
    return (number for row in session.execute(found) for number in row if number is not None)


def _filed(sources: list[tuple[int, int, str]]) -> Iterable[int]:
    used = {(report, revision) for report, revision, _title in sources}
    found = select(Revision.report_id, Revision.number, Revision.submitted_by_id).where(
        Revision.report_id.in_(sorted({report for report, _revision in used}))
    )
    return (row.submitted_by_id for row in session.execute(found) if (row.report_id, row.number) in used)


def _approved(reports: list[int], frozen_at: datetime) -> Iterable[int]:
    """Who gave the last approval before the freeze."""
    last = (
        select(func.max(Event.id))
        .where(
            Event.subject_type == Report.__tablename__,
            Event.subject_id.in_(reports),
            Event.action == str(ReportAction.APPROVE),
            Event.at <= frozen_at,
        )
        .group_by(Event.subject_id)
    )
    found = select(Event.account_id).where(Event.id.in_(last), Event.account_id.is_not(None))
    return (number for number in session.scalars(found) if number is not None)


_USED = text("""
SELECT DISTINCT CAST(source ->> 'report' AS bigint) FROM score_items i
JOIN score_lines l ON l.id = i.line_id
CROSS JOIN LATERAL jsonb_array_elements(i.sources) AS of(source)
WHERE l.ranking_id = :ranking AND source ->> 'report' <> ''""")


def under_correction(ranking_id: int, most: int = 5) -> list[Report]:
    """Reports that the ranking rests on and that are not approved now: computing again would lose them."""
    used = bindparam(None, list(session.scalars(_USED, {"ranking": ranking_id})), type_=ARRAY(BigInteger()))
    found = select(Report).where(Report.id == any_(used), Report.state.not_in(PASSED))
    options = joinedload(Report.unit, innerjoin=True), joinedload(Report.form, innerjoin=True)
    return list(session.scalars(found.options(*options).order_by(Report.id).limit(most)))
