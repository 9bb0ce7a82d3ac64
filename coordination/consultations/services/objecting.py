"""A unit objects to its line or to one item of it, mends that while it is open, or takes it back."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from coordination.audit.services import record
from coordination.consultations.models import Consultation, ConsultedUnit, Objection
from coordination.consultations.policy import STAFF
from coordination.consultations.queries import recused
from coordination.consultations.rules import checked_item, checked_reason
from coordination.consultations.services.evidence import put
from coordination.consultations.services.holding import hold_for_unit
from coordination.consultations.services.telling import tell_objected, what_of
from coordination.consultations.states import OBJECTIONS, ObjectionAction, ObjectionState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.kernel.uploads import Accepted
from coordination.notifications.queries import beyond_the_fence, staff
from coordination.rankings.models import Ranking, ScoreItem


@service(ObjectionAction.FILE)
def object_to(
    place: ConsultedUnit,
    *,
    actor: Actor,
    operation: str,
    item: str,
    reason: str,
    claimed: Decimal | None = None,
    files: Sequence[Accepted] = (),
) -> Objection:
    """Contest one item by its code, or the whole line with "".

    `claimed` is the value that the item should have, in its unit of measure. What the unit agreed to
    before, it takes back by this. Raises Invalid at `item`, `claimed`, `reason` or `files`, Conflict after
    the last day or while the same is contested already.
    """
    held = hold_for_unit(place.consultation_id)
    of_line = select(ScoreItem.code, ScoreItem.title).where(ScoreItem.line_id == place.line_id)
    title = checked_item(item, claimed, {row.code: row.title for row in session.execute(of_line)})
    said = checked_reason(reason)
    _refuse_second(held, place, item)
    made = _objection(held, place, item, item_title=title, reason=said, claimed=claimed, filed_by_id=actor.id)
    session.add(made)
    session.flush()
    put(made, actor, files)
    place.agreed_at = place.agreed_by_id = None
    told = {"unit": place.unit.short_name, "item": str(what_of(made)), "reason": said}
    record(actor, ObjectionAction.FILE, made, files=len(made.evidence), **told)
    tell_objected(actor, made, staff(made.office_id, *STAFF))
    return made


def _objection(held: Consultation, place: ConsultedUnit, item: str, **said: object) -> Objection:
    """What was said, against what it stands, and who is therefore recused."""
    return Objection(
        office_id=place.office_id,
        consultation_id=held.id,
        consultation=held,
        unit_id=place.unit_id,
        unit=place.unit,
        line_id=place.line_id,
        item_code=item,
        state=ObjectionState.OPEN,
        recused=recused(place.line_id, item, _frozen_at(held)),
        filed_at=clock.now(),
        evidence=[],
        **said,
    )


def _refuse_second(held: Consultation, place: ConsultedUnit, item: str) -> None:
    same = select(Objection.id).where(
        Objection.consultation_id == held.id,
        Objection.unit_id == place.unit_id,
        Objection.item_code == item,
        Objection.state == ObjectionState.OPEN,
    )
    if session.scalar(same):
        raise Conflict(_("本单位对这一项已经提了异议，还没有答复；要补充的，请修改那一条。"))


def _frozen_at(held: Consultation) -> datetime:
    """When the ranking was frozen, which is closed to the unit until it is published."""
    with beyond_the_fence():
        return session.scalars(select(Ranking.frozen_at).where(Ranking.id == held.ranking_id)).one()


@service(ObjectionAction.EDIT)
def edit(
    objection: Objection,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    reason: str,
    claimed: Decimal | None = None,
    files: Sequence[Accepted] = (),
) -> Objection:
    """Mend what was said, until the last day and before it is answered; files are added to those there.

    Raises as `object_to` does, Stale when somebody wrote in between.
    """
    hold_for_unit(objection.consultation_id)
    expect(objection, version)
    OBJECTIONS.apply(objection, ObjectionAction.EDIT)
    if claimed is not None and not objection.item_code:
        raise Invalid(_("这条异议针对总分和名次，不填某一项的数值。"), field="claimed")
    objection.reason, objection.claimed = checked_reason(reason), claimed
    objection.version += 1  # also when only files were added
    put(objection, actor, files)
    record(actor, ObjectionAction.EDIT, objection, item=str(what_of(objection)), files=len(files))
    return objection


@service(ObjectionAction.WITHDRAW)
def withdraw(objection: Objection, *, actor: Actor, operation: str, version: int | None) -> Objection:
    """Take it back, also after the last day, as long as it is not answered. Raises Conflict otherwise."""
    expect(objection, version)
    OBJECTIONS.apply(objection, ObjectionAction.WITHDRAW)
    record(actor, ObjectionAction.WITHDRAW, objection, item=str(what_of(objection)))
    return objection
