"""Which circulars bind a figure of an indicator: for the pages of the catalogue."""

from collections.abc import Collection

from sqlalchemy import select

from coordination.circulars.binding import used
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState
from coordination.indicators.models import Indicator
from coordination.indicators.uses import Use, Where, publish
from coordination.kernel.db import session

#: As many as a year and a month of circulars, the latest.
LATEST = 13
#: What anybody of the office may read; the others are papers of the office itself.
OPEN_TO_UNITS = (CircularState.ISSUED, CircularState.CORRECTED)


@publish(Where.CIRCULAR)
def circulars(indicator_ids: Collection[int], office_id: int) -> dict[int, list[Use]]:
    """The latest circulars of the office with facts of these indicators in their sentences. They keep
    the values they were drawn with, so none of them stands in the way of closing an indicator."""
    wanted = select(Indicator.code, Indicator.id).where(Indicator.id.in_(indicator_ids))
    ids = {row.code: row.id for row in session.execute(wanted)}
    columns = (Circular.id, Circular.title, Circular.state, Circular.body, Circular.facts)
    rows = session.execute(
        select(*columns)
        .where(Circular.office_id == office_id, Circular.state != CircularState.WITHDRAWN)
        .order_by(Circular.period.desc(), Circular.id.desc())
        .limit(LATEST)
    )
    found: dict[int, list[Use]] = {}
    for row in rows:
        codes = {row.facts.get(name, {}).get("indicator", "") for name in used(row.body)}
        use = Use(
            Where.CIRCULAR,
            row.title,
            f"/circulars/{row.id}",
            current=False,
            for_units=row.state in OPEN_TO_UNITS,
        )
        for code in codes & ids.keys():
            found.setdefault(ids[code], []).append(use)
    return found
