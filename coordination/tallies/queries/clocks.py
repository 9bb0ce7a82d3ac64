"""The clocks of many subjects in one statement, and what moved them back in two."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Date, and_, cast, func, or_, select, text

from coordination.kernel.clock import clock as now
from coordination.kernel.db import session
from coordination.tallies.models import Tally
from coordination.tallies.rules import clock as rules
from coordination.tallies.rules.clock import NO_CLOCK, Clock, Kept, Setback

_LAST_DAY = text("SELECT app_tallied_until(:office)")
_CURRENT = "superseded_at IS NULL"
_KNOWN = "recorded_at <= :known_at AND (superseded_at IS NULL OR superseded_at > :known_at)"
#: As `rules.clock` counts: the run without a gap that reaches the last day known, and the last case.
_CLOCKS = """
WITH known AS (
  SELECT subject_id, first_on, LEAST(last_on, :as_of) AS last_on,
    CASE WHEN cases > 0 THEN LEAST(COALESCE(last_case_on, last_on), :as_of) END AS case_on
  FROM tallies WHERE subject_id = ANY(:ids) AND first_on <= :as_of AND (KNOWN)
), runs AS (
  SELECT *, first_on <= lag(last_on) OVER (PARTITION BY subject_id ORDER BY first_on) + 1 AS goes_on
  FROM known
)
SELECT subject_id, max(last_on), max(first_on) FILTER (WHERE goes_on IS NOT TRUE), max(case_on)
FROM runs GROUP BY subject_id
"""
_NOW = text(_CLOCKS.replace("KNOWN", _CURRENT))
_THEN = text(_CLOCKS.replace("KNOWN", _KNOWN))


def last_day(office_id: int) -> date | None:
    """The last day for which tallies of the office's subjects were filed, at most today; None without any."""
    found: date | None = session.execute(_LAST_DAY, {"office": office_id}).scalar_one()
    return None if found is None else min(found, now.today())


def clocks(subject_ids: Collection[int], as_of: date, known_at: datetime | None = None) -> dict[int, Clock]:
    """The clock of each subject as of a day, from what is known now or was known at `known_at`."""
    if not subject_ids:
        return {}
    values = {"ids": list(subject_ids), "as_of": as_of}
    found = (
        session.execute(_NOW, values)
        if known_at is None
        else session.execute(_THEN, {**values, "known_at": known_at})
    )
    made = {row[0]: rules.from_parts(row[1], row[2], row[3]) for row in found}
    return {number: made.get(number, NO_CLOCK) for number in subject_ids}


def setbacks(subject_ids: Collection[int]) -> dict[int, list[Setback]]:
    """What moved the clock of each subject back, in order of time; subjects without are absent."""
    rows = session.execute(
        select(Tally.subject_id, *_COLUMNS)
        .where(Tally.subject_id.in_(_told_late(subject_ids)))
        .order_by(Tally.subject_id, Tally.first_on, Tally.id)
    )
    made = {
        number: rules.setbacks([Kept(*row[1:]) for row in group])
        for number, group in groupby(rows, key=lambda row: row.subject_id)
    }
    return {number: found for number, found in made.items() if found}


_COLUMNS = (
    *(Tally.first_on, Tally.last_on, Tally.cases, Tally.last_case_on),
    *(Tally.recorded_at, Tally.superseded_at, Tally.revision),
)


def _told_late(subject_ids: Collection[int]) -> list[int]:
    """The subjects with a case that was reported late or by a correction: few of them."""
    day = cast(func.timezone("Asia/Shanghai", Tally.recorded_at), Date)
    late = day > Tally.last_on + rules.LATE_AFTER
    told = and_(Tally.cases > 0, or_(Tally.revision > 1, late))
    found = select(Tally.subject_id).where(Tally.subject_id.in_(subject_ids), told).distinct()
    return list(session.scalars(found))
