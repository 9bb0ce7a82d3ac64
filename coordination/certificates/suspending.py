"""A title comes into review: the certificate is suspended, a review opened, everybody concerned told.

Nothing is taken away here. All of it happens in the caller's transaction, with the certificate's row
locked; what brought it is entered once, so that whatever runs twice has one effect.
"""

from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from coordination.audit.services import record
from coordination.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateGround,
    CertificateReview,
)
from coordination.certificates.rules import is_over
from coordination.certificates.sentences import PUBLIC_SUSPENDED, why
from coordination.certificates.states import WORKFLOW, Cause, CertificateAction, CertificateState
from coordination.certificates.telling import Kind, tell_office, tell_subject
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.period import add_working_days
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _

STANDING = (CertificateState.VALID, CertificateState.SUSPENDED)
_SOURCES = ("tally_id", "veto_id", "inspection_id")


@dataclass(frozen=True, slots=True)
class Ground:
    """One thing that speaks against a title. `text`: for the office and the unit, no personal data."""

    cause: Cause
    happened_on: date
    text: str = ""
    cases: int | None = None
    tally_id: int | None = None
    veto_id: int | None = None
    inspection_id: int | None = None


def held(certificate_id: int) -> Certificate:
    """The certificate as it stands now, its row locked until the transaction ends."""
    return session.get_one(Certificate, certificate_id, with_for_update=True, populate_existing=True)


def open_review(certificate_id: int) -> CertificateReview | None:
    """The review that waits for a decision."""
    found = select(CertificateReview).where(CertificateReview.certificate_id == certificate_id)
    return session.scalars(found.where(CertificateReview.outcome.is_(None))).first()


def stands(certificate: Certificate) -> bool:
    """Whether there is still a title that could be put into review today."""
    return certificate.state in STANDING and not is_over(certificate.valid_until, clock.today())


def enter_event(
    certificate: Certificate,
    action: CertificateAction,
    actor: Actor,
    public: Text | None = None,
    **facts: object,
) -> None:
    """One line of the certificate's history; `public` is what everybody may read of it."""
    session.add(
        CertificateEvent(
            certificate_id=certificate.id,
            office_id=certificate.office_id,
            unit_id=certificate.unit_id,
            action=action,
            happened_on=clock.today(),
            at=clock.now(),
            by_id=actor.id,
            public_text="" if public is None else str(public),
            facts=facts,
        )
    )


def put_into_review(
    certificate: Certificate, ground: Ground, *, actor: Actor, opened_by_id: int | None = None
) -> CertificateReview | None:
    """Suspend a held certificate, or add to its open review; None when this ground was entered before.

    Raises Conflict for a title that has ended.
    """
    if not stands(certificate):
        raise Conflict(_("{number}已不在有效期内。", number=certificate.number))
    if _is_known(certificate, ground):
        return None
    review = open_review(certificate.id)
    public = None
    if review is None:
        review = _opened(certificate, ground, opened_by_id)
        public = PUBLIC_SUSPENDED[ground.cause]
        WORKFLOW.apply(certificate, CertificateAction.SUSPEND)
    _enter(certificate, review, ground)
    enter_event(
        certificate,
        CertificateAction.SUSPEND,
        actor,
        public,
        review=review.id,
        cause=ground.cause,
        happened_on=ground.happened_on.isoformat(),
        cases=ground.cases,
        text=ground.text,
    )
    words = {"number": certificate.number, "why": str(why(ground))}
    record(actor, CertificateAction.SUSPEND, certificate, **words, review=review.id)
    _tell(certificate, review, ground, actor)
    return review


def _is_known(certificate: Certificate, ground: Ground) -> bool:
    source = next((name for name in _SOURCES if getattr(ground, name) is not None), None)
    if source is None:
        return False
    found = select(CertificateGround.id).where(CertificateGround.certificate_id == certificate.id)
    same = getattr(CertificateGround, source) == getattr(ground, source)
    return session.scalar(found.where(same)) is not None


def _opened(certificate: Certificate, ground: Ground, opened_by_id: int | None) -> CertificateReview:
    days = certificate.standard_version.suspension_days
    review = CertificateReview(
        certificate=certificate,
        office_id=certificate.office_id,
        unit_id=certificate.unit_id,
        division_id=certificate.division_id,
        cause=ground.cause,
        facts={},
        opened_at=clock.now(),
        opened_by_id=opened_by_id,
        due_on=add_working_days(clock.today(), days, working_days()),
    )
    session.add(review)
    session.flush()
    return review


def _enter(certificate: Certificate, review: CertificateReview, ground: Ground) -> None:
    session.add(
        CertificateGround(
            certificate_id=certificate.id, review_id=review.id, at=clock.now(), **asdict(ground)
        )
    )
    session.flush()


def _tell(certificate: Certificate, review: CertificateReview, ground: Ground, actor: Actor) -> None:
    mark = f"{review.id}.{certificate.version}.{ground.tally_id or ''}.{ground.veto_id or ''}"
    tell_subject(
        actor,
        Kind.SUSPENDED,
        certificate,
        _(
            "{subject}的“{title}”暂停复核：{why}。请在{due}前说明情况",
            subject=certificate.subject_name,
            title=certificate.title_name,
            why=why(ground),
            due=review.due_on,
        ),
        mark,
    )
    tell_office(
        actor,
        Kind.SUSPENDED,
        review,
        _(
            "{subject}的“{title}”暂停复核：{why}",
            subject=certificate.subject_name,
            title=certificate.title_name,
            why=why(ground),
        ),
        mark,
    )
