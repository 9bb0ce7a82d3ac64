"""Telling units of documents, and the office of those who have not signed: each person once."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from coordination.circulars.models import Circular
from coordination.circulars.numbering import number
from coordination.dispatches.models import Dispatch
from coordination.dispatches.policy import UNIT
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.notifications.queries import Recipient, people, staff
from coordination.notifications.services import Notice, tell


class Kind(StrEnum):
    """What a message is about."""

    SENT = "dispatch.sent"
    CHASED = "dispatch.chased"
    WITHDRAWN = "dispatch.withdrawn"
    LATE = "dispatch.late"


def tell_units(
    actor: Actor, kind: Kind, dispatches: Sequence[Dispatch], circular: Circular, message: Text, mark: str
) -> int:
    """Tell the people of the units these dispatches go to; the same `mark` is told once."""
    concerned = people([one.unit_id for one in dispatches], *UNIT)
    return tell(
        _notice(kind, one, person, circular, message, mark)
        for one in dispatches
        for person in concerned.get(one.unit_id, ())
        if person.account_id != actor.id
    )


def _notice(
    kind: Kind, dispatch: Dispatch, person: Recipient, circular: Circular, message: Text, mark: str
) -> Notice:
    return Notice(
        key=f"{kind}:{dispatch.id}.{mark}:{person.account_id}",
        office_id=circular.office_id,
        unit_id=dispatch.unit_id,
        account_id=person.account_id,
        robot_id=None,
        kind=kind,
        subject_type=Dispatch.__tablename__,
        subject_id=dispatch.id,
        message=message,
        address=f"/dispatches/{dispatch.id}",
        urgent=kind is Kind.CHASED,
    )


def tell_clerks(circular: Circular, units: Iterable[str]) -> int:
    """Tell the clerks of the office, once for a document, who has not signed within 24 hours."""
    names = list(units)
    message = _(
        "{document}还有{count}家单位24小时未签收",
        document=named(circular),
        count=len(names),
    )
    return tell(
        Notice(
            key=f"{Kind.LATE}:{circular.id}:{person.account_id}",
            office_id=circular.office_id,
            unit_id=None,
            account_id=person.account_id,
            robot_id=None,
            kind=Kind.LATE,
            subject_type=Circular.__tablename__,
            subject_id=circular.id,
            message=message,
            address=f"/circulars/{circular.id}/receipts?show=open",
        )
        for person in staff(circular.office_id, Function.CLERK)
    )


def named(circular: Circular) -> Text:
    """《关于…的通报》（七反诈联办〔2026〕12号）"""
    return _("《{title}》（{number}）", title=circular.title, number=number(circular))
