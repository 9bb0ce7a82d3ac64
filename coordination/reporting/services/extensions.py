"""More time for a report: asked for by the unit, or given by the office by itself."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ColumnElement, any_, exists, literal, select, update
from sqlalchemy.orm.attributes import set_committed_value

from coordination.audit.services import record
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations.models import Office
from coordination.organizations.queries import Workplace
from coordination.reporting.models import Extension, Report
from coordination.reporting.services.answering import about, begin, refuse, settle
from coordination.reporting.services.bulk import checked
from coordination.reporting.services.opening import grace
from coordination.reporting.services.telling import Kind, name_of, tell_office, tell_unit
from coordination.reporting.states import OPEN, WORKFLOW, ReportAction, Wish, WishState
from coordination.reporting.wishes import check_asked, check_new, checked_reason, obstacle

EXTENDED_AT_MOST = 3000
FROZEN = _("这个报告期已经冻结，期限不再变动。")


@service(ReportAction.ASK_EXTENSION)
def ask_extension(
    report: Report, *, actor: Actor, operation: str, to_at: datetime | None, reason: str
) -> Report:
    """Ask for more time, before the deadline and before filing. Raises Invalid at `to_on`, `reason`."""
    WORKFLOW.apply(report, ReportAction.ASK_EXTENSION)
    _not_frozen(report)
    new = check_asked(to_at, report.due_at, clock.now())
    reason = checked_reason(reason, _("请写明延期的原因。"))
    if session.scalar(select(exists().where(*_asked([report.id])))):
        raise Conflict(_("已经有一项同样的申请在等答复。"))
    asked = _extension(report, actor, new, reason)
    session.add(asked)
    record(actor, ReportAction.ASK_EXTENSION, report, due=new.isoformat(), reason=reason)

    def told(report: Report) -> Text:
        unit = report.unit.short_name
        return _("{unit}申请{what}延期到{due}", unit=unit, what=name_of(report), due=new)

    tell_office(actor, Kind.ASKED, report, told, f"extension-{asked.id}")
    return report


@service(ReportAction.EXTEND)
def grant_extension(
    report: Report, *, actor: Actor, operation: str, request_id: int, version: int | None, answer: str = ""
) -> Report:
    """The deadline moves to where it was asked for, also for what was filed meanwhile.

    `version` is that of the request.
    """
    asked = begin(Extension, report, actor, request_id, version)
    _not_frozen(report)
    if asked.to_at <= report.due_at:
        raise Conflict(_("现在的期限已经不早于申请的时间，不用再延期。"))
    before = report.due_at
    settle(asked, actor, WishState.GRANTED, answer.strip())
    _move([report], asked.to_at)
    record(actor, ReportAction.EXTEND, report, reason=asked.reason, **_moved(before, asked.to_at))
    tell_unit(actor, Kind.ANSWERED, [report], _told_extended(asked.to_at), f"extension-{asked.id}")
    return report


@service(ReportAction.REFUSE)
def refuse_extension(
    report: Report, *, actor: Actor, operation: str, request_id: int, version: int | None, answer: str
) -> Report:
    """The deadline stays. Raises Invalid at `answer` without a reason."""
    asked = begin(Extension, report, actor, request_id, version)
    return refuse(report, asked, Wish.EXTENSION, actor, answer)


@service(ReportAction.EXTEND)
def extend_many(
    office: Office | Workplace,
    *,
    actor: Actor,
    operation: str,
    ids: Collection[int],
    to_at: datetime | None,
    reason: str,
) -> int:
    """Give more time for all these reports, or for none; answers for how many.

    What they had asked for is answered by it. Raises NothingDone; Invalid at `to_on`, `reason`.
    """
    now = clock.now()
    new = _later(to_at, now)
    reason = checked_reason(reason, _("请写明延期的原因。"))

    def stands_in_the_way(report: Report) -> Text | None:
        if report.state not in OPEN:
            return _("已经上报过，不用延期。")
        return FROZEN if report.frozen_at is not None else obstacle(new, report.due_at, now)

    reports = checked(actor, dict.fromkeys(ids, 0), stands_in_the_way, EXTENDED_AT_MOST)
    _give(reports, actor, new, reason)
    tell_unit(actor, Kind.ANSWERED, reports, _told_extended(new), f"extended-{operation}")
    return len(reports)


def _later(to_at: datetime | None, now: datetime) -> datetime:
    if to_at is None:
        raise Invalid(_("请填写新的截止日期。"), field="to_on")
    return check_new(to_at, now, now)


def _give(reports: Sequence[Report], actor: Actor, new: datetime, reason: str) -> None:
    waiting = session.scalars(select(Extension).where(*_asked([one.id for one in reports])).with_for_update())
    asked = {one.report_id: one for one in waiting}
    before = {one.id: one.due_at for one in reports}
    for report in reports:
        given = asked.get(report.id) or _extension(report, actor, new, reason, in_office=True)
        given.from_at, given.to_at = report.due_at, new
        if given.report_id in asked:
            settle(given, actor, WishState.GRANTED, reason)
        session.add(given)
    _move(reports, new)
    for report in reports:
        record(actor, ReportAction.EXTEND, report, reason=reason, **_moved(before[report.id], new))


def _move(reports: Sequence[Report], due_at: datetime) -> None:
    """The deadline, and with it the days of grace; the version stays, for nobody's figures change."""
    session.flush()
    is_workday = working_days()
    by_form = {one.form_id: one.form for one in reports}
    for form in by_form.values():
        moved = {"due_at": due_at, "grace_until": grace(form, due_at, is_workday)}
        of_form = [one for one in reports if one.form_id == form.id]
        among = Report.id == any_(literal([one.id for one in of_form], ARRAY(BigInteger())))
        session.execute(
            update(Report).where(among).values(moved).execution_options(synchronize_session=False)
        )
        for one in of_form:
            for name, value in moved.items():
                set_committed_value(one, name, value)


def _moved(before: datetime, after: datetime) -> dict[str, str]:
    return {"before": before.isoformat(), "due": after.isoformat()}


def _extension(
    report: Report, actor: Actor, to_at: datetime, reason: str, *, in_office: bool = False
) -> Extension:
    wish = about(report, actor, reason, in_office=in_office)
    return Extension(**wish, from_at=report.due_at, to_at=to_at)


def _asked(report_ids: Sequence[int]) -> tuple[ColumnElement[bool], ...]:
    among = Extension.report_id == any_(literal(list(report_ids), ARRAY(BigInteger())))
    return among, Extension.state == WishState.ASKED


def _not_frozen(report: Report) -> None:
    if report.frozen_at is not None:
        raise Conflict(FROZEN)


def _told_extended(due_at: datetime) -> Callable[[Report], Text]:
    return lambda report: _("延期到{due}：{what}", due=due_at, what=name_of(report))
