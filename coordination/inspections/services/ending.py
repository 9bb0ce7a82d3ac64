"""An inspection that does not take place."""

from coordination.audit.services import record
from coordination.inspections.models import Inspection
from coordination.inspections.rules import REASON_AT_MOST
from coordination.inspections.services.begin import begin
from coordination.inspections.states import WORKFLOW, InspectionAction
from coordination.inspections.telling import tell_cancelled
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(InspectionAction.CANCEL)
def cancel(
    inspection: Inspection, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Inspection:
    """Cancel a planned inspection; what is due then stands in the list of due ones again.

    Raises Invalid at `reason` without one, Stale when somebody saved the sheet in between.
    """
    one = begin(inspection, InspectionAction.CANCEL, version)
    kept = reason.replace("\r\n", "\n").strip()
    if not kept:
        raise Invalid(_("请写明取消的原因，复查单位和被复查单位会看到。"), field="reason")
    if len(kept) > REASON_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=REASON_AT_MOST), field="reason")
    WORKFLOW.apply(one, InspectionAction.CANCEL)
    one.cancel_reason = kept
    record(actor, InspectionAction.CANCEL, one, reason=kept)
    message = _("{subject}的复查已取消：{reason}", subject=one.subject.name, reason=kept[:100])
    tell_cancelled(actor, one, message)
    return one
