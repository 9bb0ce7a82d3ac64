"""What stands around one assignment: its communities, its requests, what waits beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Select, and_, any_, case, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from coordination.accounts.models import Account
from coordination.accounts.rules import AccountState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import Division, MemberUnit
from coordination.organizations.rules import Level
from coordination.tasks.models import Assignment, Request
from coordination.tasks.queries.assignments import PAGE, kept_by
from coordination.tasks.rules import DROPPED, FULFILLED, AssignmentState
from coordination.tasks.states import Wish, WishState


@dataclass(frozen=True, slots=True)
class RollUp:
    """The communities of a township's assignment; sums and shares leave out what was dropped."""

    communities: Sequence[Assignment]

    @property
    def asked(self) -> list[Assignment]:
        return [one for one in self.communities if one.state not in DROPPED]

    @property
    def fulfilled(self) -> int:
        return sum(one.state in FULFILLED for one in self.communities)

    @property
    def percent(self) -> int:
        """The mean of the communities, rounded down: 100 means that all are through."""
        return sum(one.percent for one in self.asked) // len(self.asked) if self.asked else 0

    @property
    def quantity(self) -> Decimal:
        return sum((one.quantity for one in self.asked), Decimal(0))

    @property
    def waiting(self) -> list[Assignment]:
        return [one for one in self.communities if one.state is AssignmentState.SUBMITTED]


def rolled_up(assignment: Assignment) -> RollUp:
    """The communities to which a township passed its assignment on, in the order of their codes."""
    if assignment.division_id is not None or assignment.unit.division_id is None:
        return RollUp([])
    found = (
        select(Assignment)
        .where(Assignment.parent_id == assignment.id)
        .join(Assignment.division)
        .options(contains_eager(Assignment.division), raiseload("*"))
        .order_by(Division.code, Assignment.id)
    )
    return RollUp(session.scalars(found).all())


@dataclass(frozen=True, slots=True)
class Choice:
    """A community that an assignment can be passed on to, and whether anybody signs in for it."""

    id: int
    name: str
    worked: bool


def communities_left(assignment: Assignment) -> list[Choice]:
    """The open communities of the township that were not given this task yet, by code."""
    given = exists().where(
        Assignment.task_id == assignment.task_id,
        Assignment.unit_id == assignment.unit_id,
        Assignment.division_id == Division.id,
    )
    worker = exists().where(
        Account.division_id == Division.id,
        Account.unit_id == assignment.unit_id,
        Account.state == AccountState.ACTIVE,
        literal(str(Function.COMMUNITY_WORKER)) == any_(Account.functions),
    )
    rows = session.execute(
        select(Division.id, Division.name, worker.label("worked"))
        .where(Division.parent_id == assignment.unit.division_id, Division.level == Level.COMMUNITY)
        .where(Division.closed_on.is_(None), ~given)
        .order_by(Division.code)
    )
    return [Choice(row.id, row.name, row.worked) for row in rows]


def requests_of(assignment: Assignment) -> Sequence[Request]:
    """Everything the unit asked about it, latest first."""
    found = select(Request).where(Request.assignment_id == assignment.id)
    return session.scalars(_with_people(found).order_by(Request.id.desc())).all()


def requests_for(actor: Actor) -> Select[Request]:
    """The open requests that the actor's office (or township) is to answer."""
    kept = kept_by(actor).with_only_columns(Assignment.id)
    return select(Request).where(Request.state == WishState.ASKED, Request.assignment_id.in_(kept))


def requests_to_answer(actor: Actor) -> Sequence[Request]:
    """The first page of `requests_for`, the oldest on top."""
    return session.scalars(
        _with_people(requests_for(actor))
        .options(
            joinedload(Request.assignment, innerjoin=True).options(
                joinedload(Assignment.task, innerjoin=True),
                joinedload(Assignment.unit, innerjoin=True),
                joinedload(Assignment.division),
            )
        )
        .order_by(Request.asked_at, Request.id)
        .limit(PAGE)
    ).all()


def with_open_extension(assignments: Iterable[Assignment]) -> set[int]:
    """The ids of those about which a later date was asked and not yet answered."""
    found = select(Request.assignment_id).where(
        Request.assignment_id.in_([one.id for one in assignments]),
        Request.wish == Wish.EXTENSION,
        Request.state == WishState.ASKED,
    )
    return set(session.scalars(found))


def _with_people(found: Select[Request]) -> Select[Request]:
    return found.options(joinedload(Request.asked_by, innerjoin=True), joinedload(Request.decided_by))


def units_without(assignment: Assignment) -> Sequence[MemberUnit]:
    """The open units of the office that were never given this task: where it can be transferred to."""
    given = exists().where(
        Assignment.task_id == assignment.task_id,
        Assignment.unit_id == MemberUnit.id,
        Assignment.division_id.is_(None),
    )
    return session.scalars(
        select(MemberUnit)
        .where(MemberUnit.office_id == assignment.office_id, MemberUnit.closed_on.is_(None), ~given)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def other_units(assignment: Assignment) -> Sequence[MemberUnit]:
    """The open units a unit can name when it says that an assignment is not its own."""
    return session.scalars(
        select(MemberUnit)
        .where(MemberUnit.office_id == assignment.office_id, MemberUnit.closed_on.is_(None))
        .where(MemberUnit.id != assignment.unit_id)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def named_unit(request: Request) -> MemberUnit | None:
    """The unit that the asking unit thinks responsible."""
    return session.get(MemberUnit, request.other_unit_id) if request.other_unit_id is not None else None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many others wait for the actor's check, and which is next."""

    count: int
    next_id: int | None


def waiting_for(actor: Actor) -> Select[Assignment]:
    """What was filed and waits for the actor's check; who filed it does not judge it."""
    return kept_by(actor).where(
        Assignment.state == AssignmentState.SUBMITTED, Assignment.submitted_by_id != actor.id
    )


def awaiting_review(actor: Actor) -> Sequence[Assignment]:
    """The first page of `waiting_for`, the one filed first on top."""
    return session.scalars(
        waiting_for(actor)
        .options(
            joinedload(Assignment.task, innerjoin=True),
            joinedload(Assignment.unit, innerjoin=True),
            joinedload(Assignment.division),
            joinedload(Assignment.submitted_by),
        )
        .order_by(Assignment.submitted_at, Assignment.id)
        .limit(PAGE)
    ).all()


def waiting_beside(actor: Actor, assignment: Assignment) -> Waiting:
    """Next is what was filed for the same task, then whatever was filed first after this one."""
    filed_at = assignment.submitted_at or assignment.issued_at
    after = or_(
        Assignment.submitted_at > filed_at,
        and_(Assignment.submitted_at == filed_at, Assignment.id > assignment.id),
    )
    found = (
        waiting_for(actor)
        .where(Assignment.id != assignment.id)
        .with_only_columns(Assignment.id, func.count().over().label("waiting"))
        .order_by(
            case((Assignment.task_id == assignment.task_id, 0), else_=1),
            case((after, 0), else_=1),
            Assignment.submitted_at,
            Assignment.id,
        )
        .limit(1)
    )
    row = session.execute(found).first()
    return Waiting(0, None) if row is None else Waiting(row.waiting, row.id)
