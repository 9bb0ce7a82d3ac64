"""What waits for a person, gathered from the slices below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from sqlalchemy import Select, select
from sqlalchemy.orm import defer

from coordination.certificates.queries.desk import ReviewCounts, review_counts
from coordination.circulars.leaving import within_reach
from coordination.circulars.models import Circular
from coordination.circulars.policy import PUBLIC
from coordination.circulars.states import WORKFLOW, CircularAction, CircularState
from coordination.communities.queries.desk import Stood, stood
from coordination.desk.consultations import ConsultationCounts, consultation_counts, consultation_items
from coordination.desk.dispatches import dispatch_items
from coordination.desk.inspections import InspectionCounts, inspection_counts, inspection_items
from coordination.desk.items import DeskItem, desk_items, of_communities, place
from coordination.desk.office import (
    TaskCounts,
    Waiting,
    merged,
    of_reports,
    of_wishes,
    overdue,
    submitted,
    task_counts,
)
from coordination.desk.reviews import review_items
from coordination.desk.tallies import tally_items
from coordination.desk.titles import OfficeCounts, office_counts, title_items
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import local
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.rankings.models import ScoreLine
from coordination.rankings.queries import latest_line
from coordination.reporting.queries import Trouble, Wanted, latest_periods, overview, owed
from coordination.reporting.queries.wishes import to_answer

SHOWN = 8
_OPEN = (CircularState.DRAFT, CircularState.CHECKING, CircularState.SIGNING)
#: What makes a circular somebody's turn; returning it is a choice at that turn, not a turn.
_TURNS = {CircularAction.EDIT, CircularAction.CHECK, CircularAction.ISSUE}


@dataclass(frozen=True)
class Stand:
    """How the reports of one period stand."""

    period: str
    counts: Mapping[Trouble, int]


@dataclass(frozen=True)
class OfficeDesk:
    """`stands`: of the last period of each kind (month, week ...), none before the first; `asked`:
    requests of units about their reports, of any period. The lists hold the first few."""

    stands: Sequence[Stand]
    tasks: TaskCounts
    asked: int
    waiting: Sequence[Waiting]
    late: Sequence[Waiting]
    circulars: Sequence[tuple[Circular, bool]]
    titles: OfficeCounts
    reviews: ReviewCounts
    inspections: InspectionCounts
    consultations: ConsultationCounts


@dataclass(frozen=True)
class UnitDesk:
    """`to_judge` and `to_answer`: what communities filed and asked that waits for the township;
    `communities`: how many stand where on their way to the title."""

    items: Sequence[DeskItem]
    to_judge: int
    to_answer: int
    circulars: Sequence[Circular]
    line: ScoreLine | None
    communities: Sequence[Stood]


def office_desk(actor: Actor, now: datetime) -> OfficeDesk:
    """Reports and assignments by trouble, and circulars under way: first those that wait for the actor."""
    circulars = [(circular, _my_turn(actor, circular)) for circular in _under_way(actor)]
    circulars.sort(key=itemgetter(1), reverse=True)
    tasks, asked = task_counts(actor, now), to_answer(actor)
    waiting = merged(submitted(actor, SHOWN), of_wishes(asked), SHOWN)
    late = overdue(actor, now, SHOWN)
    stands: list[Stand] = []
    for period in latest_periods(actor):
        filed = overview(actor, Wanted(period, Trouble.WAITING), now)
        missing = overview(actor, Wanted(period, Trouble.LATE), now)
        if not stands or filed.counts[Trouble.PASSED] < filed.expected:
            stands.append(Stand(period, missing.counts))
        waiting = merged(waiting, of_reports(filed, period), SHOWN)
        late = merged(late, of_reports(missing, period), SHOWN)
    today = local(now).date()
    return OfficeDesk(
        stands,
        tasks,
        len(asked),
        waiting,
        late,
        circulars,
        office_counts(actor, today),
        review_counts(actor, today),
        inspection_counts(actor, today),
        consultation_counts(actor, today),
    )


def unit_desk(actor: Actor, now: datetime) -> UnitDesk:
    """What the person has to do, the last circulars, and where the unit stands in the last ranking.

    A community worker files no reports: those are the township's.
    """
    issued = _circulars(actor).where(Circular.state.in_(PUBLIC), within_reach(actor)).limit(3)
    reports = [] if Function.COMMUNITY_WORKER in actor.functions else owed(actor)
    items = [
        *desk_items(actor, reports, now, working_days(now)),
        *title_items(actor, now),
        *review_items(actor, now),
        *inspection_items(actor, now),
        *consultation_items(actor, now),
        *tally_items(actor, now),
        *dispatch_items(actor, now),
    ]
    items.sort(key=place)
    return UnitDesk(
        items, *of_communities(actor), session.scalars(issued).all(), latest_line(actor), stood(actor)
    )


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
