"""Every text that was saved is kept, for comparison; what is typed and not saved yet stands beside."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from coordination.audit.services import record
from coordination.circulars.models import Circular, CircularAutosave, CircularVersion
from coordination.circulars.states import CircularAction, CircularState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _

CONTENT_AT_MOST = 400_000  # characters of one autosave


def keep_version(circular: Circular, actor: Actor) -> None:
    """Keep the text as it stands, unless it is the one kept last; drop what this person had not saved."""
    last = session.scalars(
        select(CircularVersion)
        .where(CircularVersion.circular_id == circular.id)
        .order_by(CircularVersion.number.desc())
        .limit(1)
    ).first()
    text = {name: getattr(circular, name) for name in ("title", "addressees", "copies_to", "body")}
    if last is None or any(getattr(last, name) != value for name, value in text.items()):
        session.add(
            CircularVersion(
                circular_id=circular.id,
                number=last.number + 1 if last else 1,
                saved_at=clock.now(),
                saved_by_id=actor.id,
                **text,
            )
        )
    _drop(circular, actor)


def _drop(circular: Circular, actor: Actor) -> None:
    session.execute(
        delete(CircularAutosave).where(
            CircularAutosave.circular_id == circular.id, CircularAutosave.account_id == actor.id
        )
    )


@service(CircularAction.EDIT)
def autosave(
    circular: Circular, *, actor: Actor, operation: str, base: int, content: dict[str, Any]
) -> Circular:
    """Keep what is typed, as it was begun from version `base`; the circular itself stays as it is.

    Raises Conflict once it is no draft any more, Invalid when there is more than a document can hold.
    """
    if circular.state is not CircularState.DRAFT:
        raise Conflict(_("文稿已不在起草，不能再改。"))
    if len(str(content)) > CONTENT_AT_MOST:
        raise Invalid(_("文稿太长，没有自动保存。"))
    row = insert(CircularAutosave).values(
        circular_id=circular.id,
        account_id=actor.id,
        content=content,
        base=base,
        saved_at=clock.now(),
    )
    changed = {name: getattr(row.excluded, name) for name in ("content", "base", "saved_at")}
    session.execute(row.on_conflict_do_update(index_elements=["circular_id", "account_id"], set_=changed))
    record(actor, "circular.autosave", CircularAutosave(), circular=circular.id)
    return circular


@service(CircularAction.EDIT)
def discard_autosave(circular: Circular, *, actor: Actor, operation: str) -> Circular:
    """Forget what this person typed and did not save."""
    _drop(circular, actor)
    record(actor, "circular.autosave", CircularAutosave(), circular=circular.id, dropped=True)
    return circular
