"""Sending: to everybody when a document is issued, to further units afterwards."""

from collections.abc import Collection, Iterable

from coordination.audit.services import record
from coordination.circulars import leaving
from coordination.circulars.models import Circular
from coordination.dispatches import queries
from coordination.dispatches.models import Dispatch
from coordination.dispatches.queries import STANDING, Addressed
from coordination.dispatches.states import DispatchAction, Role
from coordination.dispatches.telling import Kind, named, tell_units
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.queries import units


def _send_out(circular: Circular, actor: Actor) -> None:
    """With its issue a document goes to its recipients, in the same transaction."""
    among = units(circular.office_id)
    roles = queries.roles(circular, among)
    _send(circular, actor, [Addressed(unit, roles[unit.id]) for unit in among if unit.id in roles])


def _send(circular: Circular, actor: Actor, recipients: Iterable[Addressed]) -> None:
    notices = leaving.notices(circular)
    sent = [
        Dispatch(
            office_id=circular.office_id,
            circular_id=circular.id,
            unit_id=one.unit.id,
            role=one.role,
            sort_order=one.unit.sort_order,
            notice=notices.get(one.unit.id, ""),
            sent_at=clock.now(),
        )
        for one in recipients
    ]
    session.add_all(sent)
    record(actor, DispatchAction.SEND, circular, count=len(sent))
    message = _("收到{document}，请签收", document=named(circular))
    tell_units(actor, Kind.SENT, sent, circular, message, "sent")


def _tell_withdrawn(circular: Circular, actor: Actor) -> None:
    """Whoever got a document learns that it is withdrawn."""
    sent = queries.of_circular(actor, circular)
    message = _("{document}已撤销：{reason}", document=named(circular), reason=circular.withdraw_reason)
    tell_units(actor, Kind.WITHDRAWN, sent, circular, message, "withdrawn")


leaving.publish(leaving.Moment.ISSUED, _send_out)
leaving.publish(leaving.Moment.WITHDRAWN, _tell_withdrawn)
leaving.publish_reach(queries.recipients, queries.within_reach)


@service(DispatchAction.SEND)
def send_also(
    circular: Circular, *, actor: Actor, operation: str, unit_ids: Collection[int], role: Role
) -> Circular:
    """Send an issued document to further units (补送). Raises `Invalid` at `unit` when none is new."""
    if circular.state not in STANDING:
        raise Conflict(_("只有已印发、没有撤销的公文可以补送。"))
    there = {one.unit_id for one in queries.of_circular(actor, circular)}
    wanted = [unit for unit in units(circular.office_id) if unit.id in unit_ids and unit.id not in there]
    if not wanted:
        raise Invalid(_("请选要补送的单位；已送过的不重复送。"), field="unit")
    _send(circular, actor, [Addressed(unit, role) for unit in wanted])
    return circular
