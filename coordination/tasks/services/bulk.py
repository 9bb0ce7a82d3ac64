"""Acts upon many assignments at once: all of them in one transaction, or none, and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor, allowed
from coordination.kernel.text import Text, _
from coordination.tasks.models import Assignment
from coordination.tasks.queries.around import with_open_extension
from coordination.tasks.queries.assignments import Heap, visible_to
from coordination.tasks.services import ending, receiving, reviewing
from coordination.tasks.services.telling import Kind, tell_who_carries_out
from coordination.tasks.states import WORKFLOW, AssignmentAction

AT_MOST = 500
#: Id of an assignment and the version that the page showed.
Picked = Mapping[int, int]
STALE = Stale().message


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that stands in the way; `assignment` None: not there for this actor."""

    id: int
    assignment: Assignment | None
    reason: Text


class NothingDone(Conflict):
    """Some rows could not be done, so none was; `possible` are the others."""

    def __init__(self, refusals: Sequence[Refusal], possible: Picked) -> None:
        self.refusals = refusals
        self.possible = possible
        super().__init__(
            _(
                "选了{picked}项，其中{refused}项现在不能办，所以一项都没有办。",
                picked=len(refusals) + len(possible),
                refused=len(refusals),
            )
        )


@service(AssignmentAction.ACKNOWLEDGE)
def acknowledge_many(heap: Heap, *, actor: Actor, operation: str, picked: Picked) -> int:
    """Answers how many. Raises NothingDone, Invalid when nothing was picked."""
    return len(_each(actor, AssignmentAction.ACKNOWLEDGE, picked, receiving.receive))


@service(AssignmentAction.APPROVE)
def approve_many(heap: Heap, *, actor: Actor, operation: str, picked: Picked) -> int:
    """Answers how many. Raises NothingDone, Invalid when nothing was picked."""
    done = _each(actor, AssignmentAction.APPROVE, picked, reviewing.accept)
    tell_who_carries_out(actor, Kind.APPROVED, done, reviewing.told_approved)
    return len(done)


@service(AssignmentAction.CLOSE)
def close_many(heap: Heap, *, actor: Actor, operation: str, picked: Picked) -> int:
    """Answers how many. Raises NothingDone, Invalid when nothing was picked."""
    done = _each(actor, AssignmentAction.CLOSE, picked, ending.strike_off)
    tell_who_carries_out(actor, Kind.CLOSED, done, ending.told_closed)
    return len(done)


def _each(
    actor: Actor, action: AssignmentAction, picked: Picked, do: Callable[[Assignment, Actor], None]
) -> list[Assignment]:
    rows = _checked(actor, action, picked)
    for one in rows:
        do(one, actor)
    return rows


def _checked(actor: Actor, action: AssignmentAction, picked: Picked) -> list[Assignment]:
    """Every row that was picked, when each of them can be done; looked at before anything changes."""
    if not picked:
        raise Invalid(_("请先勾选要办的交办。"))
    if len(picked) > AT_MOST:
        raise Invalid(_("一次最多办{limit}项，请分几次。", limit=AT_MOST))
    found = _rows(actor, picked)
    asked = with_open_extension(found.values()) if action is AssignmentAction.APPROVE else set()
    refusals = []
    for id, version in picked.items():
        one = found.get(id)
        reason = _obstacle(actor, action, one, version, asked)
        if reason is not None:
            refusals.append(Refusal(id, one, reason))
    if refusals:
        refused = {one.id for one in refusals}
        raise NothingDone(refusals, {id: seen for id, seen in picked.items() if id not in refused})
    return [found[id] for id in sorted(found)]


def _rows(actor: Actor, picked: Picked) -> dict[int, Assignment]:
    found = visible_to(actor).where(Assignment.id.in_(list(picked))).order_by(Assignment.id)
    eager = found.options(
        joinedload(Assignment.task, innerjoin=True),
        joinedload(Assignment.unit, innerjoin=True),
        joinedload(Assignment.division),
    )
    return {one.id: one for one in session.scalars(eager)}


def _obstacle(
    actor: Actor, action: AssignmentAction, one: Assignment | None, version: int, asked: set[int]
) -> Text | None:
    if one is None:
        return _("没有这一项，或您无权查看。")
    if action not in WORKFLOW.actions(one.state):
        return _("现在是“{state}”，不能做这一步。", state=WORKFLOW.labels[one.state])
    if one.version != version:
        return STALE
    if not allowed(actor, action, one):
        own = action is AssignmentAction.APPROVE and one.submitted_by_id == actor.id
        return _("报送人不能核查自己报送的。") if own else _("您的职能不能做这一步。")
    if one.id in asked and reviewing.filed_late(one):
        return reviewing.UNANSWERED
    return None
