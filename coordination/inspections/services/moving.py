"""Another day, another inspector for an inspection that was planned."""

from datetime import date

from coordination.audit.services import record
from coordination.inspections.models import Inspection
from coordination.inspections.rules import REASON_AT_MOST, wrong_move
from coordination.inspections.services.begin import begin
from coordination.inspections.services.planning import check_inspector
from coordination.inspections.states import WORKFLOW, InspectionAction
from coordination.inspections.telling import tell_moved
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _


@service(InspectionAction.MOVE)
def move(
    inspection: Inspection,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    inspector_id: int | None,
    due_on: date | None,
    reason: str,
) -> Inspection:
    """Change by whom and until when; what was saved on the sheet stays. Everybody concerned is told, who went
    before included.

    Raises Invalid at `inspector`, `due_on` and `reason`, Stale when somebody saved the sheet in between,
    Conflict when it has ended.
    """
    one = begin(inspection, InspectionAction.MOVE, version)
    WORKFLOW.apply(one, InspectionAction.MOVE)
    kept = reason.replace("\r\n", "\n").strip()
    errors = _flaws(one, inspector_id, due_on, kept)
    if errors or due_on is None:
        raise Invalid(next(iter(errors.values())), errors=errors)
    before = one.inspector_id
    one.inspector_id, one.due_on = inspector_id, due_on
    session.flush()
    session.refresh(one, ("inspector",))
    who = one.inspector.short_name if one.inspector else "联席办"
    record(actor, InspectionAction.MOVE, one, inspector=who, due=due_on.isoformat(), reason=kept)
    tell_moved(actor, one, before, kept)
    return one


def _flaws(one: Inspection, inspector_id: int | None, due_on: date | None, reason: str) -> dict[str, Text]:
    """Everything that is wrong, by field."""
    found: dict[str, Text] = {}
    try:
        check_inspector(one.office_id, inspector_id, [one.subject])
    except Invalid as refusal:
        found |= refusal.errors
    if (inspector_id, due_on) == (one.inspector_id, one.due_on):
        found["due_on"] = _("复查单位和期限都没有改。")
    elif due_on != one.due_on:
        day_off = due_on is None or not working_days(clock.now())(due_on)
        wrong = wrong_move(due_on, clock.today(), is_workday=not day_off)
        found |= {"due_on": wrong} if wrong else {}
    if not reason:
        found["reason"] = _("请写明改的原因，复查单位和被复查单位会看到。")
    elif len(reason) > REASON_AT_MOST:
        found["reason"] = _("最多{limit}个字。", limit=REASON_AT_MOST)
    return found
