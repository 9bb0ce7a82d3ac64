"""What waits for a person about titles: reviews of the office, statements and renewals of a unit."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy.orm import joinedload

from coordination.certificates.models import Certificate, CertificateReview
from coordination.certificates.queries.lists import reviews_visible_to, to_renew, visible_to
from coordination.kernel.db import session
from coordination.kernel.policy import Actor

SHOWN = 20


class ReviewCounts(NamedTuple):
    """Suspensions that wait for a decision: all, and those past the time for a statement."""

    open: int
    late: int


def review_counts(actor: Actor, today: date) -> ReviewCounts:
    """Both numbers in one statement."""
    asked = reviews_visible_to(actor).where(CertificateReview.outcome.is_(None))
    late = func.count().filter(CertificateReview.due_on < today)
    return ReviewCounts(*session.execute(asked.with_only_columns(func.count(), late)).one())


def unstated(actor: Actor) -> Sequence[CertificateReview]:
    """The reviews in which the actor's unit or community has not stated its case, the first due on top."""
    found = reviews_visible_to(actor).where(
        CertificateReview.outcome.is_(None), CertificateReview.stated_at.is_(None)
    )
    eager = found.options(joinedload(CertificateReview.certificate, innerjoin=True))
    return session.scalars(eager.order_by(CertificateReview.due_on, CertificateReview.id).limit(SHOWN)).all()


def ending_of(actor: Actor, today: date) -> Sequence[Certificate]:
    """The titles that end soon and that nobody renews yet."""
    return session.scalars(to_renew(visible_to(actor), today).limit(SHOWN)).all()
