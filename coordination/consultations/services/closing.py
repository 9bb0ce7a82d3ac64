"""The end of a consultation: nothing is open any more, or a leader takes it back."""

from coordination.audit.services import record
from coordination.consultations.models import Consultation
from coordination.consultations.queries.issue import unanswered, uncorrected, unsaid
from coordination.consultations.rules import NOTE_AT_MOST, checked_words, is_over, obstacle
from coordination.consultations.services.holding import hold
from coordination.consultations.services.telling import Kind, month_of, tell_office
from coordination.consultations.states import WORKFLOW, ConsultationAction
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _


def against(consultation: Consultation) -> Text | None:
    """Why it cannot end yet; None when it can."""
    return obstacle(
        over=is_over(consultation.closes_on, clock.today()),
        unsaid=unsaid(consultation.id),
        unanswered=unanswered(consultation.id),
        uncorrected=uncorrected(consultation.id),
    )


@service(ConsultationAction.CLOSE)
def close(consultation: Consultation, *, actor: Actor, operation: str, version: int | None) -> Consultation:
    """End it once the last day has passed, or every unit has agreed, and nothing waits for an answer or
    for a correction. Raises Conflict before that."""
    held = hold(consultation.id)
    expect(held, version)
    WORKFLOW.next(held.state, ConsultationAction.CLOSE)
    if (why := against(held)) is not None:
        raise Conflict(why)
    end(held, actor, ConsultationAction.CLOSE)
    record(actor, ConsultationAction.CLOSE, held, period=held.period)
    words = _("{month}排名的征求意见已结束，可以起草、印发通报", month=month_of(held))
    tell_office(actor, Kind.ENDED, held, words)
    return held


@service(ConsultationAction.CANCEL)
def cancel(
    consultation: Consultation, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Consultation:
    """Take it back, for a reason that stays on record. Raises Invalid at `reason`, Conflict while an
    objection waits for its answer: nobody's objection is done away with."""
    held = hold(consultation.id)
    expect(held, version)
    WORKFLOW.next(held.state, ConsultationAction.CANCEL)
    said = checked_words(reason, _("请写明取消的原因。"), field="reason", at_most=NOTE_AT_MOST)
    if waiting := unanswered(held.id):
        raise Conflict(_("还有{count}条异议没有答复，先答复再取消。", count=waiting))
    held.cancel_reason = said
    end(held, actor, ConsultationAction.CANCEL)
    record(actor, ConsultationAction.CANCEL, held, period=held.period, reason=said)
    return held


def end(held: Consultation, actor: Actor, action: ConsultationAction) -> None:
    """The state that the act leads to, since when and by whom; by nobody where the schedule did it."""
    held.state = WORKFLOW.next(held.state, action)  # type: ignore[assignment]
    held.ended_at, held.ended_by_id = clock.now(), actor.id
