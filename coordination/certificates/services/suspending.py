"""What brings a title into review besides a case: a veto event, a failed inspection, the office itself."""

from datetime import date

from coordination.certificates import jobs
from coordination.certificates.models import Certificate
from coordination.certificates.rules import REASON_AT_MOST, written
from coordination.certificates.states import WORKFLOW, Cause, CertificateAction
from coordination.certificates.suspending import Ground, held, put_into_review
from coordination.kernel.clock import clock
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(CertificateAction.SUSPEND)
def suspend(
    certificate: Certificate, *, actor: Actor, operation: str, version: int | None, reason: str
) -> Certificate:
    """The office suspends a title for a reason of its own; a leader decides. Raises Invalid at `reason`."""
    held(certificate.id)
    expect(certificate, version)
    WORKFLOW.next(certificate.state, CertificateAction.SUSPEND)
    kept = written(reason, REASON_AT_MOST, _("请写明暂停的理由，单位会看到。"), field="reason")
    ground = Ground(Cause.OTHER, clock.today(), kept)
    put_into_review(certificate, ground, actor=actor, opened_by_id=actor.id)
    return certificate


def inspected(certificate_id: int, inspection_id: int, *, failed_on: date, text: str) -> None:
    """For the slice of inspections, inside the transaction that finishes a failed one: have the title put
    into review. `text`: what was found, no personal data. The worker does it, whoever inspected; once.
    """
    jobs.look_at_inspection.later(
        certificate_id,
        inspection_id,
        failed_on.isoformat(),
        text[:REASON_AT_MOST],
        key=f"certificates.inspected:{inspection_id}",
    )
