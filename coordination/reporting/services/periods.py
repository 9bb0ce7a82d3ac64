"""Freezing a period: what is approved stands, what is not is named as missing. Nothing unfreezes it."""

from collections.abc import Collection

from sqlalchemy import case, insert, literal, update

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.reporting.models import Freeze, Report
from coordination.reporting.queries.freezes import Standing, standings
from coordination.reporting.states import WORKFLOW, ReportAction, ReportState


@service(ReportAction.FREEZE)
def freeze(
    office: Office,
    *,
    actor: Actor,
    operation: str,
    period: Period,
    form_ids: Collection[int],
    seen: Collection[str],
    accept_missing: bool = False,
) -> Office:
    """Freeze these forms for a period; later changes are corrections and marked as such.

    `seen` is what the page showed of each form (`Standing.seen`). Raises Stale when a form stands
    differently now, Invalid at `accept_missing` while reports are missing and that was not accepted,
    Conflict for a period that has not ended and for a form frozen before.
    """
    if period.last_day >= clock.today():
        raise Conflict(_("{period}还没有结束，结束后才能冻结。", period=period.label()))
    forms = _chosen(office, period, form_ids, seen)
    if any(one.rest for one in forms) and not accept_missing:
        raise Invalid(
            _("还有没通过的填报。要么勾选“按未报冻结”，要么等补报、审核通过后再冻结。"),
            field="accept_missing",
        )
    now, ids = clock.now(), [one.form_id for one in forms]
    session.execute(insert(Freeze), [_row(office, period, one, actor) for one in forms])
    _lock(office, period, ids)
    session.flush()
    content = {"forms": len(forms), "reports": sum(one.approved for one in forms)}
    record(
        actor,
        ReportAction.FREEZE,
        office,
        period=str(period),
        names="、".join(one.name for one in forms),
        missing=sum(one.rest for one in forms),
        at=now.isoformat(),
        **content,
    )
    return office


def _chosen(
    office: Office, period: Period, form_ids: Collection[int], seen: Collection[str]
) -> list[Standing]:
    found = {one.form_id: one for one in standings(office.id, str(period), clock.now())}
    forms = [one for id, one in found.items() if id in form_ids]
    if not forms or len(forms) < len(set(form_ids)):
        raise Conflict(_("{period}没有这样的报表，不能冻结。", period=period.label()))
    if any(one.freeze for one in forms):
        raise Conflict(_("其中有报表已经冻结过，请返回查看。"))
    if {one.seen for one in forms} != set(seen):
        raise Stale(_("核对之后情况有变，请看清现在的数字，再决定是否冻结。"))
    return forms


def _row(office: Office, period: Period, one: Standing, actor: Actor) -> dict[str, object]:
    return {
        "office_id": office.id,
        "form_id": one.form_id,
        "period": str(period),
        "frozen_at": clock.now(),
        "frozen_by_id": actor.id,
        "reports": one.approved,
        "missing": one.rest,
    }


def _lock(office: Office, period: Period, form_ids: Collection[int]) -> None:
    """All reports of the forms in one statement: approved ones are locked, of the others 0 stood."""
    approved = Report.state == ReportState.APPROVED
    locked = WORKFLOW.next(ReportState.APPROVED, ReportAction.FREEZE)
    session.execute(
        update(Report)
        .where(Report.office_id == office.id, Report.period == str(period), Report.form_id.in_(form_ids))
        .values(
            frozen_at=clock.now(),
            frozen_revision=case((approved, Report.revision), else_=0),
            version=case((approved, Report.version + 1), else_=Report.version),
            state=case((approved, literal(locked, Report.__table__.c.state.type)), else_=Report.state),
        )
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
