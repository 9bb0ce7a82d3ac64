"""Which schemes score an indicator: for the pages of the catalogue."""

from collections.abc import Collection

from sqlalchemy import select

from coordination.indicators.uses import Use, Where, publish
from coordination.kernel.db import session
from coordination.schemes.models import Scheme, SchemeItem


@publish(Where.SCHEME)
def schemes(indicator_ids: Collection[int], office_id: int) -> dict[int, list[Use]]:
    """The schemes of the office with these indicators, the latest first; closed ones are not in use."""
    rows = session.execute(
        select(SchemeItem.indicator_id, Scheme.id, Scheme.name, Scheme.revision, Scheme.closed_at)
        .join(Scheme, SchemeItem.scheme_id == Scheme.id)
        .where(SchemeItem.indicator_id.in_(indicator_ids), Scheme.office_id == office_id)
        .distinct()
        .order_by(Scheme.id.desc())
    )
    found: dict[int, list[Use]] = {}
    for row in rows:
        use = Use(Where.SCHEME, row.name, f"/schemes/{row.id}", current=row.closed_at is None)
        found.setdefault(row.indicator_id, []).append(use)
    return found
