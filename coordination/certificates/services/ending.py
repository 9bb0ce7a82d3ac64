"""What the schedule does: titles end on their day, what was missed is looked at, an end is announced."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

import structlog

from coordination.audit.services import record
from coordination.certificates.jobs import look_at
from coordination.certificates.models import Certificate
from coordination.certificates.queries import cases, vetoes
from coordination.certificates.queries.lists import STANDING, ending, over
from coordination.certificates.rules import is_over
from coordination.certificates.sentences import PUBLIC_EXPIRED
from coordination.certificates.states import WORKFLOW, CertificateAction, Outcome
from coordination.certificates.suspending import enter_event, held, open_review
from coordination.certificates.telling import Kind, tell_office, tell_subject
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.operations import transaction
from coordination.kernel.policy import SYSTEM
from coordination.kernel.text import _

log = structlog.get_logger()
#: How far back filings are looked through for what no worker has looked at.
LOOK_BACK = timedelta(days=30)


def expire_due() -> int:
    """End the titles whose last day has passed and announce those that end soon; answers how many ended.

    Each is a transaction of its own: one that fails is logged and tried again at the next run.
    """
    with acting(SYSTEM_SCOPE):
        today = clock.today()
        ended = sum(_tried(partial(_expire, one)) for one in over(today))
        for one in ending(today):
            _tried(partial(_announce, one))
    return ended


def look_when_due() -> int:
    """Have the titles looked at against which something speaks that no worker has seen; how many."""
    with acting(SYSTEM_SCOPE), transaction():
        today = clock.today()
        found = {*cases.missed(clock.now() - LOOK_BACK, today), *vetoes.missed(today)}
        _look(sorted(found))
    return len(found)


def _look(certificate_ids: Sequence[int]) -> None:
    for certificate_id in certificate_ids:
        look_at.later(certificate_id)


def _tried(step: Callable[[], bool]) -> bool:
    try:
        with transaction():
            return step()
    except Exception:
        log.exception("certificate not ended")
        return False


def _expire(certificate_id: int) -> bool:
    certificate = held(certificate_id)
    if certificate.state not in STANDING or not is_over(certificate.valid_until, clock.today()):
        return False
    WORKFLOW.apply(certificate, CertificateAction.EXPIRE)
    review = open_review(certificate.id)
    if review is not None:
        review.outcome, review.decided_at = Outcome.EXPIRED, clock.now()
    enter_event(certificate, CertificateAction.EXPIRE, SYSTEM, PUBLIC_EXPIRED)
    record(SYSTEM, CertificateAction.EXPIRE, certificate, number=certificate.number)
    words = _(
        "{subject}的“{title}”有效期届满", subject=certificate.subject_name, title=certificate.title_name
    )
    tell_subject(SYSTEM, Kind.EXPIRED, certificate, words, "")
    if review is not None:
        tell_office(SYSTEM, Kind.EXPIRED, review, words, "")
    return True


def _announce(certificate_id: int) -> bool:
    certificate = session.get_one(Certificate, certificate_id)
    words = _(
        "{subject}的“{title}”有效期至{until}，可以申报复评",
        subject=certificate.subject_name,
        title=certificate.title_name,
        until=certificate.valid_until,
    )
    return bool(tell_subject(SYSTEM, Kind.ENDING, certificate, words, certificate.valid_until))
