"""Telling those concerned by an act upon assignments: in its transaction, each person once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell
from coordination.tasks.models import Assignment, Request

Wording = Callable[[Assignment], Text]
_Concerned = Callable[[Assignment], Sequence[Recipient]]


class Kind(StrEnum):
    """What a message is about; `issued` is the word of the announcement of a task."""

    ISSUED = "assignment.issued"
    SUBMITTED = "assignment.submitted"
    APPROVED = "assignment.approved"
    RETURNED = "assignment.returned"
    CLOSED = "assignment.closed"
    ENDED = "assignment.ended"
    ASKED = "assignment.asked"
    ANSWERED = "assignment.answered"


def tell_who_carries_out(
    actor: Actor,
    kind: Kind,
    assignments: Iterable[Assignment],
    message: Wording,
    about: Request | None = None,
) -> int:
    """Tell the unit's people, or the workers of the community; not the actor. Answers how many messages."""
    told = list(assignments)
    units = {one.unit_id for one in told if one.division_id is None}
    townships = {one.unit_id for one in told if one.division_id is not None}
    of_units = people(units, Function.LIAISON, Function.TOWNSHIP) if units else {}
    workers = people(townships, Function.COMMUNITY_WORKER) if townships else {}

    def concerned(one: Assignment) -> Sequence[Recipient]:
        if one.division_id is None:
            return of_units.get(one.unit_id, ())
        return [each for each in workers.get(one.unit_id, ()) if each.division_id == one.division_id]

    return tell(_notices(actor, kind, told, concerned, message, about))


def tell_who_keeps(
    actor: Actor, kind: Kind, assignment: Assignment, message: Wording, about: Request | None = None
) -> int:
    """Tell those who judge it: the clerks of the office, or the township about its community."""
    if assignment.division_id is None:
        keepers = staff(assignment.office_id, Function.CLERK)
    else:
        of_units: Mapping[int, Sequence[Recipient]] = people([assignment.unit_id], Function.TOWNSHIP)
        keepers = of_units.get(assignment.unit_id, ())
    return tell(_notices(actor, kind, [assignment], lambda _one: keepers, message, about))


def _notices(
    actor: Actor,
    kind: Kind,
    assignments: Sequence[Assignment],
    concerned: _Concerned,
    message: Wording,
    about: Request | None,
) -> Iterator[Notice]:
    session.flush()  # the version is part of the key: the same act twice, each time told
    for one in assignments:
        mark = "" if kind is Kind.ISSUED else f".{one.version}" if about is None else f".{about.id}"
        for person in concerned(one):
            if person.account_id == actor.id:
                continue
            yield Notice(
                key=f"{kind}:{one.id}{mark}:{person.account_id}",
                office_id=one.office_id,
                unit_id=person.unit_id,
                account_id=person.account_id,
                robot_id=None,
                kind=kind,
                subject_type=Assignment.__tablename__,
                subject_id=one.id,
                message=message(one),
                address=f"/assignments/{one.id}",
            )


def told_submitted(assignment: Assignment) -> Text:
    """To those who judge it."""
    return _("{unit}报办结，待核查：{title}", unit=name_of(assignment), title=assignment.task.title)


def name_of(assignment: Assignment) -> str:
    """Who carries it out, as lists call it."""
    return assignment.division.name if assignment.division else assignment.unit.short_name
