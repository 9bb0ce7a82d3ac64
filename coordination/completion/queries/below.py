"""The offices below an office: names and sums, never a task, a unit or a person of theirs.

The fences let an office see its own rows only. Sums of the offices below come from two functions
in the database (migration 0012) that run with the owner's rights and check the caller's scope
themselves: they go down the tree from the caller's own office, so a subordinate office never
sees its siblings, and a member unit sees nothing. The scope of the transaction is never widened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from coordination.completion.rules import NOTHING, Share, edges, run_up, together
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.responsibilities.models import Party
from coordination.responsibilities.queries import parties

#: The share of an office (that of a row), a party, and the place of a period counted from 1.
_Cells = dict[tuple[int, int, int], Share]

_OFFICES = text("SELECT id, parent_id, name FROM offices_below(:top)")
_SUMS = text(
    "SELECT office_id, party_id, place, done, due, on_time, late, overdue, waiting, under_way"
    " FROM completion_below(:top, :edges, :now)"
)


@dataclass(frozen=True, slots=True)
class OfficeName:
    """An office somewhere below, by name; `parent_id` is the office directly above it."""

    id: int
    parent_id: int
    name: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office with all that is below it: by party in the period, by period for the parties shown."""

    office: OfficeName
    leads_on: bool
    by_party: Mapping[int, Share]
    by_period: Sequence[Share]

    @property
    def total(self) -> Share:
        return self.by_period[-1]


@dataclass(frozen=True, slots=True)
class Below:
    """`trail` leads from below the actor's office to the office whose children are the rows."""

    parties: Sequence[Party]
    periods: Sequence[Period]
    trail: Sequence[OfficeName]
    rows: Sequence[OfficeLine]
    totals: Mapping[int, Share]
    by_period: Sequence[Share]

    @property
    def total(self) -> Share:
        return self.by_period[-1]


def offices_below(actor: Actor) -> Mapping[int, OfficeName]:
    """All offices below the actor's own, by id, in the order of the divisions; empty for a member unit."""
    if actor.office_id is None:
        return {}
    rows = session.execute(_OFFICES, {"top": actor.office_id})
    return {row.id: OfficeName(row.id, row.parent_id, row.name) for row in rows}


def has_below(actor: Actor) -> bool:
    """Whether there is an office below the actor's own."""
    found = text("SELECT EXISTS (SELECT FROM offices_below(:top))")
    return bool(session.scalar(found, {"top": actor.office_id}))


def below(
    actor: Actor,
    period: Period,
    now: datetime,
    *,
    within: int | None = None,
    party_id: int | None = None,
) -> Below | None:
    """The offices directly below `within` (the actor's own office), each with all that is below it.

    None when `within` is not below the actor's office. Three statements, whatever their number.
    """
    offices = offices_below(actor)
    if within is not None and within not in offices:
        return None
    periods = run_up(period)
    rows = _rows_of(offices, within if within is not None else actor.office_id or 0)
    cells = _cells(actor, rows, periods, now)
    known = [one for one in parties() if one.closed_on is None or any(key[1] == one.id for key in cells)]
    shown = [one for one in known if party_id in (None, one.id)]
    above = {one.parent_id for one in offices.values()}
    asked = [one.id for one in shown]
    lines = [
        _line(offices[id], id in above, cells, asked, len(periods)) for id in dict.fromkeys(rows.values())
    ]
    return Below(
        shown,
        periods,
        _trail(offices, within),
        lines,
        {party: together(line.by_party[party] for line in lines) for party in asked},
        [together(line.by_period[n] for line in lines) for n in range(len(periods))],
    )


def _line(
    office: OfficeName, leads_on: bool, cells: _Cells, asked: Sequence[int], periods: int
) -> OfficeLine:
    return OfficeLine(
        office,
        leads_on,
        {party: cells.get((office.id, party, periods), NOTHING) for party in asked},
        [
            together(cells[office.id, party, n] for party in asked if (office.id, party, n) in cells)
            for n in range(1, periods + 1)
        ],
    )


def _rows_of(offices: Mapping[int, OfficeName], top: int) -> dict[int, int]:
    """For each office below `top` the row it is added to: itself, or what it stands under."""
    rows: dict[int, int] = {}
    for id, office in offices.items():  # parents come before their children
        if office.parent_id == top:
            rows[id] = id
        elif office.parent_id in rows:
            rows[id] = rows[office.parent_id]
    return rows


def _cells(actor: Actor, rows: Mapping[int, int], periods: Sequence[Period], now: datetime) -> _Cells:
    """The share of each row, party and place of a period, counted from 1."""
    found = session.execute(_SUMS, {"top": actor.office_id, "edges": edges(list(periods)), "now": now})
    made: _Cells = {}
    for office_id, party_id, place, *sums in found.all():
        if office_id in rows:
            key, share = (rows[office_id], party_id, place), Share(*sums)
            made[key] = made[key] + share if key in made else share
    return made


def _trail(offices: Mapping[int, OfficeName], within: int | None) -> list[OfficeName]:
    trail: list[OfficeName] = []
    while within is not None and within in offices:
        trail.append(offices[within])
        within = offices[within].parent_id
    return trail[::-1]
