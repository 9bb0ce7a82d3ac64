"""A review: the unit states its case, a leader restores the title or takes it away, with a reason."""

from coordination.audit.services import record
from coordination.certificates.models import Certificate, CertificateReview
from coordination.certificates.rules import REASON_AT_MOST, STATEMENT_AT_MOST, may_be_revoked, written
from coordination.certificates.sentences import PUBLIC_RESTORED, PUBLIC_REVOKED
from coordination.certificates.states import (
    OUTCOME_LABELS,
    WORKFLOW,
    CertificateAction,
    CertificateState,
    Outcome,
)
from coordination.certificates.suspending import enter_event, held
from coordination.certificates.telling import Kind, tell_office, tell_subject
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _

_READ_AGAIN = ("outcome", "version", "statement", "stated_at")


def _begin(review: CertificateReview, version: int | None) -> Certificate:
    """The certificate's row first, then the review's: two who decide at once, the second is refused."""
    certificate = held(review.certificate_id)
    session.refresh(review, _READ_AGAIN, with_for_update=True)
    if review.outcome is not None:
        raise Conflict(_("这件复核已有结论：{outcome}。", outcome=OUTCOME_LABELS[review.outcome]))
    expect(review, version)
    return certificate


@service(CertificateAction.STATE_CASE)
def state_case(
    review: CertificateReview, *, actor: Actor, operation: str, version: int | None, statement: str
) -> CertificateReview:
    """Write what the unit or the community has to say; until the decision it may be written anew.

    Raises Invalid at `statement`. What was written before stays in the certificate's history.
    """
    certificate = _begin(review, version)
    review.statement = written(
        statement, STATEMENT_AT_MOST, _("请写明情况：核实了什么、怎样整改。"), field="statement"
    )
    review.stated_at, review.stated_by_id = clock.now(), actor.id
    enter_event(certificate, CertificateAction.STATE_CASE, actor, review=review.id, text=review.statement)
    record(actor, CertificateAction.STATE_CASE, certificate, statement=review.statement, review=review.id)
    message = _("{subject}已说明情况，请复核", subject=certificate.subject_name)
    tell_office(actor, Kind.STATED, review, message, f"{review.id}.{review.version}")
    return review


@service(CertificateAction.RESTORE)
def restore(
    review: CertificateReview, *, actor: Actor, operation: str, version: int | None, reason: str
) -> CertificateReview:
    """The title stands again. Raises Invalid at `reason`, Conflict once it is decided."""
    certificate = _begin(review, version)
    _decide(certificate, review, Outcome.RESTORED, actor, reason)
    return review


@service(CertificateAction.REVOKE)
def revoke(
    review: CertificateReview, *, actor: Actor, operation: str, version: int | None, reason: str
) -> CertificateReview:
    """The title is taken away. Raises Invalid at `reason`, Conflict once it is decided and, while the unit
    may still state its case and has not, before its time is over.
    """
    certificate = _begin(review, version)
    if not may_be_revoked(review.stated_at is not None, review.due_on, clock.today()):
        raise Conflict(_("单位还没有说明情况，{due}之后才能摘牌。", due=review.due_on.isoformat()))
    _decide(certificate, review, Outcome.REVOKED, actor, reason)
    return review


_ACTS = {
    Outcome.RESTORED: (CertificateAction.RESTORE, PUBLIC_RESTORED),
    Outcome.REVOKED: (CertificateAction.REVOKE, PUBLIC_REVOKED),
}


def _decide(
    certificate: Certificate, review: CertificateReview, outcome: Outcome, actor: Actor, reason: str
) -> None:
    action, public = _ACTS[outcome]
    reason = written(reason, REASON_AT_MOST, _("请写明理由，单位会看到。"), field="reason")
    WORKFLOW.next(certificate.state, action)
    if certificate.state is CertificateState.VALID:
        raise Conflict(_("{number}没有暂停，不用复核。", number=certificate.number))
    WORKFLOW.apply(certificate, action)
    review.outcome, review.reason = outcome, reason
    review.decided_at, review.decided_by_id = clock.now(), actor.id
    enter_event(certificate, action, actor, public, review=review.id, text=reason)
    record(actor, action, certificate, number=certificate.number, reason=reason, review=review.id)
    words: Text = _(
        "{subject}的“{title}”复核结论：{outcome}。{reason}",
        subject=certificate.subject_name,
        title=certificate.title_name,
        outcome=OUTCOME_LABELS[outcome],
        reason=reason,
    )
    tell_subject(actor, Kind.DECIDED, certificate, words, review.id)
    tell_office(actor, Kind.DECIDED, review, words, review.id)
