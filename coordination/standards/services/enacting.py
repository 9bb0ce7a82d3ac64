"""From draft to in force: revise, discard, enact, close."""

from datetime import date

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.standards import queries
from coordination.standards.models import Standard, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import VersionState
from coordination.standards.rules.fitness import Obstacle, doubts, obstacles
from coordination.standards.services.drafts import copied, draft_of, head_of, only_a_draft


@service(StandardAction.REVISE)
def revise(standard: Standard, *, actor: Actor, operation: str, version: int | None) -> StandardVersion:
    """A draft that begins as the last enacted version is; that one stays as it is.

    Raises Conflict when there is a draft already or the standard is closed.
    """
    expect(standard, version)
    if standard.closed_on is not None:
        raise Conflict(_("这个标准已停用，不能再起草新的一版。"))
    if queries.draft_of(standard) is not None:
        raise Conflict(_("这个标准已有一份草案，请接着改那一份。"))
    model = queries.latest(standard)
    if model is None:
        raise Conflict(_("这个标准还没有施行过的版本。"))
    draft = StandardVersion(
        standard_id=standard.id,
        office_id=standard.office_id,
        number=_last_number(standard) + 1,
        state=VersionState.DRAFT,
        **copied(model),
    )
    session.add(draft)
    record(actor, StandardAction.REVISE, standard, name=standard.name, number=draft.number)
    return draft


def _last_number(standard: Standard) -> int:
    found = select(func.max(StandardVersion.number)).where(StandardVersion.standard_id == standard.id)
    return session.scalar(found) or 0


@service(StandardAction.DISCARD)
def discard(draft: StandardVersion, *, actor: Actor, operation: str, version: int | None) -> StandardVersion:
    """Give a draft up; it stays readable for the office and keeps its number."""
    expect(draft, version)
    only_a_draft(draft)
    draft.state = VersionState.DISCARDED
    record(actor, StandardAction.DISCARD, draft.standard, name=draft.standard.name, number=draft.number)
    return draft


@service(StandardAction.ENACT)
def enact(
    draft: StandardVersion, *, actor: Actor, operation: str, version: int | None, effective_on: date | None
) -> StandardVersion:
    """From `effective_on` on applications are judged by this version; those before keep theirs.

    Raises Invalid at `effective_on`, or when something stands against it; see `standing_against`.
    """
    expect(draft, version)
    only_a_draft(draft)
    _fit_day(draft, effective_on)
    found = standing_against(draft)
    if found:
        raise Invalid(_("还有{count}处要改好，才能施行。", count=len(found)))
    draft.effective_on = effective_on
    draft.enacted_at, draft.enacted_by_id = clock.now(), actor.id
    draft.state = VersionState.ENACTED
    record(
        actor,
        StandardAction.ENACT,
        draft.standard,
        name=draft.standard.name,
        number=draft.number,
        effective=f"{effective_on}",
        criteria=len(draft.criteria),
    )
    return draft


def _fit_day(draft: StandardVersion, effective_on: date | None) -> None:
    if effective_on is None or effective_on < clock.today():
        raise Invalid(_("施行日期要填今天或以后：标准不能倒着施行。"), field="effective_on")
    before = queries.latest(draft.standard)
    if before is not None and before.effective_on is not None and effective_on <= before.effective_on:
        raise Invalid(
            _(
                "第{number}版从{day}起施行，这一版要比它晚。",
                number=before.number,
                day=f"{before.effective_on}",
            ),
            field="effective_on",
        )
    if draft.standard.closed_on is not None:
        raise Conflict(_("这个标准已停用，不能再施行新的一版。"))


def standing_against(draft: StandardVersion) -> list[Obstacle]:
    """Everything that is to be mended before the draft can be enacted."""
    known = queries.known(int(draft.office_id or 0), draft.standard.subject_kind)
    return list(obstacles(head_of(draft), [draft_of(one) for one in draft.criteria], known))


def to_look_at(draft: StandardVersion) -> list[Obstacle]:
    """What to look at twice, and need not be mended."""
    return list(doubts(head_of(draft), [draft_of(one) for one in draft.criteria]))


@service(StandardAction.CLOSE)
def close(standard: Standard, *, actor: Actor, operation: str, version: int | None) -> Standard:
    """Nobody applies by this standard any more; titles given under it and open applications go on."""
    expect(standard, version)
    if standard.closed_on is not None:
        raise Conflict(_("这个标准已经停用了。"))
    standard.closed_on = clock.today()
    draft = queries.draft_of(standard)
    if draft is not None:
        draft.state = VersionState.DISCARDED
    record(actor, StandardAction.CLOSE, standard, name=standard.name, closed=f"{standard.closed_on}")
    return standard
