"""Schemes and results in words: labels of states, methods and measures, the change of rank."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _
from coordination.rankings.rules.explaining import in_formula
from coordination.rankings.rules.measures import Measure
from coordination.rankings.rules.scheme import Better, Item, Method
from coordination.rankings.rules.scoring import State

STATE_LABELS: Mapping[State, Text] = MappingProxyType(
    {State.RANKED: _("已排名"), State.UNRANKED: _("未排名"), State.VETO: _("一票否决")}
)
METHOD_LABELS: Mapping[Method, Text] = MappingProxyType(
    {
        Method.TARGET: _("目标值法"),
        Method.RANK: _("名次法"),
        Method.MINMAX: _("区间法"),
        Method.STEPS: _("分档法"),
        Method.DEDUCT: _("扣分法"),
    }
)
MEASURE_LABELS: Mapping[Measure, Text] = MappingProxyType(
    {
        Measure.VALUE: _("当月值"),
        Measure.YTD: _("本年累计"),
        Measure.MOM: _("环比（%）"),
        Measure.YOY: _("同比（%）"),
        Measure.ON_TIME: _("按时上报率（%）"),
    }
)
BETTER_LABELS: Mapping[Better, Text] = MappingProxyType(
    {Better.HIGHER: _("越高越好"), Better.LOWER: _("越低越好")}
)
WORDS: Mapping[tuple[Method, Better], Text] = MappingProxyType(
    {
        (Method.TARGET, Better.HIGHER): _("达到{target}得满分，不到的按比例得分"),
        (Method.TARGET, Better.LOWER): _("不高于{target}得满分，达到{limit}得0分，中间按比例得分"),
        (Method.RANK, Better.HIGHER): _("在本组由高到低排名次，第1名得满分，依次递减"),
        (Method.RANK, Better.LOWER): _("在本组由低到高排名次，第1名得满分，依次递减"),
        (Method.MINMAX, Better.HIGHER): _("本组最高的得满分，最低的得0分，中间按比例得分"),
        (Method.MINMAX, Better.LOWER): _("本组最低的得满分，最高的得0分，中间按比例得分"),
        (Method.STEPS, Better.HIGHER): _("达到哪一档得哪一档的分：{steps}"),
        (Method.STEPS, Better.LOWER): _("不超过哪一档得哪一档的分：{steps}"),
        (Method.DEDUCT, Better.HIGHER): _("从满分起，每1{unit}扣{per_event}分{cap}，扣完为止"),
        (Method.DEDUCT, Better.LOWER): _("从满分起，每1{unit}扣{per_event}分{cap}，扣完为止"),
    }
)
FORMULAS: Mapping[tuple[Method, Better], Text] = MappingProxyType(
    {
        (Method.TARGET, Better.HIGHER): _("{weight} × 数值 ÷ {target}"),
        (Method.TARGET, Better.LOWER): _("{weight} ×（{limit} − 数值）÷（{limit} − {target}）"),
        (Method.RANK, Better.HIGHER): _("{weight} ×（家数 − 名次 + 1）÷ 家数"),
        (Method.RANK, Better.LOWER): _("{weight} ×（家数 − 名次 + 1）÷ 家数"),
        (Method.MINMAX, Better.HIGHER): _("{weight} ×（数值 − 最低）÷（最高 − 最低）"),
        (Method.MINMAX, Better.LOWER): _("{weight} ×（最高 − 数值）÷（最高 − 最低）"),
        (Method.STEPS, Better.HIGHER): _("{weight} × 所在档的比例"),
        (Method.STEPS, Better.LOWER): _("{weight} × 所在档的比例"),
        (Method.DEDUCT, Better.HIGHER): _("{weight} − {per_event} × 数值"),
        (Method.DEDUCT, Better.LOWER): _("{weight} − {per_event} × 数值"),
    }
)


def method_words(item: Item, unit: str = "") -> Text:
    """How an item earns points, in one sentence; `unit` is the unit of measure of its indicator."""
    return Text(WORDS[item.method, item.direction].msgid, {**_parameters(item, plain), "unit": unit})


def method_formula(item: Item) -> Text:
    """The same as a formula; shares are limited to 0 and 1. Source: domain, section 7."""
    return Text(FORMULAS[item.method, item.direction].msgid, _parameters(item, in_formula))


def _parameters(item: Item, written: Callable[[Decimal], str]) -> dict[str, object]:
    cap = item.max_deduction
    numbers = {"target": item.target, "limit": item.limit, "per_event": item.per_event}
    return {
        "weight": plain(item.weight),
        **{name: "" if value is None else written(value) for name, value in numbers.items()},
        "cap": "" if cap is None else _("（最多扣{cap}分）", cap=plain(cap)),
        "steps": "；".join(f"{plain(edge)} → {plain(share * 100)}%" for edge, share in item.steps),
    }


def change_words(change: int | None) -> Text:
    """上升2位, 下降1位, 名次不变; 无上期名次 where there is nothing to compare with."""
    if change is None:
        return _("无上期名次")
    if not change:
        return _("名次不变")
    return _("上升{places}位", places=change) if change > 0 else _("下降{places}位", places=-change)


def finding(cohort: str, standing: Sequence[tuple[str, Decimal, int | None, int | None]]) -> Text:
    """What a chart of one cohort says; rows are (unit, total, rank, change), as printed."""
    first = [(unit, total) for unit, total, rank, _change in standing if rank == 1]
    if not first:
        return _("{cohort}组只列分数，不排名次。", cohort=cohort)
    return _(
        "{cohort}组第1名是{units}，{total}分；{moves}。",
        cohort=cohort,
        units="、".join(unit for unit, _total in first),
        total=f"{first[0][1]:.2f}",
        moves=_moves(standing),
    )


def _moves(standing: Sequence[tuple[str, Decimal, int | None, int | None]]) -> Text:
    changes = [(unit, change) for unit, _total, _rank, change in standing if change is not None]
    if not changes:
        return _("没有上期名次可比")
    best = max(change for _unit, change in changes)
    if best <= 0:
        return _("与上期相比没有单位前进")
    units = "、".join(unit for unit, change in changes if change == best)
    return _("前进最多的是{units}，上升{places}位", units=units, places=best)
