"""The check of what was filed: the office judges its units, a township its communities."""

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.tasks.models import Assignment
from coordination.tasks.queries.around import with_open_extension
from coordination.tasks.rules import checked_reason
from coordination.tasks.services.ending import lapse
from coordination.tasks.services.telling import Kind, tell_who_carries_out
from coordination.tasks.states import WORKFLOW, AssignmentAction

UNANSWERED = _("在期限之后报送，延期申请还没有答复：先答复申请，再核查。")


@service(AssignmentAction.APPROVE)
def approve(assignment: Assignment, *, actor: Actor, operation: str, version: int | None) -> Assignment:
    """The work is done (办结). Raises Conflict while an extension waits on which its timeliness hangs."""
    expect(assignment, version)
    WORKFLOW.next(assignment.state, AssignmentAction.APPROVE)
    if with_open_extension([assignment]) and filed_late(assignment):
        raise Conflict(UNANSWERED)
    accept(assignment, actor)
    tell_who_carries_out(actor, Kind.APPROVED, [assignment], told_approved)
    return assignment


def filed_late(assignment: Assignment) -> bool:
    return assignment.submitted_at is not None and assignment.submitted_at > assignment.due_at


def accept(assignment: Assignment, actor: Actor) -> None:
    WORKFLOW.apply(assignment, AssignmentAction.APPROVE)
    assignment.approved_at = clock.now()
    assignment.approved_by_id = actor.id
    lapse([assignment])
    record(actor, AssignmentAction.APPROVE, assignment)


@service(AssignmentAction.RETURN)
def give_back(
    assignment: Assignment, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Assignment:
    """Ask for the work to be mended; an approval is withdrawn by it. Raises Invalid at `reason`."""
    expect(assignment, version)
    WORKFLOW.next(assignment.state, AssignmentAction.RETURN)
    reason = checked_reason(reason, _("请写明退回原因，承办人凭它修改。"))
    WORKFLOW.apply(assignment, AssignmentAction.RETURN)
    assignment.approved_at = assignment.approved_by_id = None
    assignment.return_reason = reason
    record(actor, AssignmentAction.RETURN, assignment, reason=reason)
    tell_who_carries_out(actor, Kind.RETURNED, [assignment], _told_returned)
    return assignment


def told_approved(assignment: Assignment) -> Text:
    return _("核查通过，已办结：{title}", title=assignment.task.title)


def _told_returned(assignment: Assignment) -> Text:
    return _(
        "反馈被退回：{title}。原因：{reason}", title=assignment.task.title, reason=assignment.return_reason
    )
