"""One submission of a report as it was."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.reporting.models import Report, Revision
from coordination.reporting.queries.lists import visible_to

LARGEST = 2**31


def revision(actor: Actor, **places: int) -> Revision | None:
    """The submission of an address, `id` that of the report, if the actor sees the report."""
    if not 0 < places["id"] < 2**63 or not 0 < places["number"] < LARGEST:
        return None
    seen = visible_to(actor).where(Report.id == places["id"]).with_only_columns(Report.id)
    found = (
        select(Revision)
        .join(Revision.report)
        .where(Revision.report_id.in_(seen), Revision.number == places["number"])
        .options(
            contains_eager(Revision.report).joinedload(Report.form, innerjoin=True),
            contains_eager(Revision.report).joinedload(Report.unit, innerjoin=True),
            joinedload(Revision.submitted_by, innerjoin=True),
        )
    )
    return session.scalars(found).first()
