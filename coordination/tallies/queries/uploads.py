"""The sheets that were sent up."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.tallies.models import TallyUpload

RECENT = 5


def upload_of_page(actor: Actor, **places: int) -> TallyUpload | None:
    """The sheet of a page; None when the actor's fences hide it."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = select(TallyUpload).where(TallyUpload.id == number)
    shown = found.options(joinedload(TallyUpload.file), joinedload(TallyUpload.uploaded_by))
    return session.scalars(shown).first()


def recent_uploads(office_id: int) -> Sequence[TallyUpload]:
    """The last sheets, as far as the reader's fences let them be seen."""
    found = select(TallyUpload).where(TallyUpload.office_id == office_id)
    shown = found.options(joinedload(TallyUpload.file), joinedload(TallyUpload.uploaded_by))
    return session.scalars(shown.order_by(TallyUpload.id.desc()).limit(RECENT)).all()
