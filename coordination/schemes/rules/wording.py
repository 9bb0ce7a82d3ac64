"""A scheme in words: labels of methods and measures, how an item earns points."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.numerals import plain
from coordination.kernel.text import Text, _
from coordination.schemes.rules.measures import Measure
from coordination.schemes.rules.scheme import Better, Item, Method

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
        Measure.RATIO: _("两数之比"),
        Measure.ON_TIME: _("按时上报率（%）"),
        Measure.TASKS_ON_TIME: _("交办按时办结率（%）"),
        Measure.COMPLETION: _("责任方完成率（%）"),
        Measure.TITLES: _("无诈称号占比（%）"),
        Measure.MANUAL: _("人工登记"),
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


def in_formula(value: Decimal) -> str:
    """A number among signs: a negative one stands in brackets."""
    return f"（{plain(value)}）" if value < 0 else plain(value)
