"""Remarks of those who check and sign, on one paragraph or on the whole; settled by the drafter."""

from coordination.audit.services import record
from coordination.circulars.models import Circular, CircularComment
from coordination.circulars.states import CircularAction, CircularState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Forbidden, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _

TEXT_AT_MOST = 500
READ = (CircularState.CHECKING, CircularState.SIGNING)


@service(CircularAction.COMMENT)
def comment(
    circular: Circular, *, actor: Actor, operation: str, block: int | None, text: str
) -> CircularComment:
    """Remark on the paragraph of that number, or on the whole; its words are kept to find it again.

    Raises Conflict unless the text is before a reader, Invalid at `text` or `block`.
    """
    if circular.state not in READ:
        raise Conflict(_("核稿和签发时才能加批注。"))
    remark = "\n".join(line.strip() for line in text.strip().splitlines())
    if not remark:
        raise Invalid(_("请写明意见。"), field="text")
    if len(remark) > TEXT_AT_MOST:
        raise Invalid(_("最多{limit}个字。", limit=TEXT_AT_MOST), field="text")
    if block is not None and not 0 <= block < len(circular.body):
        raise Invalid(_("没有这一段。"), field="block")
    made = CircularComment(
        circular_id=circular.id,
        block=block,
        words="" if block is None else circular.body[block]["text"],
        text=remark,
        made_by_id=actor.id,
        made_at=clock.now(),
    )
    session.add(made)
    record(actor, CircularAction.COMMENT, circular, block=None if block is None else block + 1)
    return made


@service(CircularAction.COMMENT)
def settle(
    circular: Circular, *, actor: Actor, operation: str, comment: CircularComment, settled: bool = True
) -> Circular:
    """The drafter has done what was asked, or takes that back; who remarked may do the same."""
    if comment.circular_id != circular.id:
        raise Invalid(_("没有这条批注。"))
    if actor.id not in (circular.drafted_by_id, comment.made_by_id):
        raise Forbidden(_("批注由起草人或写批注的人处理。"))
    if circular.state not in (CircularState.DRAFT, *READ):
        raise Conflict(_("文件已印发，批注不再改动。"))
    comment.settled_by_id, comment.settled_at = (actor.id, clock.now()) if settled else (None, None)
    record(actor, CircularAction.COMMENT, circular, settled=settled)
    return circular
