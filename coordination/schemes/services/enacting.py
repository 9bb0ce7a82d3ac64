"""From draft to in force; giving a draft up; closing."""

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.schemes import queries
from coordination.schemes.models import Scheme
from coordination.schemes.rules.fitness import Obstacle, doubts, obstacles
from coordination.schemes.services.building import first_month
from coordination.schemes.services.drafts import draft_of, head_of, only_a_draft
from coordination.schemes.states import WORKFLOW, SchemeAction


@service(SchemeAction.ENACT)
def enact(scheme: Scheme, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """Put a draft in force; the revision before is closed and stays as it is.

    Raises Invalid while something stands against it; see `standing_against`.
    """
    expect(scheme, version)
    only_a_draft(scheme)
    found = standing_against(scheme)
    if found:
        raise Invalid(_("还有{count}处要改好，才能施行。", count=len(found)))
    before = queries.current(scheme)
    if before is not None:
        _hold(before)
        WORKFLOW.apply(before, SchemeAction.CLOSE)
        before.closed_at = clock.now()
        session.flush()
    WORKFLOW.apply(scheme, SchemeAction.ENACT)
    scheme.enacted_at, scheme.enacted_by_id = clock.now(), actor.id
    record(actor, SchemeAction.ENACT, scheme, name=scheme.name, revision=scheme.revision)
    return scheme


def _hold(scheme: Scheme) -> None:
    """Nobody freezes by a revision while it is being closed."""
    session.execute(select(Scheme.id).where(Scheme.id == scheme.id).with_for_update())


@service(SchemeAction.DISCARD)
def discard(scheme: Scheme, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """Give a draft up; it stays readable for the office and keeps its number."""
    expect(scheme, version)
    only_a_draft(scheme)
    WORKFLOW.apply(scheme, SchemeAction.DISCARD)
    scheme.closed_at = clock.now()
    record(actor, SchemeAction.DISCARD, scheme, name=scheme.name, revision=scheme.revision)
    return scheme


@service(SchemeAction.CLOSE)
def close(scheme: Scheme, *, actor: Actor, operation: str, version: int | None) -> Scheme:
    """Nobody is ranked by this scheme any more; what was frozen stays."""
    expect(scheme, version)
    WORKFLOW.apply(scheme, SchemeAction.CLOSE)
    scheme.closed_at = clock.now()
    record(actor, SchemeAction.CLOSE, scheme, name=scheme.name, revision=scheme.revision)
    return scheme


def sizes(scheme: Scheme) -> dict[str, int]:
    """How many units each cohort of a whole scheme has today."""
    found = dict.fromkeys((one.name for one in scheme.cohorts), 0)
    for member in queries.members_of(scheme):
        found[member.cohort] = found.get(member.cohort, 0) + 1
    return found


def standing_against(scheme: Scheme) -> list[Obstacle]:
    """Everything that is to be mended before the draft can be put in force."""
    known = queries.known(scheme.office_id)
    drafts = [draft_of(one) for one in scheme.items]
    before = first_month(queries.current(scheme))
    return list(obstacles(head_of(scheme), drafts, known, sizes(scheme), scheme.revision, before))


def to_look_at(scheme: Scheme) -> list[Obstacle]:
    """What to look at twice, and need not be mended."""
    return list(doubts(head_of(scheme), [draft_of(one) for one in scheme.items], sizes(scheme)))
