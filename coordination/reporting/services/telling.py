"""Telling those concerned by an act upon reports: in its transaction, each person once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum

from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell
from coordination.reporting.models import Report

Wording = Callable[[Report], Text]


class Kind(StrEnum):
    RETURNED = "report.returned"
    ASKED = "report.asked"
    ANSWERED = "report.answered"


def tell_unit(actor: Actor, kind: Kind, reports: Iterable[Report], message: Wording, mark: str) -> int:
    """Tell those who file for the units; `mark` tells one such message from the next."""
    told = list(reports)
    of_units = people({one.unit_id for one in told}, Function.LIAISON, Function.TOWNSHIP)
    return tell(
        notice
        for one in told
        for notice in _notices(actor, kind, one, of_units.get(one.unit_id, ()), message, mark)
    )


def tell_office(actor: Actor, kind: Kind, report: Report, message: Wording, mark: str) -> int:
    """Tell the clerks of the office."""
    return tell(_notices(actor, kind, report, staff(report.office_id, Function.CLERK), message, mark))


def _notices(
    actor: Actor, kind: Kind, report: Report, told: Sequence[Recipient], message: Wording, mark: str
) -> Iterator[Notice]:
    for person in told:
        if person.account_id != actor.id:
            yield Notice(
                key=f"{kind}:{report.id}.{mark}:{person.account_id}",
                office_id=report.office_id,
                unit_id=person.unit_id,
                account_id=person.account_id,
                robot_id=None,
                kind=kind,
                subject_type=Report.__tablename__,
                subject_id=report.id,
                message=message(report),
                address=f"/reports/{report.id}",
            )


def name_of(report: Report) -> str:
    """The report as a message calls it: 2026年10月银行月报."""
    return f"{Period.parse(report.period).label()}{report.form.name}"
