"""What waits for a person about applications: for the office in numbers, for a unit in rows."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import exists, func, or_, select

from coordination.applications.models import Application, Opinion
from coordination.applications.queries.applications import visible_to
from coordination.applications.queries.signing import waits
from coordination.applications.states import ApplicationState, OpinionState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.subjects.models import Subject

_S = ApplicationState


class OfficeCounts(NamedTuple):
    """Applications by what they need: a department that is late, the conclusion, a notice, a title."""

    late: int
    ready: int
    before_notice: int
    before_naming: int


def office_counts(actor: Actor, today: date) -> OfficeCounts:
    """All four numbers in one statement."""
    asked = exists().where(Opinion.application_id == Application.id, Opinion.state == OpinionState.ASKED)
    late = exists().where(
        Opinion.application_id == Application.id,
        Opinion.state == OpinionState.ASKED,
        Opinion.due_on < today,
    )
    review = Application.state == _S.JOINT_REVIEW
    found = visible_to(actor).with_only_columns(
        func.count().filter(review, late),
        func.count().filter(review, ~asked),
        func.count().filter(Application.state == _S.BEFORE_NOTICE),
        func.count().filter(Application.state == _S.BEFORE_NAMING),
    )
    return OfficeCounts(*session.execute(found).one())


class Owed(NamedTuple):
    """An application that waits for the unit: returned, or filed by a community and to be reviewed first."""

    id: int
    state: ApplicationState
    subject: str
    reason: str


def owed(actor: Actor) -> list[Owed]:
    """What waits for the actor's unit, or for the worker of the community, the oldest first."""
    states = [_S.RETURNED]
    if actor.functions & {Function.LIAISON, Function.TOWNSHIP}:
        states.append(_S.FILED)
    elif Function.COMMUNITY_WORKER not in actor.functions:
        return []
    own = visible_to(actor).where(Application.unit_id == actor.unit_id)
    found = own.where(
        Application.state.in_(states),
        or_(Application.state == _S.RETURNED, Application.filed_by_id != actor.id),
    ).join(Subject, Subject.id == Application.subject_id)
    rows = found.with_only_columns(Application.id, Application.state, Subject.name, Application.reason)
    return [Owed(*row) for row in session.execute(rows.order_by(Application.filed_at, Application.id))]


class Signed(NamedTuple):
    """The opinions that wait at a unit, and the first deadline."""

    asked: int
    late: int
    due_on: date | None


def to_sign(actor: Actor, today: date) -> Signed:
    """How much waits for the signature of the actor's unit."""
    if not actor.functions & {Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP}:
        return Signed(0, 0, None)
    found = (
        select(func.count(), func.count().filter(Opinion.due_on < today), func.min(Opinion.due_on))
        .select_from(Opinion)
        .join(Application, Application.id == Opinion.application_id)
        .where(Opinion.office_id == actor.office_id, Opinion.unit_id == actor.unit_id, waits())
    )
    return Signed(*session.execute(found).one())
