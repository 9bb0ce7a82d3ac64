"""Telling those concerned by what happens to a title: in its transaction, each person once."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from coordination.certificates.models import Certificate, CertificateReview
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell


class Kind(StrEnum):
    """What a message is about."""

    NAMED = "certificate.named"
    SUSPENDED = "certificate.suspended"
    STATED = "certificate.stated"
    DECIDED = "certificate.decided"
    EXPIRED = "certificate.expired"
    ENDING = "certificate.ending"


def _of_the_subject(certificate: Certificate) -> list[Recipient]:
    """The people of the unit that looks after it, and the workers of that very community."""
    unit = [certificate.unit_id]
    found = list(people(unit, Function.LIAISON, Function.TOWNSHIP).get(certificate.unit_id, ()))
    if certificate.division_id is not None:
        workers = people(unit, Function.COMMUNITY_WORKER).get(certificate.unit_id, ())
        found += [one for one in workers if one.division_id == certificate.division_id]
    return found


def tell_subject(actor: Actor, kind: Kind, certificate: Certificate, message: Text, mark: object) -> int:
    """Tell those who look after the subject; the same `mark` is told once. Answers how many messages."""
    return _tell(actor, kind, certificate, _of_the_subject(certificate), message, mark, _page(certificate))


def tell_office(
    actor: Actor,
    kind: Kind,
    review: CertificateReview,
    message: Text,
    mark: object,
    functions: Sequence[Function] = (Function.CLERK, Function.LEADER),
) -> int:
    """Tell the office about a review."""
    certificate = review.certificate
    where = f"/certificates/reviews/{review.id}"
    found = staff(certificate.office_id, *functions)
    return _tell(actor, kind, certificate, found, message, mark, where)


def _page(certificate: Certificate) -> str:
    return f"/certificates/{certificate.id}"


def _tell(
    actor: Actor,
    kind: Kind,
    certificate: Certificate,
    concerned: Iterable[Recipient],
    message: Text,
    mark: object,
    address: str,
) -> int:
    return tell(
        Notice(
            key=f"{kind}:{certificate.id}.{mark}:{person.account_id}",
            office_id=certificate.office_id,
            unit_id=person.unit_id,
            account_id=person.account_id,
            robot_id=None,
            kind=kind,
            subject_type=Certificate.__tablename__,
            subject_id=certificate.id,
            message=message,
            address=address,
            urgent=kind is Kind.SUSPENDED,
        )
        for person in {one.account_id: one for one in concerned}.values()
        if person.account_id != actor.id
    )
