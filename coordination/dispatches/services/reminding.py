"""Reminding those who have not signed: by hand, by itself once after 24 hours; nobody twice in 24 hours."""

from collections.abc import Sequence
from itertools import groupby

from coordination.audit.services import record
from coordination.circulars.models import Circular
from coordination.dispatches import queries
from coordination.dispatches.models import Dispatch
from coordination.dispatches.states import DispatchAction
from coordination.dispatches.telling import Kind, named, tell_clerks, tell_units
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service, transaction
from coordination.kernel.policy import SYSTEM, Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.reminders.rules import chased_lately


@service(DispatchAction.REMIND)
def remind(circular: Circular, *, actor: Actor, operation: str) -> Circular:
    """Remind every unit that has not signed for a document (催签), but those reminded within 24 hours.

    Raises `Conflict` when that leaves nobody.
    """
    waiting = queries.to_chase(circular)
    if not waiting:
        raise Conflict(_("没有要催签的单位：都已签收，或者公文已撤销。"))
    waiting = _not_lately(waiting)
    _remind(actor, waiting, mark=operation)
    record(actor, DispatchAction.REMIND, circular, count=len(waiting))
    return circular


@service(DispatchAction.REMIND)
def remind_late(office: Office, *, actor: Actor, operation: str) -> Office:
    """Remind of everything that is not signed for within 24 hours, as `remind` does of one document."""
    waiting = queries.late_in(office.id, clock.now())
    if not waiting:
        raise Conflict(_("没有超过24小时未签收的公文，不用催签。"))
    waiting = _not_lately(waiting)
    _remind(actor, waiting, mark=operation)
    record(actor, DispatchAction.REMIND, office, count=len({one.unit_id for one in waiting}))
    return office


def remind_due() -> int:
    """Remind once, 24 hours after sending, and tell the clerks. Answers how many dispatches; runs on the
    schedule, also twice at once."""
    with acting(SYSTEM_SCOPE), transaction():
        waiting = queries.never_chased(clock.now())
        _remind(SYSTEM, waiting, mark="due")
        for circular, sent in _by_circular(waiting):
            record(SYSTEM, "dispatch.remind_due", circular, count=len(sent))
            tell_clerks(circular, [one.unit.short_name for one in sent])
        session.flush()
    return len(waiting)


def _not_lately(waiting: Sequence[Dispatch]) -> list[Dispatch]:
    now = clock.now()
    found = [one for one in waiting if not chased_lately(one.reminded_at, now)]
    if not found:
        raise Conflict(_("未签收的单位24小时内都催过，不再重复发消息。"))
    return found


def _remind(actor: Actor, waiting: Sequence[Dispatch], *, mark: str) -> None:
    """Note that they were reminded, and tell them."""
    for one in waiting:
        one.reminders += 1
        one.reminded_at = clock.now()
    for circular, sent in _by_circular(waiting):
        message = _("请签收{document}", document=named(circular))
        tell_units(actor, Kind.CHASED, sent, circular, message, mark)


def _by_circular(waiting: Sequence[Dispatch]) -> list[tuple[Circular, list[Dispatch]]]:
    grouped = groupby(waiting, key=lambda one: one.circular_id)
    return [(sent[0].circular, sent) for _id, group in grouped for sent in [list(group)]]
