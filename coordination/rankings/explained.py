"""Why one unit stands where it stands: the frozen line, taken apart down to reports and people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from coordination.kernel.numerals import round_half_up
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.rankings import queries
from coordination.rankings.models import ScoreItem, ScoreLine
from coordination.rankings.rules import (
    Item,
    ItemScore,
    Loss,
    NextRank,
    NotAssessed,
    Replay,
    Source,
    State,
    explanation,
    losses,
    median_total,
    next_rank,
    replay,
    rounding_difference,
)
from coordination.rankings.rules import ScoreLine as Scored
from coordination.rankings.rules.counted import UNITS as COUNTED_UNITS
from coordination.rankings.rules.counted import assignments_behind, entry_of
from coordination.rankings.rules.measures import EXPECTED, FILED_ON_TIME, HOUSEHOLDS, POPULATION
from coordination.responsibilities.queries import parties
from coordination.schemes import queries as schemes
from coordination.schemes.models import SchemeItem
from coordination.schemes.reading import unit_of
from coordination.schemes.sentences import measure_words

POINTS = "分"
UNITS = {POPULATION: "人", HOUSEHOLDS: "户", EXPECTED: "份", FILED_ON_TIME: "份", **COUNTED_UNITS}


@dataclass(frozen=True)
class Behind:
    """The list of the assignments that were counted: of the reader's own unit; for the office, by its id."""

    unit_id: int | None
    period: str
    party_id: int | None
    on_time: bool


@dataclass(frozen=True)
class Evidence:
    """A figure behind a value; `report_id` only where the reader may open the report, `entry_id` only where
    the reader may open the evidence of what was entered by hand. Who filed, entered and reviewed it is
    `named` to the office, the unit of the line and whoever may open the report; others read the unit."""

    source: Source
    unit_of_measure: str
    report_id: int | None
    entry_id: int | None = None
    named: bool = True
    behind: Behind | None = None


@dataclass(frozen=True)
class ExplainedItem:
    item: Item
    found: ItemScore
    words: Text
    measure: Text
    unit_of_measure: str
    evidence: tuple[Evidence, ...]
    before: ScoreItem | None

    @property
    def not_assessed(self) -> str:
        return self.found.value.reason if isinstance(self.found.value, NotAssessed) else ""

    @property
    def value(self) -> Decimal | None:
        return self.found.value if isinstance(self.found.value, Decimal) else None

    @property
    def shown_points(self) -> Decimal:
        return round_half_up(self.found.points)

    @property
    def redistributed(self) -> bool:
        """Whether the item carries weight of items that are not assessed."""
        return not self.not_assessed and self.found.weight != self.item.weight

    @property
    def gained(self) -> Decimal | None:
        """Points more (or fewer) than in the ranking before; None without one."""
        return None if self.before is None else self.shown_points - round_half_up(self.before.points)

    @property
    def value_changed(self) -> bool:
        return self.before is not None and self.before.value != self.value


@dataclass(frozen=True)
class Explained:
    line: ScoreLine
    scored: Scored
    items: tuple[ExplainedItem, ...]
    rounding: Decimal
    ahead: NextRank | None
    lost_most: tuple[Loss, ...]
    median: Decimal | None
    ranked: int
    before: ScoreLine | None
    bonuses: tuple[Evidence, ...] = ()
    vetoes: tuple[Evidence, ...] = ()

    @property
    def change(self) -> int | None:
        """Places gained (positive) or lost against the ranking before."""
        ranks = (self.line.previous_rank, self.line.rank)
        return None if ranks[0] is None or ranks[1] is None else ranks[0] - ranks[1]

    @property
    def capped(self) -> bool:
        """Whether more bonus was given than the scheme counts."""
        return sum(Decimal(one.source.value) for one in self.bonuses) > self.scored.bonus

    @property
    def moved(self) -> list[ExplainedItem]:
        """The items whose points changed since the ranking before, the largest change first."""
        changed = [item for item in self.items if item.gained]
        return sorted(changed, key=lambda item: -abs(item.gained or Decimal(0)))

    @property
    def redistributed(self) -> list[ExplainedItem]:
        """The items that are not assessed, whose weight the others carry."""
        return [item for item in self.items if item.not_assessed]


