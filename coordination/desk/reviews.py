"""What waits for a unit about its titles: a statement in a review, a renewal before the end."""

from datetime import date, datetime

from coordination.certificates.models import Certificate, CertificateReview
from coordination.certificates.policy import acts_for_the_unit, in_the_community
from coordination.certificates.queries.desk import ending_of, unstated
from coordination.certificates.states import CAUSE_LABELS
from coordination.desk.items import DeskItem
from coordination.desk.titles import END_OF_DAY, LATE, RETURNED, WAITING
from coordination.kernel.clock import ZONE, local
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


def review_items(actor: Actor, now: datetime) -> list[DeskItem]:
    """The unit's statements and renewals, as rows of the desk."""
    today = local(now).date()
    rows = [_of_review(actor, one, today) for one in unstated(actor)]
    return [*rows, *(_of_title(actor, one) for one in ending_of(actor, today))]


def _acts(actor: Actor, subject: Certificate | CertificateReview) -> bool:
    return acts_for_the_unit(actor, subject) or in_the_community(actor, subject)


def _end_of(day: date) -> datetime:
    return datetime.combine(day, END_OF_DAY, ZONE)


def _of_review(actor: Actor, review: CertificateReview, today: date) -> DeskItem:
    late, acts = review.due_on < today, _acts(actor, review)
    return DeskItem(
        title=_("{subject}的称号暂停复核", subject=review.certificate.subject_name),
        note="",
        words=CAUSE_LABELS[review.cause],
        look="late" if late else "change",
        due_at=_end_of(review.due_on),
        act=_("说明情况") if acts else _("查看"),
        address=f"/certificates/reviews/{review.id}" + ("/statement" if acts else ""),
        rank=LATE if late else RETURNED,
    )


def _of_title(actor: Actor, certificate: Certificate) -> DeskItem:
    assert certificate.valid_until is not None  # noqa: S101  what has no end does not end soon
    acts = _acts(actor, certificate)
    return DeskItem(
        title=_("{subject}的称号快到期", subject=certificate.subject_name),
        note="",
        words=_("可申报复评"),
        look="wait",
        due_at=_end_of(certificate.valid_until),
        act=_("申报复评") if acts else _("查看"),
        address=f"/applications/new/{certificate.subject_id}" if acts else f"/certificates/{certificate.id}",
        rank=WAITING,
    )
