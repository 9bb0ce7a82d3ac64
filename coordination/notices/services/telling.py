"""Telling those concerned by a notice or an objection, each person once."""

from collections.abc import Iterable
from enum import StrEnum

from coordination.applications.models import Application
from coordination.applications.services.telling import applicants
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notices.models import Notice, Objection
from coordination.notifications.queries import Recipient, staff
from coordination.notifications.services import Notice as Message
from coordination.notifications.services import tell


class Kind(StrEnum):
    """What a message is about."""

    PUBLISHED = "notice.published"
    CLOSED = "notice.closed"
    OBJECTION = "notice.objection"
    ANSWERED = "notice.answered"


def tell_published(actor: Actor, notice: Notice) -> None:
    """Whoever applied: it hangs out now."""
    for one in _applications(notice):
        message = _("{subject}的申报开始公示", subject=one.subject.name)
        _tell(actor, Kind.PUBLISHED, notice, applicants(one), message, f"{one.id}")


def tell_closed(actor: Actor, notice: Notice) -> None:
    """Whoever applied: the days are over."""
    for one in _applications(notice):
        message = _("{subject}的公示期已满", subject=one.subject.name)
        _tell(actor, Kind.CLOSED, notice, applicants(one), message, f"{one.id}")


def tell_objection(actor: Actor, objection: Objection) -> None:
    """The clerks and leaders of the office, without a word of who objected."""
    message = _("公示收到一条异议：{subject}", subject=objection.application.subject.name)
    people = staff(objection.office_id, Function.CLERK, Function.LEADER)
    _tell(actor, Kind.OBJECTION, objection, people, message, "", f"/objections/{objection.id}")


def tell_answered(actor: Actor, objection: Objection) -> None:
    """Whoever applied: how the objection ended."""
    application = objection.application
    message = _("{subject}公示期间的异议已答复", subject=application.subject.name)
    _tell(actor, Kind.ANSWERED, objection.notice, applicants(application), message, f"{objection.id}")


def _tell(
    actor: Actor,
    kind: Kind,
    subject: Notice | Objection,
    people: Iterable[Recipient],
    message: Text,
    mark: str,
    address: str = "",
) -> None:
    tell(
        Message(
            key=f"{kind}:{subject.id}:{mark}:{person.account_id}",
            office_id=subject.office_id,
            unit_id=person.unit_id,
            account_id=person.account_id,
            robot_id=None,
            kind=kind,
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            message=message,
            address=address or f"/notices/{subject.id}",
        )
        for person in people
        if person.account_id != actor.id
    )


def _applications(notice: Notice) -> Iterable[Application]:
    return (entry.application for entry in notice.entries if entry.taken_off_at is None)
