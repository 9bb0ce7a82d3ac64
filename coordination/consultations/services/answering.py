"""Answering an objection, by somebody who neither filed nor approved what is contested."""

from coordination.audit.services import record
from coordination.consultations.models import Objection
from coordination.consultations.rules import checked_words
from coordination.consultations.services.holding import hold
from coordination.consultations.services.telling import tell_answered, what_of
from coordination.consultations.states import ObjectionAction, ObjectionState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _


@service(ObjectionAction.ANSWER)
def answer(
    objection: Objection, *, actor: Actor, operation: str, version: int | None, upheld: bool, text: str
) -> Objection:
    """Say what was found; the unit reads it. Upheld, the figure is to be corrected and the ranking
    computed again before the consultation can end.

    Raises Invalid at `text`, Conflict when it was answered, withdrawn or carried already.
    """
    hold(objection.consultation_id, shared=True)
    expect(objection, version)
    if objection.state is not ObjectionState.OPEN:
        raise Conflict(_("这条异议已经有结果，不能再答复。"))
    said = checked_words(text, _("请写明核查的结果和依据，单位会看到。"), field="text")
    objection.state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    objection.answer, objection.answered_at, objection.answered_by_id = said, clock.now(), actor.id
    session.flush()
    unit = objection.unit.short_name
    item = str(what_of(objection))
    record(actor, ObjectionAction.ANSWER, objection, upheld=upheld, unit=unit, item=item, answer=said)
    tell_answered(actor, objection, upheld)
    return objection
