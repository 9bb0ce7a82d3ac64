"""A document leaves the house: what it is known by from then on, and who acts when it does.

Those who send it out, keep it and tell of it stand above this slice and publish here. They run inside the
transaction that issues or withdraws, and fail it when they fail.
"""

import secrets
from collections.abc import Callable, Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, true

from coordination.circulars.models import Circular
from coordination.circulars.printing import document_of
from coordination.documents.plain import plain_text
from coordination.kernel.db import session
from coordination.kernel.policy import Actor

Leaver = Callable[[Circular, Actor], None]
Counter = Callable[[Circular], int]
Notices = Callable[[Circular], Mapping[int, str]]
Reach = Callable[[Actor], ColumnElement[bool]]


class Moment(StrEnum):
    ISSUED = "issued"
    WITHDRAWN = "withdrawn"


_leavers: dict[Moment, list[Leaver]] = {moment: [] for moment in Moment}
_counters: list[Counter] = []
_reaches: list[Reach] = []
_notices: list[Notices] = []


def publish(moment: Moment, leaver: Leaver) -> None:
    """Have it called at that moment, once for each document."""
    _leavers[moment].append(leaver)


def publish_reach(counter: Counter, reach: Reach) -> None:
    """How many units a document goes to, and which documents somebody of a unit may find."""
    _counters[:], _reaches[:] = [counter], [reach]


def publish_notices(notices: Notices) -> None:
    """What each unit, by its id, is told for itself with a document that does not say it to everybody."""
    _notices[:] = [notices]


def notices(circular: Circular) -> Mapping[int, str]:
    """The private notice for each unit that gets one."""
    return _notices[0](circular) if _notices else {}


def seal(circular: Circular) -> None:
    """The token that its QR code names, and its words as they are printed; between number and state."""
    with session.no_autoflush:  # a number without the state would be refused
        circular.token = secrets.token_urlsafe(16)
        circular.printed_text = plain_text(document_of(circular))


def leave(moment: Moment, circular: Circular, *, actor: Actor) -> None:
    """It was issued, or withdrawn."""
    for leaver in _leavers[moment]:
        leaver(circular, actor)


def recipients(circular: Circular) -> int:
    """How many units it goes out to, or went."""
    return sum(counter(circular) for counter in _counters)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The condition on documents that keeps from a unit what was not sent to it."""
    return _reaches[0](actor) if _reaches else true()
