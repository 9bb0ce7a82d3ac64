"""Telling those concerned by an act upon an application: in its transaction, each person once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.findings import latest_opinions
from coordination.applications.states import OpinionState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell


class Kind(StrEnum):
    """What a message is about."""

    FILED = "application.filed"
    ASKED = "application.asked"
    CHASED = "application.chased"
    OVERDUE = "application.overdue"
    ANSWERED = "application.answered"
    RETURNED = "application.returned"
    CONCLUDED = "application.concluded"
    REFUSED = "application.refused"
    WITHDRAWN = "application.withdrawn"


def tell_applicants(actor: Actor, kind: Kind, application: Application, message: Text) -> int:
    """The unit that looks after the subject, and the workers of the community itself."""
    return _tell(actor, kind, application, applicants(application), message)


def applicants(application: Application) -> list[Recipient]:
    """Whoever can act for the subject."""
    of_unit = people([application.unit_id], Function.LIAISON, Function.TOWNSHIP).get(application.unit_id, ())
    if application.division_id is None:
        return list(of_unit)
    workers = people([application.unit_id], Function.COMMUNITY_WORKER).get(application.unit_id, ())
    own = [one for one in workers if one.division_id == application.division_id]
    return [*of_unit, *own]


def tell_township(actor: Actor, kind: Kind, application: Application, message: Text) -> int:
    """The unit that reviews first."""
    found = people([application.unit_id], Function.LIAISON, Function.TOWNSHIP)
    return _tell(actor, kind, application, found.get(application.unit_id, ()), message)


def tell_office(
    actor: Actor, kind: Kind, application: Application, message: Text, mark: str | None = None
) -> int:
    """The clerks of the office; `mark` where the same is told once, whatever happens meanwhile."""
    return _tell(actor, kind, application, staff(application.office_id, Function.CLERK), message, mark)


def tell_signers(actor: Actor, kind: Kind, application: Application, message: Text) -> int:
    """The departments that have not given their opinion yet."""
    last = latest_opinions(application.opinions).values()
    units = {one.unit_id for one in last if one.state is OpinionState.ASKED}
    found = people(units, Function.LIAISON, Function.UNIT_REVIEWER) if units else {}
    return _tell(actor, kind, application, [one for each in found.values() for one in each], message)


def _tell(
    actor: Actor,
    kind: Kind,
    application: Application,
    concerned: Iterable[Recipient],
    message: Text,
    mark: str | None = None,
) -> int:
    session.flush()  # the version is part of the key: the same act twice, each time told
    return tell(
        _notice(kind, application, person, message, mark or f"{application.id}.{application.version}", None)
        for person in concerned
        if person.account_id != actor.id
    )


def tell_asked(actor: Actor, kind: Kind, opinions: Sequence[Opinion], mark: str) -> int:
    """Each department once, however many criteria of however many applications it is asked about.

    `mark` makes the message one of a kind: the operation in which it was asked.
    """
    session.flush()
    by_unit: dict[int, list[Opinion]] = {}
    for one in opinions:
        by_unit.setdefault(one.unit_id, []).append(one)
    found = people(by_unit, Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP) if by_unit else {}
    return tell(_asked(actor, kind, by_unit, found, mark))


def _asked(
    actor: Actor,
    kind: Kind,
    by_unit: dict[int, list[Opinion]],
    found: Mapping[int, Sequence[Recipient]],
    mark: str,
) -> Iterator[Notice]:
    for unit_id, asked in by_unit.items():
        applications = {one.application_id: one.application for one in asked}
        first = next(iter(applications.values()))
        words = {
            "subject": first.subject.name,
            "count": len(applications),
            "due": min(one.due_on for one in asked).isoformat(),
        }
        message = _wording(kind, len(applications), words)
        address = f"/applications/{first.id}" if len(applications) == 1 else "/applications/opinions"
        for person in found.get(unit_id, ()):
            if person.account_id != actor.id:
                yield _notice(kind, first, person, message, mark, address)


def _wording(kind: Kind, count: int, words: dict[str, object]) -> Text:
    if kind is Kind.CHASED:
        if count == 1:
            return _("催办：{subject}的联审意见，期限{due}", **words)
        return _("催办：{count}件申报的联审意见，最早的期限{due}", **words)
    if count == 1:
        return _("请联审：{subject}，{due}前提出意见", **words)
    return _("请联审：{count}件申报，最早的{due}前提出意见", **words)


def _notice(
    kind: Kind, application: Application, person: Recipient, message: Text, mark: str, address: str | None
) -> Notice:
    return Notice(
        key=f"{kind}:{mark}:{person.account_id}",
        office_id=application.office_id,
        unit_id=person.unit_id,
        account_id=person.account_id,
        robot_id=None,
        kind=kind,
        subject_type=Application.__tablename__,
        subject_id=application.id,
        message=message,
        address=address or f"/applications/{application.id}",
    )
