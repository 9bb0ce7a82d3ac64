"""Deciding: handing in, checking, returning, signing, withdrawing."""

from coordination.audit.services import record
from coordination.circulars import leaving, queries
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular
from coordination.circulars.numbering import give, number, refuse_unchecked
from coordination.circulars.proofreading import blocks
from coordination.circulars.services.correcting import mark_corrected
from coordination.circulars.services.reading import findings, shown_lines
from coordination.circulars.states import WORKFLOW, CircularAction
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.rankings.services import publish

REASON_AT_MOST = 300


def _proofread(circular: Circular, accepted: bool) -> None:
    """Raise Invalid while there are errors, or warnings that nobody ticked."""
    found = findings(circular)
    if blocks(found):
        raise Invalid(_("检查发现必须修改的问题，请先改好。"))
    if found and not accepted:
        raise Invalid(_("检查发现需要核对的地方。核对无误后请勾选，再提交。"), field="accepted")


@service(CircularAction.HAND_IN)
def hand_in(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, accepted: bool = False
) -> Circular:
    """The drafter hands the draft to another clerk for checking."""
    expect(circular, version)
    WORKFLOW.next(circular.state, CircularAction.HAND_IN)
    _proofread(circular, accepted)
    WORKFLOW.apply(circular, CircularAction.HAND_IN)
    circular.return_reason = ""
    record(actor, CircularAction.HAND_IN, circular)
    return circular


@service(CircularAction.CHECK)
def check(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, accepted: bool = False
) -> Circular:
    """Another clerk has read it (核稿) and puts it before the leader."""
    expect(circular, version)
    WORKFLOW.next(circular.state, CircularAction.CHECK)
    _proofread(circular, accepted)
    WORKFLOW.apply(circular, CircularAction.CHECK)
    circular.checked_by_id, circular.checked_at = actor.id, clock.now()
    record(actor, CircularAction.CHECK, circular)
    return circular


@service(CircularAction.RETURN)
def send_back(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Circular:
    """Back to the drafter with a reason; whoever checks then checks anew."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.RETURN)
    circular.return_reason = _reason(reason, _("请写明退回原因，起草人要据此修改。"))
    circular.checked_by_id, circular.checked_at = None, None
    record(actor, CircularAction.RETURN, circular, reason=circular.return_reason)
    return circular


def _reason(typed: str, missing: Text) -> str:
    reason = " ".join(typed.split())
    if not reason:
        raise Invalid(missing, field="reason")
    if len(reason) > REASON_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=REASON_AT_MOST), field="reason")
    return reason


@service(CircularAction.ISSUE)
def issue(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, accepted: bool = False
) -> Circular:
    """Sign, number, publish the ranking and have the document printed, all or nothing.

    The row is locked first, so that of two who sign at once the second is refused.
    """
    session.refresh(circular, with_for_update={"of": Circular})
    expect(circular, version)
    WORKFLOW.next(circular.state, CircularAction.ISSUE)
    refuse_unchecked(circular.office_id)
    _proofread(circular, accepted)
    give(circular, clock.today())
    leaving.seal(circular)
    WORKFLOW.apply(circular, CircularAction.ISSUE)
    circular.signed_by_id, circular.signed_at = actor.id, clock.now()
    if circular.ranking is not None:
        publish(circular.ranking, actor=actor, operation=operation, shown=shown_lines(circular))
    if circular.corrects_id is not None:
        mark_corrected(circular, actor)
    record(actor, CircularAction.ISSUE, circular, number=number(circular))
    leaving.leave(leaving.Moment.ISSUED, circular, actor=actor)
    print_document.later(circular.id, key=queries.printing_key(circular.id))
    return circular


@service(CircularAction.WITHDRAW)
def withdraw(
    circular: Circular, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Circular:
    """Mark an issued circular as withdrawn; number, text and document stay."""
    expect(circular, version)
    WORKFLOW.apply(circular, CircularAction.WITHDRAW)
    circular.withdraw_reason = _reason(reason, _("请写明撤销原因，各单位会看到。"))
    record(actor, CircularAction.WITHDRAW, circular, reason=circular.withdraw_reason)
    leaving.leave(leaving.Moment.WITHDRAWN, circular, actor=actor)
    return circular
