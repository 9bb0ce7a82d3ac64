"""Facts from the frozen ranking and from the timeliness of reports."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from coordination.circulars.facts import Bound, Drawn, Source
from coordination.kernel.figures import ratio

RANKING, TIMELINESS = "排名", "报送"
NAMED = 3  # units named at each end of a cohort


@dataclass(frozen=True, slots=True)
class Standing:
    """A line of the frozen ranking, in the order in which it is listed; `order` is the unit's own."""

    line_id: int
    cohort: str
    unit: str
    rank: int | None
    previous_rank: int | None
    total: Decimal
    order: int = 0

    @property
    def risen(self) -> int | None:
        """Places gained against the ranking before; negative when lost."""
        if self.rank is None or self.previous_rank is None:
            return None
        return self.previous_rank - self.rank


class Timeliness(Protocol):
    """Reports of one unit in a period."""

    @property
    def expected(self) -> int: ...
    @property
    def on_time(self) -> int: ...
    @property
    def late(self) -> int: ...
    @property
    def missing(self) -> int: ...


def of_ranking(period: str, standings: Sequence[Standing], drawn: Drawn) -> None:
    """Points and ranks of each unit, and both ends of each cohort; ties share a rank and say so."""
    cohorts: dict[str, list[Standing]] = defaultdict(list)
    for standing in standings:
        if standing.rank is not None:
            cohorts[standing.cohort].append(standing)
    for cohort, lines in cohorts.items():
        drawn.add(*_units(period, lines))
        drawn.add(*_ends(period, cohort, lines, drawn))
        drawn.add(*_risen(period, cohort, lines))
    drawn.lists["分组"] = tuple(cohorts)


def _bound(period: str, name: str, text: str, formula: str, lines: Sequence[Standing]) -> Bound:
    sources = tuple(
        Source(period=period, value=f"{line.total:.2f}分", unit=line.unit, line_id=line.line_id)
        for line in lines
    )
    value = lines[0].total if len(lines) == 1 else None
    return Bound(name, name, text, formula, sources, value, RANKING)


def _units(period: str, lines: list[Standing]) -> Iterator[Bound]:
    for line in lines:
        tied = sum(other.rank == line.rank for other in lines) > 1
        rank = f"{'并列' if tied else ''}第{line.rank}名"
        total = f"{line.total:.2f}分"
        among = f"{line.cohort}{len(lines)}家参加排名，总分{total}"
        yield _bound(period, f"{line.unit}名次", rank, f"{among}，{rank}", [line])
        yield _bound(period, f"{line.unit}得分", total, f"各项得分相加，见得分明细：{total}", [line])


def _ends(period: str, cohort: str, lines: list[Standing], drawn: Drawn) -> Iterator[Bound]:
    head = min(NAMED, (len(lines) + 1) // 2)
    tail = min(NAMED, len(lines) - head)
    ends = {
        "第": list(enumerate(lines[:head], start=1)),
        "末": list(enumerate(reversed(lines[len(lines) - tail :]), start=1)),
    }
    for side, chosen in ends.items():
        positions = []
        for place, line in chosen:
            name = f"{cohort}{side}{place}位"
            positions.append(name)
            listed = f"按总分排列，同分按单位次序：{line.unit}{line.total:.2f}分"
            yield _bound(period, name, line.unit, listed, [line])
            yield _bound(period, f"{name}得分", f"{line.total:.2f}分", listed, [line])
        drawn.lists[f"{cohort}{side}"] = tuple(positions)


def _risen(period: str, cohort: str, lines: list[Standing]) -> Iterator[Bound]:
    most = max((line.risen or 0 for line in lines), default=0)
    if most <= 0:
        return
    best = [line for line in lines if line.risen == most]
    names = "、".join(line.unit for line in best)
    formula = "；".join(f"{line.unit}由第{line.previous_rank}名升至第{line.rank}名" for line in best)
    yield _bound(period, f"{cohort}上升最多", names, formula, best)
    yield _bound(period, f"{cohort}上升位数", f"{most}位", formula, best)


def of_timeliness(units: Mapping[str, Timeliness], drawn: Drawn) -> None:
    """应报, 按时, 逾期, 未报 over all units; `units` by name in official order."""
    counts = {
        "应报份数": sum(unit.expected for unit in units.values()),
        "按时报送份数": sum(unit.on_time for unit in units.values()),
        "逾期报送份数": sum(unit.late for unit in units.values()),
        "未报份数": sum(unit.missing for unit in units.values()),
    }
    if not counts["应报份数"]:
        return
    for name, number in counts.items():
        if number:
            formula = f"本期各单位{name}相加：{number}份"
            drawn.add(Bound(name, name, f"{number}份", formula, (), Decimal(number), TIMELINESS))
    rate = ratio(Decimal(counts["按时报送份数"]), Decimal(counts["应报份数"])).value
    formula = f"{counts['按时报送份数']} ÷ {counts['应报份数']} × 100% = {rate}%"
    drawn.add(Bound("按时报送率", "按时报送率", f"{rate}%", formula, (), rate, TIMELINESS))
    missing = [name for name, unit in units.items() if unit.missing]
    if missing:
        names = "、".join(missing)
        drawn.add(
            Bound("未报单位", "有报表未报的单位", names, f"本期有报表未报：{names}", (), None, TIMELINESS),
            Bound(
                "未报单位数",
                "有报表未报的单位数",
                f"{len(missing)}家",
                names,
                (),
                Decimal(len(missing)),
                TIMELINESS,
            ),
        )
