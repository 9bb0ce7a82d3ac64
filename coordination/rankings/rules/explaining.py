"""Why a unit stands where it stands, from the score lines alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.figures import total
from coordination.kernel.numerals import plain, round_half_up
from coordination.kernel.text import Text, _
from coordination.rankings.rules.entries import NotAssessed
from coordination.rankings.rules.scoring import TOTAL_PLACES, ItemScore, ScoreLine, State
from coordination.schemes.rules.scheme import Item, Method, Scheme
from coordination.schemes.rules.wording import in_formula


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a unit did not get in an item, six places."""

    item: Item
    points: Decimal


def losses(scheme: Scheme, line: ScoreLine, most: int = 3) -> list[Loss]:
    """The items that lost most points (weight w′ − points), largest first, ties in order of the scheme."""
    found = [Loss(item, line.items[item.code].weight - line.items[item.code].points) for item in scheme.items]
    return sorted((loss for loss in found if loss.points > 0), key=lambda loss: -loss.points)[:most]


@dataclass(frozen=True, slots=True)
class NextRank:
    """The rank just above, held by `units` with `total`; with `gap` more points one draws level."""

    rank: int
    units: tuple[str, ...]
    total: Decimal
    gap: Decimal


def next_rank(lines: Iterable[ScoreLine], line: ScoreLine) -> NextRank | None:
    """Distance to the next better rank of the cohort; None for the first and for unranked units."""
    if line.rank is None:
        return None
    above = [
        other
        for other in lines
        if other.cohort == line.cohort and other.rank is not None and other.rank < line.rank
    ]
    if not above:
        return None
    nearest = max(other.rank or 0 for other in above)
    holders = [other for other in above if other.rank == nearest]
    reached = holders[0].total
    return NextRank(nearest, tuple(other.unit for other in holders), reached, reached - line.total)


def rank_changes(lines: Iterable[ScoreLine], earlier: Iterable[ScoreLine]) -> dict[str, int | None]:
    """Places gained (positive) or lost since the earlier ranking; None where either has no rank.

    A unit that changed its cohort is not compared.
    """
    before = {(line.cohort, line.unit): line.rank for line in earlier}
    changes: dict[str, int | None] = {}
    for line in lines:
        rank = before.get((line.cohort, line.unit))
        changes[line.unit] = None if rank is None or line.rank is None else rank - line.rank
    return changes


def median_total(lines: Iterable[ScoreLine], cohort: str) -> Decimal | None:
    """Median of the totals of the ranked units of a cohort, two places half up; None without any."""
    return median_of(line.total for line in lines if line.cohort == cohort and line.state is State.RANKED)


def median_of(found: Iterable[Decimal]) -> Decimal | None:
    """The one in the middle, or the mean of the two there, two places half up; None without any."""
    totals = sorted(found)
    if not totals:
        return None
    low, high = totals[(len(totals) - 1) // 2], totals[len(totals) // 2]
    return round_half_up((Fraction(low) + Fraction(high)) / 2, TOTAL_PLACES)


def rounding_difference(line: ScoreLine) -> Decimal:
    """Printed total minus the sum of the printed points and bonus (two places each); mostly 0.00."""
    shown = [round_half_up(found.points, TOTAL_PLACES) for found in line.items.values()]
    return line.total - total([*shown, round_half_up(line.bonus, TOTAL_PLACES)])


def explanation(item: Item, found: ItemScore) -> Text:
    """How the points of one item came about, with the numbers put into the formula of its method."""
    if isinstance(found.value, NotAssessed):
        reason = Text(found.value.reason) if found.value.reason else _("未说明原因")
        return _("不考核（{reason}），权重分摊到其他项", reason=reason)
    if found.value is None:
        return _("未报，得0分")
    values = _numbers(item, found, found.value)
    return Text(_pattern(item).msgid, values)


def _pattern(item: Item) -> Text:
    key = (item.method, item.higher_is_better)
    return PATTERNS.get(key) or PATTERNS[(item.method, True)]


PATTERNS: Mapping[tuple[Method, bool], Text] = {
    (Method.TARGET, True): _("{weight} × {value} ÷ 目标{target}，比例限于0到1，得{points}分"),
    (Method.TARGET, False): _(
        "{weight} ×（限值{limit} − {value}）÷（{limit} − 目标{target}），比例限于0到1，得{points}分"
    ),
    (Method.RANK, True): _(
        "本组有数据的{count}家中列第{place}：{weight} ×（{count} − {place} + 1）÷ {count}，得{points}分"
    ),
    (Method.MINMAX, True): _("本组最低{least}、最高{greatest}，{value}按区间折算{weight}分，得{points}分"),
    (Method.STEPS, True): _("{value}，{step}，{weight} × {share}，得{points}分"),
    (Method.DEDUCT, True): _("{value} × 每起扣{per_event}分{cap}，满分{weight}，得{points}分"),
}


def _numbers(item: Item, found: ItemScore, value: Decimal) -> dict[str, object]:
    numbers: dict[str, object] = {
        "weight": plain(found.weight),
        "value": in_formula(value),
        "points": plain(found.points),
        "place": found.place,
        **_parameters(item),
    }
    if found.spread is not None:
        numbers |= {
            "count": found.spread.count,
            "least": plain(found.spread.least),
            "greatest": plain(found.spread.greatest),
        }
    if item.method is Method.STEPS:
        numbers |= _step_reached(item, value)
    return numbers


def _parameters(item: Item) -> dict[str, object]:
    cap = item.max_deduction
    given = {"target": item.target, "limit": item.limit, "per_event": item.per_event}
    numbers: dict[str, object] = {
        name: in_formula(value) for name, value in given.items() if value is not None
    }
    return numbers | {"cap": "" if cap is None else _("（最多扣{cap}分）", cap=plain(cap))}


def _step_reached(item: Item, value: Decimal) -> dict[str, object]:
    for threshold, share in item.steps:
        if value >= threshold if item.higher_is_better else value <= threshold:
            edge = plain(threshold)
            words = _("不低于{edge}", edge=edge) if item.higher_is_better else _("不高于{edge}", edge=edge)
            return {"step": words, "share": plain(share)}
    return {"step": _("未达到任何一档"), "share": "0"}


def in_scheme_order(scheme: Scheme, line: ScoreLine) -> Sequence[tuple[Item, ItemScore]]:
    """The score detail of a line as it is printed: items in the order of the scheme."""
    return [(item, line.items[item.code]) for item in scheme.items]
