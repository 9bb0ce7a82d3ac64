"""The end of a notice: what nobody objected to goes on; what waits for an answer goes on with the answer."""

from coordination.applications.services import notice_closed
from coordination.applications.states import ApplicationState
from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.notices.models import Notice
from coordination.notices.rules import is_over
from coordination.notices.services.drafting import waiting
from coordination.notices.services.telling import tell_closed
from coordination.notices.states import WORKFLOW, NoticeAction


@service(NoticeAction.CLOSE)
def close(notice: Notice, *, actor: Actor, operation: str, version: int | None) -> Notice:
    """End a notice whose days are over. Raises Conflict before that.

    An application with an objection that waits stays in public until `answer` lets it go on.
    """
    expect(notice, version)
    if not is_over(notice.closes_on, clock.today()) and notice.closes_on is not None:
        raise Conflict(
            _(
                "公示到{month}月{day}日为止，期满后才能结束。",
                month=notice.closes_on.month,
                day=notice.closes_on.day,
            )
        )
    WORKFLOW.apply(notice, NoticeAction.CLOSE)
    notice.closed_at = clock.now()
    held = set(waiting(notice))
    gone_on = 0
    for entry in notice.entries:
        application = entry.application
        if application.state is ApplicationState.NOTICE and application.id not in held:
            notice_closed(application)
            gone_on += 1
    record(actor, NoticeAction.CLOSE, notice, gone_on=gone_on, held=len(held))
    tell_closed(actor, notice)
    return notice
