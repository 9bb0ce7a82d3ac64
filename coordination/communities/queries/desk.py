"""For the desk: how many communities stand where, and how far one's own is."""

from collections.abc import Sequence
from dataclasses import dataclass

from coordination.communities.queries.around import own_community
from coordination.communities.queries.boards import board, of_subject
from coordination.communities.queries.looking import Asked
from coordination.communities.rules import PLACE_LABELS, Place
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.organizations.models import MemberUnit


@dataclass(frozen=True, slots=True)
class Stood:
    """`place` as the address of the screen has it; `own`: a worker's own community, which `lacks` so many
    criteria."""

    place: Place
    label: Text
    count: int
    lacks: int = 0
    own: bool = False


def stood(actor: Actor) -> Sequence[Stood]:
    """Of a township all its communities by where they stand, of a worker the own one; none without a
    standard in force, and for everybody else."""
    if Function.COMMUNITY_WORKER in actor.functions:
        return _own(actor)
    if Function.TOWNSHIP not in actor.functions or actor.unit_id is None:
        return ()
    found = board(session.get_one(MemberUnit, actor.unit_id), Asked())
    if found.view.version is None:
        return ()
    return [Stood(one, label, found.counts[one]) for one, label in PLACE_LABELS.items() if found.counts[one]]


def _own(actor: Actor) -> Sequence[Stood]:
    subject = own_community(actor)
    if subject is None:
        return ()
    view, row = of_subject(subject, Asked())
    if view.version is None:
        return ()
    return [Stood(row.place, PLACE_LABELS[row.place], 1, len(row.missing), own=True)]
