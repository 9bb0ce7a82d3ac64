"""Who puts applications before the public, who may object (anybody), who answers."""

from typing import Any

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, all_of, any_of, has, of_the_office, policy, same_office
from coordination.notices.states import NoticeAction, NoticeState

N = NoticeAction
in_the_office = all_of(of_the_office, has(Function.CLERK, Function.LEADER))
clerk_of_the_office = all_of(of_the_office, has(Function.CLERK))
_working = has(
    Function.CLERK,
    Function.LEADER,
    Function.LIAISON,
    Function.UNIT_REVIEWER,
    Function.TOWNSHIP,
    Function.COMMUNITY_WORKER,
)


def is_public(_actor: Actor, notice: Any) -> bool:
    """It hangs out, or hung out, in public."""
    return getattr(notice, "state", None) in (NoticeState.OPEN, NoticeState.CLOSED)


def had_no_part(actor: Actor, objection: Any) -> bool:
    """Who filed, reviewed or concluded the application, or entered the objection, does not answer it."""
    application = getattr(objection, "application", None)
    involved = (
        getattr(application, "filed_by_id", None),
        getattr(application, "first_reviewed_by_id", None),
        getattr(application, "decided_by_id", None),
        getattr(objection, "entered_by_id", None),
    )
    return actor.id is not None and actor.id not in involved


POLICY = policy(
    {
        N.VIEW: any_of(is_public, all_of(same_office, _working)),
        N.LIST: all_of(same_office, _working),
        N.CREATE: clerk_of_the_office,
        N.EDIT: clerk_of_the_office,
        N.PUBLISH: clerk_of_the_office,
        N.CANCEL: in_the_office,
        N.CLOSE: clerk_of_the_office,
        N.OBJECT: is_public,
        N.ENTER: clerk_of_the_office,
        N.OPEN: in_the_office,
        N.REVEAL: in_the_office,
        N.ANSWER: all_of(in_the_office, had_no_part),
    }
)
