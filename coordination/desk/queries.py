"""What waits for a person, gathered from the slices below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from coordination.circulars.models import Circular
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.rankings.models import ScoreLine
from coordination.rankings.queries import latest_line
from coordination.reporting.models import Report
from coordination.reporting.queries import Form, Listed, Trouble, Wanted, latest_period, overview, owed

SHOWN = 8
_OPEN = (CircularState.DRAFT, CircularState.CHECKING, CircularState.SIGNING)
#: What makes a circular somebody's turn; returning it is a choice at that turn, not a turn.
_TURNS = {CircularAction.EDIT, CircularAction.CHECK, CircularAction.ISSUE}


@dataclass(frozen=True)
class OfficeDesk:
    """`period` is the last one opened; None before the first."""

    period: str | None
    counts: Mapping[Trouble, int]
    waiting: Sequence[Listed]
    late: Sequence[Listed]
    forms: Mapping[int, Form]
    circulars: Sequence[tuple[Circular, bool]]


@dataclass(frozen=True)
class UnitDesk:
    owed: Sequence[Report]
    circulars: Sequence[Circular]
    line: ScoreLine | None


def office_desk(actor: Actor, now: datetime) -> OfficeDesk:
    """The month's reports by trouble, and the circulars under way with whether it is the actor's turn."""
    period = latest_period(actor)
    circulars = [(circular, _my_turn(actor, circular)) for circular in _under_way(actor)]
    if period is None:
        return OfficeDesk(None, dict.fromkeys(Trouble, 0), [], [], {}, circulars)
    waiting = overview(actor, Wanted(period, Trouble.WAITING), now)
    late = overview(actor, Wanted(period, Trouble.LATE), now)
    shown = waiting.reports[:SHOWN], late.reports[:SHOWN]
    return OfficeDesk(period, late.counts, *shown, late.forms, circulars)


def unit_desk(actor: Actor) -> UnitDesk:
    """What the unit owes, the last circulars, and where it stands in the last published ranking."""
    issued = _circulars(actor).where(Circular.state.in_(PUBLIC)).limit(3)
    return UnitDesk(owed(actor), session.scalars(issued).all(), latest_line(actor))


def _under_way(actor: Actor) -> Sequence[Circular]:
    return session.scalars(_circulars(actor).where(Circular.state.in_(_OPEN)).limit(SHOWN)).all()


def _circulars(actor: Actor) -> Select[Circular]:
    return (
        select(Circular)
        .where(Circular.office_id == actor.office_id)
        .options(defer(Circular.body), defer(Circular.facts), defer(Circular.annex))
        .order_by(Circular.issued_on.desc().nulls_first(), Circular.id.desc())
    )


def _my_turn(actor: Actor, circular: Circular) -> bool:
    return bool(_TURNS & set(WORKFLOW.available(actor, circular)))
