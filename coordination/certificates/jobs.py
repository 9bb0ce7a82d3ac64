"""Outside the request: printing, and looking at what speaks against titles.

Every look is the same, whoever asks for it and however often: the rows decide what is new.
"""

from datetime import date

from coordination.audit.services import record
from coordination.certificates.document import file_name, pdf_of
from coordination.certificates.models import Certificate
from coordination.certificates.queries import cases, standing_of, vetoes
from coordination.certificates.rules import is_late
from coordination.certificates.states import Cause
from coordination.certificates.suspending import Ground, held, put_into_review, stands
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.files import store
from coordination.kernel.jobs import job
from coordination.kernel.policy import SYSTEM
from coordination.standards import watching as vetoes_entered
from coordination.standards.models import VetoEvent
from coordination.tallies import watching as tallies
from coordination.tallies.models import Filing


@job(queue="documents")
def print_certificate(certificate_id: int) -> None:
    """Print a certificate once and keep the bytes; a second run finds them and stops."""
    certificate = held(certificate_id)
    if certificate.document_id is not None:
        return
    stored = store(
        pdf_of(certificate),
        name=file_name(certificate),
        content_type="application/pdf",
        office_id=certificate.office_id,
        unit_id=certificate.unit_id,
    )
    certificate.document_id = stored.id
    record(SYSTEM, "certificate.print", certificate, sha256=stored.sha256, size=stored.size)


@job()
def look_at(certificate_id: int) -> None:
    """Put a title into review for every case and every veto event that nobody has looked at."""
    certificate = held(certificate_id)
    if not stands(certificate):
        return
    for case in cases.of_certificate(certificate_id, clock.today()):
        late = is_late(case.happened_on, certificate.named_on)
        ground = Ground(
            Cause.LATE_CASE if late else Cause.CASE,
            case.happened_on,
            cases=case.cases,
            tally_id=case.tally_id,
        )
        put_into_review(certificate, ground, actor=SYSTEM)
    for event in vetoes.of_certificate(certificate_id, clock.today()):
        put_into_review(
            certificate, Ground(Cause.VETO, event.happened_on, event.text, veto_id=event.id), actor=SYSTEM
        )


@job()
def look_at_filing(filing_id: int) -> None:
    """See whose titles a filing of tallies speaks against, and have each looked at."""
    for certificate_id in cases.against(filing_id, clock.today()):
        look_at.later(certificate_id)


@job()
def look_at_subject(subject_id: int) -> None:
    """Have the title of a subject looked at, if it carries one."""
    for certificate in standing_of([subject_id]).values():
        look_at.later(certificate.id)


@job()
def look_at_inspection(certificate_id: int, inspection_id: int, failed_on: str, text: str) -> None:
    """Put a title into review for a failed inspection; the one in force, if it was renewed meanwhile."""
    inspected = session.get_one(Certificate, certificate_id)
    standing = standing_of([inspected.subject_id]).get(inspected.subject_id)
    certificate = held((standing or inspected).id)
    if stands(certificate):
        day = date.fromisoformat(failed_on)
        ground = Ground(Cause.INSPECTION, day, text, inspection_id=inspection_id)
        put_into_review(certificate, ground, actor=SYSTEM)


def _filed(filing: Filing) -> None:
    session.flush()
    look_at_filing.later(filing.id, key=f"certificates.look_at_filing:{filing.id}")


def _vetoed(event: VetoEvent) -> None:
    session.flush()
    look_at_subject.later(event.subject_id, key=f"certificates.vetoed:{event.id}")


tallies.publish(_filed)
vetoes_entered.publish(_vetoed)
