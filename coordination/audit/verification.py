"""An auditor has the chain checked; that and the answer go into the register."""

from coordination.audit import queries
from coordination.audit.models import Seal
from coordination.audit.policy import AuditAction, Register
from coordination.audit.services import record
from coordination.kernel.db import SYSTEM_SCOPE, acting
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(AuditAction.VERIFY)
def verify(register: Register, *, actor: Actor, operation: str) -> Seal:
    """Compute every digest anew, of all offices, since they are one chain; answers the last link.

    Raises Conflict before the first sealing: there is nothing to check then.
    """
    last = queries.last_seal()
    if last is None:
        raise Conflict(_("还没有封存过，过一分钟再核对。"))
    with acting(SYSTEM_SCOPE):
        broken = queries.broken_link()
    record(actor, AuditAction.VERIFY, last, seal=last.id, broken=broken)
    return last
