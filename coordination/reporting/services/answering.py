"""What corrections and extensions have in common: a request of the unit, and the office's answer to it."""

from datetime import datetime
from typing import TypedDict, TypeVar

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Forbidden
from coordination.kernel.operations import expect
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.reporting.models import Correction, Extension, Report
from coordination.reporting.services.telling import Kind, name_of, tell_unit
from coordination.reporting.states import ReportAction, Wish, WishState
from coordination.reporting.wishes import checked_reason

GONE = _("这项申请已经答复，或已不再需要。")
REFUSED = {
    Wish.CORRECTION: _("更正申请没有同意：{what}。理由：{answer}"),
    Wish.EXTENSION: _("延期申请没有同意：{what}。理由：{answer}"),
}
Asked = TypeVar("Asked", Correction, Extension)


class About(TypedDict):
    """What the row of every request begins with."""

    report_id: int
    office_id: int
    unit_id: int
    state: WishState
    reason: str
    asked_in_office: bool
    asked_at: datetime
    asked_by_id: int | None
    decided_at: datetime | None
    decided_by_id: int | None


def about(report: Report, actor: Actor, reason: str, *, in_office: bool) -> About:
    """`in_office`: the office acts by itself, so it is granted as it is asked."""
    now = clock.now()
    return About(
        report_id=report.id,
        office_id=report.office_id,
        unit_id=report.unit_id,
        state=WishState.GRANTED if in_office else WishState.ASKED,
        reason=reason,
        asked_in_office=in_office,
        asked_at=now,
        asked_by_id=actor.id,
        decided_at=now if in_office else None,
        decided_by_id=actor.id if in_office else None,
    )


def begin(kind: type[Asked], report: Report, actor: Actor, request_id: int, version: int | None) -> Asked:
    """The open request, with nothing changed yet; who asked does not answer."""
    found = select(kind).where(kind.id == request_id, kind.report_id == report.id)
    asked = session.scalars(found.with_for_update()).first()
    if asked is None or asked.state is not WishState.ASKED:
        raise Conflict(GONE)
    expect(asked, version)
    if asked.asked_by_id == actor.id:
        raise Forbidden(_("申请人不能答复自己的申请。"))
    return asked


def settle(asked: Correction | Extension, actor: Actor, state: WishState, answer: str) -> None:
    asked.state, asked.answer = state, answer
    asked.decided_at, asked.decided_by_id = clock.now(), actor.id


def refuse(report: Report, asked: Correction | Extension, wish: Wish, actor: Actor, answer: str) -> Report:
    """Say no with a reason, and tell the unit. Raises Invalid at `answer` without one."""
    answer = checked_reason(answer, _("请写明不同意的理由，对方会看到。"), field="answer")
    settle(asked, actor, WishState.REFUSED, answer)
    record(actor, ReportAction.REFUSE, report, wish=wish, answer=answer)

    def told(report: Report) -> Text:
        return Text(REFUSED[wish].msgid, {"what": name_of(report), "answer": answer})

    tell_unit(actor, Kind.ANSWERED, [report], told, f"{wish}-{asked.id}")
    return report
