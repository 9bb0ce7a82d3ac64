"""Answering an objection: upheld, the application is refused; dismissed, it may go on."""

from coordination.applications.models import Application
from coordination.applications.services import notice_closed, refuse
from coordination.applications.states import ApplicationState
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.notices.models import Notice, Objection
from coordination.notices.queries.inside import has_open_objection
from coordination.notices.rules import ANSWER_AT_MOST
from coordination.notices.services.telling import tell_answered
from coordination.notices.states import NoticeAction, NoticeState, ObjectionState


@service(NoticeAction.ANSWER)
def answer(
    objection: Objection, *, actor: Actor, operation: str, version: int | None, upheld: bool, text: str
) -> Objection:
    """Say what was found; who had a part in the application does not answer.

    Upheld, the application ends as 不予命名 with the answer as its reason. Dismissed after the last day, it
    goes on when nothing else waits. Raises Invalid at `text`, Conflict when answered already.
    """
    expect(objection, version)
    if objection.state is not ObjectionState.OPEN:
        raise Conflict(_("这条异议已经答复，不能再改。"))
    said = text.strip()
    if not said or len(said) > ANSWER_AT_MOST:
        raise Invalid(_("请写明核查的结果和依据，最多{limit}个字。", limit=ANSWER_AT_MOST), field="text")
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.DISMISSED
    objection.answer, objection.answered_at, objection.answered_by_id = said, clock.now(), actor.id
    session.flush()
    application = objection.application
    record(actor, NoticeAction.ANSWER, objection, upheld=upheld, name=application.subject.name, answer=said)
    if upheld:
        _refuse(application, actor, operation, said)
    else:
        _go_on(objection.notice, application)
    tell_answered(actor, objection)
    return objection


def _refuse(application: Application, actor: Actor, operation: str, reason: str) -> None:
    if application.state is ApplicationState.NOTICE:
        words = str(_("公示期间的异议成立：{reason}", reason=reason))
        refuse(application, actor=actor, operation=operation, version=application.version, reason=words)


def _go_on(notice: Notice, application: Application) -> None:
    session.refresh(application, ("state", "version"), with_for_update=True)
    waits = application.state is ApplicationState.NOTICE
    if notice.state is NoticeState.CLOSED and waits and not has_open_objection(application.id):
        notice_closed(application)


@service(NoticeAction.REVEAL)
def reveal(objection: Objection, *, actor: Actor, operation: str, reason: str) -> Objection:
    """Show who objected, once, for a reason that stands in the audit. Raises Invalid at `reason`."""
    said = reason.strip()
    if not said or len(said) > ANSWER_AT_MOST:
        raise Invalid(_("请写明为什么要看联系方式，会记入审计。"), field="reason")
    record(actor, NoticeAction.REVEAL, objection, reason=said)
    return objection
