"""What a ranking is computed from: the scheme as rules, and for each unit the values with their sources."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.memory import uncollected
from coordination.kernel.numerals import plain
from coordination.kernel.period import Period
from coordination.organizations.models import Division
from coordination.rankings import queries
from coordination.rankings.beside import BESIDE, Beside, gather_beside
from coordination.rankings.rules import Entry, NotAssessed, Source
from coordination.rankings.rules import Scheme as Rules
from coordination.rankings.rules.measures import (
    HOUSEHOLDS,
    POPULATION,
    TITLES,
    Book,
    Figure,
    Known,
    Measured,
    figures_of,
    measured,
    periods_of,
)
from coordination.rankings.shrinking import shrunk
from coordination.reporting.queries import Fact, approved, punctuality
from coordination.schemes import queries as schemes
from coordination.schemes.membership import Member
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.reading import rules_of
from coordination.schemes.rules import Measure
from coordination.schemes.rules.measures import CHANGES


@dataclass(frozen=True)
class Inputs:
    """Everything that is frozen: `entries` in official order, `sources` by unit and item.

    `unasked`: by item, the name of an indicator that it needs and no form of the period asks for.
    """

    rules: Rules
    entries: tuple[Entry, ...]
    units: Mapping[str, int]
    sources: Mapping[tuple[str, str], tuple[Source, ...]]
    facts: int
    unasked: Mapping[str, str] = field(default_factory=dict)

    def unfiled(self) -> dict[str, list[str]]:
        """By item, the units whose value was not filed and will count 0 points."""
        assessed = [entry for entry in self.entries if not entry.excluded]
        return {
            item.code: [entry.unit for entry in assessed if entry.values.get(item.code) is None]
            for item in self.rules.items
        }

    def not_assessed(self) -> dict[str, dict[str, list[str]]]:
        """By item and reason, the units that are not assessed."""
        found: dict[str, dict[str, list[str]]] = {item.code: {} for item in self.rules.items}
        for entry in self.entries:
            for code, value in entry.values.items():
                if isinstance(value, NotAssessed) and not entry.excluded:
                    found[code].setdefault(value.reason, []).append(entry.unit)
        return found


def figure_of(item: SchemeItem) -> Figure | None:
    """The indicator of an item, as a ratio of its own where the item asks for one."""
    indicator = item.indicator
    if indicator is None:
        return None
    ratio = Measure(item.measure) is Measure.RATIO
    return Figure(
        code=indicator.code,
        counted=indicator.type == "integer",
        over_time=indicator.over_time,
        numerator=indicator.code if ratio else indicator.numerator or "",
        denominator=item.over if ratio else indicator.denominator or "",
        factor=item.factor if ratio else indicator.factor or Decimal(100),
        months=item.months,
        min_base=item.min_base,
        shrunk=item.shrunk and Measure(item.measure) not in CHANGES,
    )


def needed(items: Iterable[SchemeItem]) -> frozenset[str]:
    """Codes of all indicators whose filed figures the items rest on."""
    figures = map(figure_of, items)
    return frozenset(code for figure in figures if figure for code in figures_of(figure))


@uncollected()
def gather(scheme: Scheme, period: Period) -> Inputs:
    """Read what is approved for the period and form the value of every item of every unit.

    A constant number of queries. Units closed by the end of the period are left out.
    """
    items = schemes.items(scheme)
    members = schemes.members(scheme, period)
    codes = needed(items)
    months = {
        str(month) for item in items for month in periods_of(Measure(item.measure), period, item.months)
    }
    facts = approved(scheme.office_id, sorted(codes), sorted(months)) if codes else []
    books = _books(scheme, members, facts, _titles(codes), period)
    beside = gather_beside(scheme, items, period)
    forms = [(item.code, _form(item, books, beside, period)) for item in items]
    found = {
        (name, code): form(unit_id)
        for name, unit_id in [(member.unit.name, member.unit_id) for member in members]
        for code, form in forms
    }
    found = shrunk(found, _to_shrink(items), _counted(members), period)
    return Inputs(
        rules=rules_of(scheme, items),
        entries=tuple(beside.added(_entry(member, items, found), member.unit_id) for member in members),
        units=MappingProxyType({member.unit.name: member.unit_id for member in members}),
        sources=MappingProxyType({place: value.sources for place, value in found.items()}),
        facts=_known(found) if not codes else sum(fact.period == str(period) for fact in facts),
        unasked=_unasked(scheme, items, facts, period),
    )


def _form(
    item: SchemeItem, books: Mapping[int, Book], beside: Beside, period: Period
) -> Callable[[int], Measured]:
    """The value of an item by unit: from what was filed, or is counted and entered beside the reports."""
    measure, figure = Measure(item.measure), figure_of(item)
    if measure in BESIDE:
        return lambda unit_id: beside.measured(item, unit_id)
    return lambda unit_id: measured(measure, figure, books[unit_id], period)


def _unasked(
    scheme: Scheme, items: Iterable[SchemeItem], facts: Iterable[Fact], period: Period
) -> Mapping[str, str]:
    """Asked of the database only where nothing was filed."""
    filed = {fact.indicator_code for fact in facts if fact.period == str(period)}
    silent = needed(items) - filed
    if not silent:
        return {}
    gone = silent - queries.asked_for(scheme.office_id, str(period), silent)
    names = _titles(gone) if gone else {}
    return {item.title: names.get(code, code) for item in items for code in sorted(gone & needed([item]))}


def _to_shrink(items: Iterable[SchemeItem]) -> dict[str, Figure]:
    figures = ((item.code, figure_of(item)) for item in items)
    return {code: figure for code, figure in figures if figure is not None and figure.shrunk}


def _counted(members: Iterable[Member]) -> Mapping[str, Sequence[str]]:
    """By cohort, the units whose values count in it."""
    found: dict[str, list[str]] = defaultdict(list)
    for member in members:
        if not member.exempt:
            found[member.cohort].append(member.unit.name)
    return found


def _known(found: Mapping[tuple[str, str], Measured]) -> int:
    """How many values there are, for a scheme that rests on no report at all."""
    return sum(isinstance(one.value, Decimal) for one in found.values())


def _titles(codes: Iterable[str]) -> dict[str, str]:
    return {code: indicator.name for code, indicator in schemes.indicators(codes).items()}


def _entry(member: Member, items: Sequence[SchemeItem], found: Mapping[tuple[str, str], Measured]) -> Entry:
    name = member.unit.name
    codes = [item.code for item in items]
    numbered = {
        f"{code}/{number}": source
        for code in codes
        for number, source in enumerate(found[name, code].sources, start=1)
    }
    return Entry(
        unit=name,
        cohort=member.cohort,
        order=member.unit.sort_order,
        values=MappingProxyType({code: found[name, code].value for code in codes}),
        excluded=member.exempt,
        sources=MappingProxyType(numbered),
    )


def _books(
    scheme: Scheme,
    members: Sequence[Member],
    facts: Sequence[Fact],
    titles: Mapping[str, str],
    period: Period,
) -> dict[int, Book]:
    figures: dict[int, dict[tuple[str, str], Known]] = defaultdict(dict)
    for fact in _preferred(facts):
        if fact.subject_id is not None:
            known = Known(fact.value, _source(fact, titles))
            figures[fact.subject_id].setdefault((fact.indicator_code, fact.period), known)
    kept = punctuality(scheme.office_id, str(period))
    books = {}
    for member in members:
        filing = kept.get(member.unit_id)
        books[member.unit_id] = Book(
            figures=MappingProxyType(figures[member.unit_id]),
            constants=_constants(member.unit.division),
            expected=filing.due if filing else 0,
            on_time=filing.on_time if filing else 0,
        )
    return books


def _preferred(facts: Sequence[Fact]) -> list[Fact]:
    """Where two report one figure of a unit, what another unit files about it goes before its own word."""
    return sorted(
        facts,
        key=lambda fact: (fact.reporter_unit == fact.subject_name, fact.form_code, fact.report_id),
    )


def _source(fact: Fact, titles: Mapping[str, str]) -> Source:
    return Source(
        report=str(fact.report_id),
        revision=fact.revision,
        reporter=fact.reporter,
        reviewer=fact.reviewer,
        indicator=fact.indicator_code,
        title=titles.get(fact.indicator_code, fact.indicator_code),
        period=fact.period,
        value=plain(fact.value),
        unit=fact.reporter_unit,
    )


def _constants(division: Division | None) -> Mapping[str, Known]:
    """Population and households with their source, as far as they are known."""
    if division is None:
        return {}
    counts = {POPULATION: division.population, HOUSEHOLDS: division.households}
    base = Source(
        report="",
        revision=0,
        reporter=division.population_source or "",
        reviewer="",
        period=str(division.population_year or ""),
    )
    return {
        name: Known(
            Decimal(count),
            replace(base, indicator=name, title=str(TITLES[name]), value=str(count)),
        )
        for name, count in counts.items()
        if count is not None
    }
