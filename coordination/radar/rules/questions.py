"""Every question about one report, from what is known of it and of its period."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from coordination.radar.rules.history import outlier_own, repeated, worth_asking
from coordination.radar.rules.kinds import Facts, FlagKind, Question
from coordination.radar.rules.peers import Cohort, Peer, Size, outlier_cohort
from coordination.radar.rules.rounds import mostly_round, round_run
from coordination.radar.rules.tellings import Telling, disagrees, last_minute, too_perfect, total_disagrees

Spot = tuple[int | None, str]  # the subject (None: the total row) and the code of the indicator


@dataclass(frozen=True, slots=True)
class Measure:
    """What the rules need to know of an indicator."""

    level: bool
    size: Size


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a figure is about."""

    kind: str
    population: int | None = None
    households: int | None = None

    def size(self, size: Size) -> int | None:
        return {Size.POPULATION: self.population, Size.HOUSEHOLDS: self.households}.get(size)


@dataclass(frozen=True, slots=True)
class Seen:
    """One filed report. `earlier` holds the figures of the periods before it, the latest first;
    `subject_kind` is None for a form about oneself; `filers` filed the reports before it."""

    report_id: int
    form: str
    subject_kind: str | None
    zero: bool
    now: Mapping[Spot, Decimal]
    earlier: Mapping[Spot, Sequence[Decimal | None]]
    filed_at: datetime
    limits: Sequence[datetime | None]
    filer: int | None
    filers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Around:
    """What else was filed in the office for the period. `cohorts` by form, kind of subject and code;
    `own` what subjects told of themselves, by code; `successes` are numerator, denominator and the name
    of the latter."""

    measures: Mapping[str, Measure]
    subjects: Mapping[int, Subject]
    cohorts: Mapping[tuple[str, str, str], Cohort]
    tellings: Mapping[Spot, Sequence[Telling]]
    own: Mapping[str, Mapping[int, Decimal]]
    successes: Sequence[tuple[str, str, str]]
    expected: Mapping[str, Collection[int]]


def questions(seen: Seen, around: Around) -> list[Question]:
    """What to ask about the report; a report of zero is an act of its own and asked less."""
    found = [*_late_hand(seen), *_told_otherwise(seen, around), *_perfect(seen, around)]
    if not seen.zero:
        found += [*_against_history(seen, around), *_against_peers(seen, around), *_side_by_side(seen)]
    return found


def _told(kind: FlagKind, spot: tuple[int | None, str | None], facts: Facts | None) -> Iterator[Question]:
    if facts is not None:
        yield Question(kind, *spot, facts)


def _parts(seen: Seen) -> Iterator[tuple[int, str, Decimal]]:
    """The figures of the rows themselves; the total row follows from them."""
    for (subject, code), value in seen.now.items():
        if subject is not None:
            yield subject, code, value


def _against_history(seen: Seen, around: Around) -> Iterator[Question]:
    for subject, code, value in _parts(seen):
        spot, level = (subject, code), around.measures[code].level
        earlier = seen.earlier.get(spot, ())
        yield from _told(FlagKind.REPEATED, spot, repeated(value, earlier, level=level))
        if not level:
            yield from _told(FlagKind.ROUND, spot, round_run(value, earlier))
        if worth_asking(value, earlier):
            yield from _told(FlagKind.OUTLIER_OWN, spot, outlier_own(value, earlier))


def _against_peers(seen: Seen, around: Around) -> Iterator[Question]:
    for subject, code, value in _parts(seen):
        who = around.subjects[subject]
        cohort = around.cohorts.get((seen.form, who.kind, code))
        peer = Peer(value, who.size(cohort.size) if cohort else None)
        yield from _told(FlagKind.OUTLIER_COHORT, (subject, code), outlier_cohort(peer, cohort))


def _side_by_side(seen: Seen) -> Iterator[Question]:
    """Round numbers down a column of a table, or over all figures of a report about oneself."""
    columns: dict[str | None, list[Decimal]] = {}
    for _subject, code, value in _parts(seen):
        columns.setdefault(code if seen.subject_kind else None, []).append(value)
    for column, values in columns.items():
        yield from _told(FlagKind.ROUND, (None, column), mostly_round(values))


def _told_otherwise(seen: Seen, around: Around) -> Iterator[Question]:
    asked = set()
    for subject, code, value in _parts(seen):
        facts = disagrees(seen.report_id, value, around.tellings.get((subject, code), ()))
        if facts is not None:
            asked.add(code)
            yield Question(FlagKind.DISAGREES, subject, code, facts)
    if seen.subject_kind is None:
        return
    for (row, code), whole in seen.now.items():
        if row is None and code not in asked:
            own = around.own.get(code, {})
            facts = total_disagrees(whole, own, around.expected.get(seen.subject_kind, ()))
            yield from _told(FlagKind.DISAGREES, (None, code), facts)


def _perfect(seen: Seen, around: Around) -> Iterator[Question]:
    for successes, base, name in around.successes:
        for subject, code in seen.now:
            if code == successes and (subject, base) in seen.now:
                facts = too_perfect(seen.now[subject, successes], seen.now[subject, base])
                named = None if facts is None else {**facts, "of": base, "of_name": name}
                yield from _told(FlagKind.TOO_PERFECT, (subject, successes), named)


def _late_hand(seen: Seen) -> Iterator[Question]:
    if seen.filer is not None:
        facts = last_minute(seen.filed_at, seen.limits, seen.filer, seen.filers)
        yield from _told(FlagKind.LAST_MINUTE, (None, None), facts)
