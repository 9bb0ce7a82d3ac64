"""A named person of the unit signs for a document."""

from coordination.audit.services import record
from coordination.circulars.numbering import number
from coordination.dispatches.models import Dispatch
from coordination.dispatches.queries import STANDING
from coordination.dispatches.states import DispatchAction
from coordination.kernel.clock import clock, local
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _

#: What another person of the unit may have changed since the page was shown.
HELD = ("received_at", "received_by_id", "reminders", "reminded_at", "version")


@service(DispatchAction.RECEIVE)
def receive(dispatch: Dispatch, *, actor: Actor, operation: str) -> Dispatch:
    """Sign for a document, once for a unit. Raises `Conflict` when somebody has, or it was withdrawn.

    No version is asked for: a reminder meanwhile does not stand against signing.
    """
    session.refresh(dispatch, HELD, with_for_update=True)
    if dispatch.received_at is not None:
        raise Conflict(
            _(
                "已由{name}在{at}签收，不用再签。",
                name=dispatch.received_by.name if dispatch.received_by else "",
                at=f"{local(dispatch.received_at):%m-%d %H:%M}",
            )
        )
    if dispatch.circular.state not in STANDING:
        raise Conflict(_("这份公文已撤销，不用签收。"))
    dispatch.received_at, dispatch.received_by_id = clock.now(), actor.id
    record(actor, DispatchAction.RECEIVE, dispatch, number=number(dispatch.circular))
    return dispatch
