"""What a scheme reads beside the reports: assignments, completion, titles, and what is entered by hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from coordination.completion.queries import shares as completion
from coordination.completion.rules import Share, together
from coordination.kernel.clock import clock
from coordination.kernel.figures import total
from coordination.kernel.period import Period
from coordination.rankings.rules import Entry, Source
from coordination.rankings.rules.counted import Given, counted, given, source
from coordination.rankings.rules.counted import together as one_veto
from coordination.rankings.rules.measures import Measured
from coordination.register.queries import standing as titles
from coordination.responsibilities.queries import parties
from coordination.schemes import queries as schemes
from coordination.schemes.models import Scheme, SchemeEntry, SchemeItem
from coordination.schemes.rules import Measure
from coordination.schemes.states import EntryKind
from coordination.subjects.rules import SubjectKind

ASSIGNMENTS = frozenset({Measure.TASKS_ON_TIME, Measure.COMPLETION})
#: The measures that are formed here.
BESIDE = ASSIGNMENTS | {Measure.TITLES, Measure.MANUAL}
NOTHING_ASKED = Share()


@dataclass(frozen=True)
class Beside:
    """By unit: shares of each party, titles of each kind of subject, and what was entered and confirmed."""

    period: Period
    asked: Mapping[int, Mapping[str, Share]]
    titled: Mapping[str, titles.Counts]
    values: Mapping[tuple[int, str], Given]
    bonuses: Mapping[int, Sequence[Given]] = field(default_factory=dict)
    vetoes: Mapping[int, Sequence[Given]] = field(default_factory=dict)

    def measured(self, item: SchemeItem, unit_id: int) -> Measured:
        """The value of an item whose measure is one of BESIDE."""
        measure = Measure(item.measure)
        if measure is Measure.MANUAL:
            return given(self.values.get((unit_id, item.code)), self.period)
        part, whole = self._parts(measure, item, unit_id)
        detail = item.party or item.subject_kind
        return counted(measure, part, whole, self.period, detail=detail, least=item.min_base)

    def _parts(self, measure: Measure, item: SchemeItem, unit_id: int) -> tuple[Decimal, Decimal]:
        if measure is Measure.TITLES:
            found = self.titled.get(item.subject_kind, {}).get(unit_id)
            return (Decimal(found.certified), Decimal(found.whole)) if found else (Decimal(0), Decimal(0))
        of_unit = self.asked.get(unit_id, {})
        if measure is Measure.COMPLETION:
            share = of_unit.get(item.party, NOTHING_ASKED)
            return share.done, share.due
        share = together(of_unit.values())
        return Decimal(share.on_time), Decimal(share.decided)

    def added(self, entry: Entry, unit_id: int) -> Entry:
        """The entry with its bonus and its veto, each with who entered and who confirmed it."""
        bonuses, vetoes = self.bonuses.get(unit_id, ()), self.vetoes.get(unit_id, ())
        if not bonuses and not vetoes:
            return entry
        sources = {**entry.sources, **self._numbered("bonus", bonuses), **self._numbered("veto", vetoes)}
        return replace(
            entry,
            bonus=total(one.value for one in bonuses),
            veto=one_veto([one.reason for one in vetoes]),
            sources=MappingProxyType(sources),
        )

    def _numbered(self, name: str, found: Sequence[Given]) -> dict[str, Source]:
        return {f"{name}/{number}": source(one, self.period) for number, one in enumerate(found, start=1)}


def gather_beside(scheme: Scheme, items: Sequence[SchemeItem], period: Period) -> Beside:
    """Read what the items and the entries of the scheme need; a constant number of queries."""
    used = {Measure(item.measure) for item in items}
    entries = schemes.counting(scheme, str(period))
    return Beside(
        period=period,
        asked=_asked(scheme.office_id, period) if used & ASSIGNMENTS else {},
        titled=_titled(scheme.office_id, items, period),
        values={(one.unit_id, one.item_code): _given(one) for one in entries if one.kind is EntryKind.VALUE},
        bonuses=_by_unit(entries, EntryKind.BONUS),
        vetoes=_by_unit(entries, EntryKind.VETO),
    )


def _asked(office_id: int, period: Period) -> Mapping[int, Mapping[str, Share]]:
    codes = {party.id: party.code for party in parties()}
    found: dict[int, dict[str, Share]] = defaultdict(dict)
    for (unit_id, party_id), share in completion.rates(office_id, period, clock.now()).items():
        found[unit_id][codes[party_id]] = share
    return found


def _titled(office_id: int, items: Iterable[SchemeItem], period: Period) -> Mapping[str, titles.Counts]:
    """At the end of the period, or today while it runs; one query for each kind of subject asked about."""
    day: date = min(period.last_day, clock.today())
    kinds = {item.subject_kind for item in items if item.measure == Measure.TITLES}
    return {kind: titles.counts(office_id, SubjectKind(kind), [day])[day] for kind in sorted(kinds)}


def _by_unit(entries: Iterable[SchemeEntry], kind: EntryKind) -> Mapping[int, Sequence[Given]]:
    found: dict[int, list[Given]] = defaultdict(list)
    for one in entries:
        if one.kind is kind:
            found[one.unit_id].append(_given(one))
    return found


def _given(entry: SchemeEntry) -> Given:
    return Given(
        id=entry.id,
        value=entry.value or Decimal(0),
        reason=entry.reason,
        entered_by=entry.entered_by.name,
        confirmed_by=entry.confirmed_by.name if entry.confirmed_by else "",
    )
