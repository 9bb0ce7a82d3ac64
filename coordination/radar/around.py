"""What was filed in an office for a period, as the rules ask about it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Row

from coordination.radar.queries import loading
from coordination.radar.rules.peers import Cohort, Peer, Size
from coordination.radar.rules.questions import Around, Measure, Spot, Subject
from coordination.radar.rules.tellings import Telling

HOUSEHOLD, PERCENT = "户", "%"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules ask about, and the ids of the indicators by code, to write their answers."""

    around: Around
    indicators: Mapping[str, int]


def known(office_id: int, period: str) -> Known:
    """Three statements, whatever was filed."""
    catalogue = loading.indicators(office_id)
    measures = {row.code: Measure(row.over_time == "last", _size(row.unit)) for row in catalogue}
    units = loading.units(office_id)
    subjects = {row.id: Subject(row.kind_code, row.population, row.households) for row in units}
    filed = loading.told(office_id, period)
    told = [row for row in filed if row.subject_id in subjects and row.code in measures]
    tellings, own = _tellings(told)
    around = Around(
        measures=measures,
        subjects=subjects,
        cohorts=_cohorts(told, subjects, measures),
        tellings=tellings,
        own=own,
        successes=_successes(catalogue),
        expected=_expected(units),
    )
    return Known(around, {row.code: row.id for row in catalogue})


def _size(unit: str) -> Size:
    """By what figures of this unit of measure are compared: visits by households, the rest by heads."""
    return {HOUSEHOLD: Size.HOUSEHOLDS, PERCENT: Size.NONE}.get(unit, Size.POPULATION)


def _tellings(
    told: Sequence[Row[Any]],
) -> tuple[dict[Spot, list[Telling]], dict[str, dict[int, Decimal]]]:
    """Who told which figure; and what subjects told of themselves, by code."""
    tellings: dict[Spot, list[Telling]] = defaultdict(list)
    own: dict[str, dict[int, Decimal]] = defaultdict(dict)
    for row in told:
        tellings[row.subject_id, row.code].append(Telling(row.id, row.name, row.short_name, row.value))
        if row.subject_id == row.unit_id:
            own[row.code][row.subject_id] = row.value
    return tellings, own


def _cohorts(
    told: Sequence[Row[Any]], subjects: Mapping[int, Subject], measures: Mapping[str, Measure]
) -> dict[tuple[str, str, str], Cohort]:
    peers: dict[tuple[str, str, str], list[Peer]] = defaultdict(list)
    for row in told:
        subject = subjects[row.subject_id]
        size = subject.size(measures[row.code].size)
        peers[row.form, subject.kind, row.code].append(Peer(row.value, size))
    found = {key: Cohort.of(those, measures[key[2]].size) for key, those in peers.items()}
    return {key: cohort for key, cohort in found.items() if cohort is not None}


def _successes(catalogue: Sequence[Row[Any]]) -> list[tuple[str, str, str]]:
    """What rates of success consist of: percentages of which more is better, between two filed figures."""
    names = {row.code: row.name for row in catalogue}
    return [
        (row.numerator, row.denominator, names[row.denominator])
        for row in catalogue
        if row.type == "ratio"
        and row.direction == "higher"
        and row.factor == HUNDRED
        and {row.numerator, row.denominator} <= names.keys()
    ]


def _expected(units: Sequence[Row[Any]]) -> dict[str, list[int]]:
    """The open units of each kind: the rows of a table about them."""
    found: dict[str, list[int]] = defaultdict(list)
    for row in units:
        if row.closed_on is None:
            found[row.kind_code].append(row.id)
    return found
