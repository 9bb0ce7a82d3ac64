"""The clock of days without a case, and what moved it back (domain, section 6).

Days are days in China. Every function is pure: rows in, values out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from coordination.kernel.clock import local

DAY = timedelta(days=1)
#: Reported later than so many days after the end of its day or month, a row is late.
LATE_AFTER = 7


@dataclass(frozen=True, slots=True)
class Spell:
    """What is known of one subject from `first_on` to `last_on`; `last_case_on` where the police told it."""

    first_on: date
    last_on: date
    cases: int
    last_case_on: date | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A spell as it is stored: known from `recorded_at` until `superseded_at` (None: still)."""

    first_on: date
    last_on: date
    cases: int
    last_case_on: date | None
    recorded_at: datetime
    superseded_at: datetime | None
    revision: int

    @property
    def spell(self) -> Spell:
        return Spell(self.first_on, self.last_on, self.cases, self.last_case_on)

    def known(self, at: datetime) -> bool:
        return self.recorded_at <= at and (self.superseded_at is None or self.superseded_at > at)


@dataclass(frozen=True, slots=True)
class Clock:
    """`days` without a case from `since` to `covered_until`, the last day for which something is known.

    `last_case_on` is the last case known before (it may be long ago); `gap_on` is the day from which the
    count starts because nothing is known of it, None when a case limits the count. Without any
    tally `covered_until` is None and `days` 0.
    """

    days: int
    since: date | None
    covered_until: date | None
    last_case_on: date | None
    gap_on: date | None


NO_CLOCK = Clock(0, None, None, None, None)


@dataclass(frozen=True, slots=True)
class Setback:
    """A case that became known late: on `reported_at` the clock fell from `before` to `after` days."""

    reported_at: datetime
    case_on: date
    before: int
    after: int


def last_case(spell: Spell) -> date | None:
    """The day of the last case of a spell; unknown within a month, the last day of the month counts."""
    return (spell.last_case_on or spell.last_on) if spell.cases else None


def clock(spells: Iterable[Spell], as_of: date) -> Clock:
    """The clock as of a day, from rows that do not overlap.

    A month that is not over on `as_of` counts wholly: its last case may have been on that very day.
    """
    known = sorted((one for one in spells if one.first_on <= as_of), key=lambda one: one.first_on)
    if not known:
        return NO_CLOCK
    until = min(known[-1].last_on, as_of)
    run = until + DAY
    for spell in reversed(known):
        if spell.last_on + DAY < run:
            break
        run = min(run, spell.first_on)
    return from_parts(
        until, run, max((min(day, until) for day in map(last_case, known) if day), default=None)
    )


def from_parts(until: date, run_from: date, case_on: date | None) -> Clock:
    """The clock from the last day known, the first day of the unbroken run up to it, and the last case."""
    limited = case_on is not None and case_on >= run_from
    zero = case_on if limited and case_on is not None else run_from - DAY
    return Clock(
        days=(until - zero).days,
        since=zero + DAY,
        covered_until=until,
        last_case_on=case_on,
        gap_on=None if limited else zero,
    )


def possible_on(found: Clock, days: int) -> date | None:
    """The day on which `days` days without a case are full, if nothing happens; it may lie in the past.

    None without any tally. Raises ValueError unless `days` is positive.
    """
    if days < 1:
        raise ValueError("a window has at least one day")
    return None if found.since is None else found.since + (days - 1) * DAY


def is_late(last_on: date, recorded_at: datetime) -> bool:
    """Whether a row was reported more than 7 days after the end of its day or month."""
    return local(recorded_at).date() > last_on + LATE_AFTER * DAY


def setbacks(rows: Sequence[Kept]) -> list[Setback]:
    """When cases became known late (a late row, or a correction upwards) and what that did to the clock.

    `rows` are all of one subject, superseded ones too. Both clocks are those of the day of the report.
    """
    moments = sorted({row.recorded_at for row in rows if row.cases and _tells(row)})
    return [found for moment in moments if (found := _setback(rows, moment)) is not None]


def _tells(row: Kept) -> bool:
    return row.revision > 1 or is_late(row.last_on, row.recorded_at)


def _setback(rows: Sequence[Kept], moment: datetime) -> Setback | None:
    as_of = local(moment).date()
    before = clock([row.spell for row in rows if _stood_before(row, moment)], as_of)
    after = clock([row.spell for row in rows if row.known(moment)], as_of)
    if after.days >= before.days or after.last_case_on is None:
        return None
    return Setback(moment, after.last_case_on, before.days, after.days)


def _stood_before(row: Kept, moment: datetime) -> bool:
    """Whether a row stood until `moment`; one that was filed and corrected in the same moment counts too."""
    if row.superseded_at is not None and row.superseded_at < moment:
        return False
    at_once = row.recorded_at == row.superseded_at == moment and row.revision == 1
    return row.recorded_at < moment or at_once