def explained(line: ScoreLine, actor: Actor) -> Explained:
    """Take a line apart for a reader. The snapshot is scored again: the page says what the file says."""
    result = _scored_again(line.ranking.sha256, line.ranking_id)
    scored = result.lines[line.sort_order - 1]
    columns = {item.code: item for item in schemes.items(line.ranking.scheme)}
    evidence = _evidence(line, actor)
    # one's own former line is open to the unit also where that ranking never went out
    comparable = line.ranking.previous is not None or line.unit_id == actor.unit_id
    before = queries.line_before(line) if comparable else None
    earlier = {item.code: item for item in before.items} if before else {}
    added = _added(line, result)
    return Explained(
        line=line,
        scored=scored,
        items=tuple(
            _item(
                item, scored.items[item.code], columns[item.code], evidence[item.code], earlier.get(item.code)
            )
            for item in result.scheme.items
        ),
        rounding=rounding_difference(scored),
        ahead=_ahead(line, next_rank(result.lines, scored), actor),
        lost_most=tuple(losses(result.scheme, scored)),
        median=median_total(result.lines, scored.cohort),
        ranked=sum(row.rank is not None and row.cohort == scored.cohort for row in result.lines),
        before=before,
        bonuses=_by_hand([source for name, source in added if name.startswith("bonus/")], line, actor),
        vetoes=_by_hand([source for name, source in added if name.startswith("veto/")], line, actor),
    )


def _ahead(line: ScoreLine, found: NextRank | None, actor: Actor) -> NextRank | None:
    """The rank above, unless the ranking went out in part and the reader is of a unit: then only where all
    who hold it were published too."""
    ranking = line.ranking
    if found is None or actor.unit_id is None or ranking.published_at is None or ranking.shown_lines is None:
        return found
    shown = queries.shown_at(ranking, line.cohort, found.rank)
    return found if shown == len(found.units) else None


def _added(line: ScoreLine, result: Replay) -> list[tuple[str, Source]]:
    """What the snapshot holds of the unit beside the items: bonuses and vetoes, numbered."""
    if not line.bonus and line.state != State.VETO:
        return []
    scored = result.lines[line.sort_order - 1]
    entry = next(one for one in result.entries if (one.unit, one.cohort) == (scored.unit, scored.cohort))
    return sorted(entry.sources.items())


def _by_hand(found: Sequence[Source], line: ScoreLine, actor: Actor) -> tuple[Evidence, ...]:
    near = actor.unit_id in (None, line.unit_id)
    return tuple(
        Evidence(source, POINTS if source.value else "", None, entry_of(source) if near else None, near)
        for source in found
    )


@lru_cache(maxsize=8)
def _scored_again(sha256: str, ranking_id: int) -> Replay:
    """Kept by fingerprint: what it stands for never changes, and a province has 2,400 lines."""
    return replay(queries.snapshot(ranking_id))


def _item(
    item: Item, found: ItemScore, column: SchemeItem, evidence: tuple[Evidence, ...], before: ScoreItem | None
) -> ExplainedItem:
    return ExplainedItem(
        item=item,
        found=found,
        words=explanation(item, found),
        measure=measure_words(column),
        unit_of_measure=unit_of(column),
        evidence=evidence,
        before=before,
    )


def _behind(source: Source, line: ScoreLine, actor: Actor, ids: Mapping[str, int]) -> Behind | None:
    found = assignments_behind(source)
    if found is None:
        return None
    unit_id = line.unit_id if actor.unit_id is None else None
    return Behind(unit_id, source.period, ids.get(found[0]), found[1])


def _evidence(line: ScoreLine, actor: Actor) -> dict[str, tuple[Evidence, ...]]:
    """By item, the figures behind its value; with the report where the reader may open it."""
    sources = {item.code: [Source(**source) for source in item.sources] for item in line.items}
    every = [source for found in sources.values() for source in found]
    readable = queries.readable_reports(actor, {int(source.report) for source in every if source.report})
    catalogue = schemes.indicators({source.indicator for source in every})
    units = {code: indicator.unit for code, indicator in catalogue.items()} | UNITS
    near = actor.unit_id in (None, line.unit_id)
    ids = {one.code: one.id for one in parties()} if any(map(assignments_behind, every)) else {}

    def shown(source: Source) -> Evidence:
        unit = units.get(source.indicator.partition("/")[0], "")
        report = int(source.report) if source.report and int(source.report) in readable else None
        named = near or report is not None
        behind = _behind(source, line, actor, ids) if near else None
        return Evidence(source, unit, report, entry_of(source) if near else None, named, behind)

    return {code: tuple(map(shown, found)) for code, found in sources.items()}
