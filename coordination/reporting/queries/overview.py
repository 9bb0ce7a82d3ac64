"""The office's overview of a period, worst first.

One statement counts the reports that stand alike: one form, one state, one deadline. What the page
shows follows from the counts, so that of 2,400 reports hardly more than those on it are read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from coordination.kernel import db
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.reporting.queries import listing
from coordination.reporting.queries.listing import PAGE, Listed
from coordination.reporting.queries.lists import (
    Trouble,
    latest_periods,
    of_each_kind,
    this_and_last_year,
    trouble,
)
from coordination.reporting.states import ReportState


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the overview, as they stand in its address."""

    period: str
    trouble: Trouble | None = None
    form_id: int | None = None
    words: str = ""
    page: int = 1


class Form(NamedTuple):
    id: int
    name: str
    sort_order: int
    closed_at: datetime | None


class Group(NamedTuple):
    """Reports that stand alike: of one form, due at one instant, in one of the states. Neighbours in
    the list, in which the groups follow one another as they compare."""

    trouble: Trouble
    due_at: datetime
    form_order: int
    form_id: int
    states: tuple[ReportState, ...]
    reports: int


@dataclass(frozen=True, slots=True)
class Overview:
    """One page of the overview; `counts` and `deadlines` are of everything that fits all filters
    but the counter. `latest` are the last periods of each kind where forms are of several kinds."""

    reports: Sequence[Listed]
    forms: Mapping[int, Form]
    counts: Mapping[Trouble, int]
    deadlines: Sequence[datetime]
    page: int
    pages: int
    latest: Sequence[str]

    @property
    def expected(self) -> int:
        return sum(self.counts.values())


def overview(actor: Actor, wanted: Wanted, now: datetime) -> Overview:
    """What every unit owes for a period, worst first, 25 to the page."""
    values = _values(actor, wanted)
    counted = db.rows(listing.counts("words" in values, actor.unit_id is not None), **values)
    forms = {row.id: Form._make(row[:4]) for row in counted}
    groups = _groups(counted, wanted, now)
    counts = dict.fromkeys(Trouble, 0)
    for group in groups:
        counts[group.trouble] += group.reports
    shown = [group for group in groups if wanted.trouble in (None, group.trouble)]
    pages = max(1, -(-sum(group.reports for group in shown) // PAGE))
    page = min(max(1, wanted.page), pages)
    reports = _page(values, *window(shown, (page - 1) * PAGE))
    deadlines = sorted({group.due_at for group in groups})
    latest = of_each_kind(counted[0].latest or ()) if counted else latest_periods(actor)
    return Overview(reports, forms, counts, deadlines, page, pages, latest)


def _values(actor: Actor, wanted: Wanted) -> dict[str, Any]:
    values = {"office_id": actor.office_id, "unit_id": actor.unit_id, "period": wanted.period}
    values |= {"kind": Period.parse(wanted.period).kind, **this_and_last_year()}
    if wanted.words:
        words = wanted.words.replace("/", "//").replace("%", "/%").replace("_", "/_")
        values |= {"words": f"%{words}%", "letters": f"%{words.lower().replace(' ', '')}%"}
    return values


def _groups(counted: Sequence[Row[Any]], wanted: Wanted, now: datetime) -> list[Group]:
    found: dict[tuple[Trouble, datetime, int, int], tuple[tuple[ReportState, ...], int]] = {}
    for row in counted:
        if row.reports and wanted.form_id in (None, row.id):
            place = (trouble(row, now), row.due_at, row.sort_order, row.id)
            states, reports = found.get(place, ((), 0))
            found[place] = ((*states, row.state), reports + row.reports)
    return [Group(*place, *found[place]) for place in sorted(found)]


def window(groups: Sequence[Group], start: int) -> tuple[list[Group], int]:
    """Which of the groups the page from row `start` on shows; and its first row, counted in them."""
    shown: list[Group] = []
    before = 0
    for group in groups:
        if before + group.reports <= start:
            start -= group.reports
        elif before < start + PAGE:
            shown.append(group)
            before += group.reports
    return shown, start


def _page(values: dict[str, Any], groups: Sequence[Group], first: int) -> list[Listed]:
    if not groups:
        return []
    walked = None if "words" in values else _to_walk(groups, first)
    ranked = [(rank, group, state) for rank, group in enumerate(groups) for state in group.states]
    ranked = [one for one in ranked if one[1] is not walked]
    values |= {
        "forms": [group.form_id for _rank, group, _state in ranked],
        "dues": [group.due_at for _rank, group, _state in ranked],
        "states": [state for _rank, _group, state in ranked],
        "ranks": [rank for rank, _group, _state in ranked],
        "first": first,
    }
    if walked is not None:
        inside = walked is groups[0]
        values |= {
            "walked_form": walked.form_id,
            "walked_due": walked.due_at,
            "walked_states": list(walked.states),
            "walked_rank": groups.index(walked),
            "walked_first": first if inside else 0,
            "first": 0 if inside else first,
        }
    statement = listing.page("words" in values, values["unit_id"] is not None, walked is not None)
    return [Listed._make(row[:-2]) for row in db.rows(statement, **values)]


def _to_walk(groups: Sequence[Group], first: int) -> Group | None:
    """The group of which the page is read unit by unit, when that takes fewer steps than sorting it."""
    largest = max(groups, key=lambda group: group.reports)
    units = sum(group.reports for group in groups)
    return largest if largest.reports**2 > 4 * (first + PAGE) * units else None
