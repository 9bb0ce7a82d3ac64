"""A report that was approved or frozen is opened again, with a reason; what it said stays readable."""

from collections.abc import Mapping

from sqlalchemy import exists, select, update

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.reporting import queries
from coordination.reporting.models import Correction, Report
from coordination.reporting.services.answering import about, begin, refuse, settle
from coordination.reporting.services.pointing import check_pointed, point_at, summary
from coordination.reporting.services.telling import Kind, name_of, tell_office, tell_unit
from coordination.reporting.states import WORKFLOW, ReportAction, Wish, WishState
from coordination.reporting.wishes import checked_reason


@service(ReportAction.ASK_CORRECTION)
def ask_correction(
    report: Report, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Report:
    """The unit found a mistake in what was approved. Raises Invalid at `reason`."""
    expect(report, version)
    WORKFLOW.apply(report, ReportAction.ASK_CORRECTION)
    reason = checked_reason(reason, _("请写明哪个数错了、应该是多少、为什么。"))
    if _asked(report):
        raise Conflict(_("已经有一项同样的申请在等答复。"))
    asked = _correction(report, actor, reason)
    session.add(asked)
    record(actor, ReportAction.ASK_CORRECTION, report, reason=reason, revision=report.revision)
    tell_office(actor, Kind.ASKED, report, _told_asked, f"correction-{asked.id}")
    return report


@service(ReportAction.REOPEN)
def grant_correction(
    report: Report, *, actor: Actor, operation: str, request_id: int, version: int | None, answer: str = ""
) -> Report:
    """Let the unit mend the report; `version` is that of the request."""
    asked = begin(Correction, report, actor, request_id, version)
    _open(report, asked.reason)
    settle(asked, actor, WishState.GRANTED, answer.strip())
    record(
        actor, ReportAction.REOPEN, report, reason=asked.reason, granted=True, revision=asked.revision_before
    )
    tell_unit(actor, Kind.ANSWERED, [report], _told_granted, f"correction-{asked.id}")
    return report


@service(ReportAction.REFUSE)
def refuse_correction(
    report: Report, *, actor: Actor, operation: str, request_id: int, version: int | None, answer: str
) -> Report:
    """The report stays as it is. Raises Invalid at `answer` without a reason."""
    asked = begin(Correction, report, actor, request_id, version)
    return refuse(report, asked, Wish.CORRECTION, actor, answer)


@service(ReportAction.REOPEN)
def reopen(
    report: Report,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
    notes: Mapping[str, str] | None = None,
) -> Report:
    """The office itself found a mistake; `notes` by key point at single figures. Invalid at `reason`."""
    expect(report, version)
    WORKFLOW.next(report.state, ReportAction.REOPEN)
    if _asked(report):
        raise Conflict(_("单位已经申请更正，请先答复申请。"))
    sheet = queries.sheet(report)
    reason, pointed = check_pointed(reason, notes)
    reason = reason or summary(sheet, pointed)
    session.add(_correction(report, actor, reason, in_office=True))
    before = report.revision
    _open(report, reason)
    keys = point_at(report, sheet, pointed)
    record(actor, ReportAction.REOPEN, report, reason=reason, revision=before, figures=keys)
    tell_unit(actor, Kind.RETURNED, [report], _told_reopened, str(report.version))
    return report


def corrected(report: Report) -> None:
    """The approved revision of the report is the one that replaces what was wrong; at most one waits."""
    waiting = (Correction.state == WishState.GRANTED, Correction.revision_after.is_(None))
    session.execute(
        update(Correction)
        .where(Correction.report_id == report.id, *waiting)
        .values(revision_after=report.revision, version=Correction.version + 1)
    )


def _correction(report: Report, actor: Actor, reason: str, *, in_office: bool = False) -> Correction:
    return Correction(
        **about(report, actor, reason, in_office=in_office),
        after_freeze=report.frozen_at is not None,
        revision_before=report.revision,
    )


def _open(report: Report, reason: str) -> None:
    """Back to the unit; the revision that was approved is kept with the others."""
    WORKFLOW.apply(report, ReportAction.REOPEN)
    report.approved_at = report.approved_by_id = None
    report.return_reason = reason
    session.flush()


def _asked(report: Report) -> bool:
    found = exists().where(Correction.report_id == report.id, Correction.state == WishState.ASKED)
    return bool(session.scalar(select(found)))


def _told_asked(report: Report) -> Text:
    return _("{unit}申请更正{what}", unit=report.unit.short_name, what=name_of(report))


def _told_granted(report: Report) -> Text:
    return _("同意更正{what}，请改好后重新上报", what=name_of(report))


def _told_reopened(report: Report) -> Text:
    return _("{what}要更正：{reason}", what=name_of(report), reason=report.return_reason)
