"""From the approved reports and the frozen ranking to the facts and annexes of a circular."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from coordination.circulars.annexes import NOT_ASSESSED, NOT_FILED, Item, Row, annexes
from coordination.circulars.basis import basis
from coordination.circulars.composing import addressees as composed
from coordination.circulars.composing import draw
from coordination.circulars.facts import Drawn, Ledger, Place
from coordination.circulars.measures import INDICATORS
from coordination.circulars.owing import Owed, of_owing
from coordination.circulars.publication import disclose
from coordination.circulars.standings import Standing
from coordination.circulars.states import Publication
from coordination.circulars.unfinished import owed
from coordination.kernel.numerals import grouped, plain
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.organizations.queries import units as units_of
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.rankings.models import Ranking, ScoreItem, ScoreLine
from coordination.rankings.queries import lines as lines_of
from coordination.rankings.rules import State
from coordination.reporting.queries import approved, punctuality
from coordination.schemes import queries as schemes

STATES = {State.RANKED.value: "", State.UNRANKED.value: "不排名", State.VETO.value: "一票否决"}


@dataclass(frozen=True)
class Gathered:
    """Everything that a draft is made of."""

    drawn: Drawn
    units: Sequence[MemberUnit]
    annex: dict[str, Any]
    standings: Sequence[Standing] = ()
    hidden: frozenset[str] = frozenset()
    names: Mapping[int, str] = field(default_factory=dict)

    @property
    def townships(self) -> list[MemberUnit]:
        return [unit for unit in self.units if unit.kind_code == TOWNSHIP_KIND]

    @property
    def everybody(self) -> str:
        """The line of addressees of a document that goes to all."""
        townships = [unit.name for unit in self.townships]
        return composed(townships, others=len(self.units) > len(townships))


def gather(
    office_id: int,
    period: Period,
    ranking: Ranking | None,
    publication: Publication = Publication.FULL,
    *,
    owing: bool = False,
) -> Gathered:
    """Draw every fact of a period as the reports stand now; a constant number of queries.

    Of the ranking only what `publication` shows; `hidden` are the facts left out for it. `owing`: also
    what each unit owes now.
    """
    units = units_of(office_id)
    names = unit_names(units)
    places = [Place(unit.id, names[unit.id]) for unit in units if unit.kind_code == TOWNSHIP_KIND]
    figures = approved(office_id, INDICATORS, sorted(_periods(period)))
    rows = standing_rows(ranking, units) if ranking else []
    standings = [row.standing for row in rows]
    timely = punctuality(office_id, str(period))
    drawn = draw(
        Ledger.of(period, places, figures),
        standings,
        {names[unit.id]: timely[unit.id] for unit in units if unit.id in timely},
    )
    if owing:
        unfiled, overdue = (_by_name(found, names) for found in owed(office_id, str(period)))
        of_owing(unfiled, overdue, drawn)
    hidden = disclose(drawn, standings, publication)
    scheme = ranking.scheme.name if ranking else ""
    annex = annexes(drawn, places, rows, scheme, publication)
    annex["parts"] += basis(ranking) if ranking else []
    return Gathered(drawn, units, annex, standings, frozenset(hidden), names)


def _by_name(found: Mapping[int, Sequence[str]], names: Mapping[int, str]) -> Owed:
    """By the name of the unit, in official order, instead of its number."""
    return {name: found[number] for number, name in names.items() if number in found}


def standing_rows(ranking: Ranking, units: Sequence[MemberUnit]) -> list[Row]:
    """The lines of a ranking under the names that the document uses."""
    names = unit_names(units)
    order = {unit.id: place for place, unit in enumerate(units)}
    weights = {item.code: item.weight for item in schemes.items(ranking.scheme)}
    return [_row(line, names, order.get(line.unit_id, len(units)), weights) for line in lines_of(ranking)]


def _periods(period: Period) -> set[str]:
    """This period, those it is compared with, and both years so far."""
    last_year = period.same_last_year()
    wanted = {period.previous(), *period.year_to_date(), *(last_year.year_to_date() if last_year else ())}
    return {str(one) for one in wanted}


def unit_names(units: Sequence[MemberUnit]) -> dict[int, str]:
    """Short names as they stand in 【】: without spaces and brackets, the full name where two are alike."""
    short = {unit.id: _bare(unit.short_name) for unit in units}
    alike = {name for name in short.values() if list(short.values()).count(name) > 1}
    return {unit.id: _bare(unit.name) if short[unit.id] in alike else short[unit.id] for unit in units}


def _bare(name: str) -> str:
    return "".join(name.translate(str.maketrans("", "", "【】")).split())


def cohort_name(cohort: str) -> str:
    """街道 is printed as 街道组."""
    name = _bare(cohort)
    return name if name.endswith("组") else f"{name}组"


def _row(line: ScoreLine, names: dict[int, str], order: int, weights: Mapping[str, Decimal]) -> Row:
    standing = Standing(
        line_id=line.id,
        cohort=cohort_name(line.cohort),
        unit=names.get(line.unit_id) or _bare(line.unit.short_name),
        rank=line.rank,
        previous_rank=line.previous_rank,
        total=line.total,
        order=order,
    )
    items = tuple(
        Item(item.title, plain(weights.get(item.code, item.weight)), _points(item)) for item in line.items
    )
    return Row(standing, STATES.get(line.state, line.state), items)


def _points(item: ScoreItem) -> str:
    """Points as printed; what was not assessed, or not filed, is not a score of nought."""
    if item.missing:
        return NOT_ASSESSED
    return grouped(item.points, 2) if item.value is not None else NOT_FILED
