"""What pages say about standards: a criterion in words, how a subject stands against it, what is missing."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from coordination.audit.sentences import publish
from coordination.indicators.rules import Direction
from coordination.kernel.numerals import grouped, money
from coordination.kernel.text import Text, _
from coordination.standards.evaluation import Found
from coordination.standards.models import Criterion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import (
    BASE_LABELS,
    CRITERION_LABELS,
    LISTED_LABELS,
    Base,
    CriterionKind,
    Listed,
    Standing,
    WindowKind,
)

publish(
    {
        StandardAction.CREATE: _("新建标准“{name}”"),
        StandardAction.ADOPT: _("采用公开样本“{pattern}”，建成草案“{name}”"),
        StandardAction.EDIT: _("修改“{name}”：{what}"),
        StandardAction.REVISE: _("起草“{name}”第{number}版"),
        StandardAction.DISCARD: _("作废“{name}”第{number}版草案"),
        StandardAction.ENACT: _("施行“{name}”第{number}版，自{effective}起"),
        StandardAction.CLOSE: _("停用“{name}”，自{closed}起"),
        StandardAction.VETO: _("登记一票否决：{name}，{text}"),
        StandardAction.UNVETO: _("撤销一票否决：{name}，{reason}"),
    }
)


def window_words(kind: WindowKind | None, size: int | None) -> Text:
    """连续100天, 最近3个整月, 最近一个整半年."""
    match kind:
        case WindowKind.DAYS:
            return _("连续{size}天", size=size)
        case WindowKind.MONTHS:
            return _("最近一个整月") if size == 1 else _("最近{size}个整月", size=size)
        case WindowKind.HALF_YEAR:
            return _("最近一个整半年")
        case WindowKind.YEAR:
            return _("最近一个整年")
    return _("申报时")


def rule_words(criterion: Criterion) -> Text:
    """What a criterion measures, by its kind, window and threshold: 连续100天零发案."""
    window = window_words(criterion.window_kind, criterion.window_size)
    threshold = criterion.threshold or Decimal(0)
    match criterion.kind:
        case CriterionKind.ZERO_CASES:
            return _("{window}零发案", window=window)
        case CriterionKind.CASES_DROP:
            base = BASE_LABELS[Base(str(criterion.base))]
            return _("{window}发案{base}下降{least}%以上", window=window, base=base, least=_plain(threshold))
        case CriterionKind.LARGEST_LOSS:
            return _("{window}没有单笔{amount}以上的损失", window=window, amount=_yuan(threshold))
        case CriterionKind.NONE_LISTED:
            return _("{window}无{listed}", window=window, listed=LISTED_LABELS[Listed(str(criterion.listed))])
        case CriterionKind.INDICATOR:
            return _of_indicator(criterion, window, threshold)
        case CriterionKind.DUTIES:
            name = criterion.party.name if criterion.party else ""
            return _("{window}{party}完成率{least}%以上", window=window, party=name, least=_plain(threshold))
        case CriterionKind.NO_VETO:
            return _("{window}无一票否决事项", window=window)
    return CRITERION_LABELS[CriterionKind.CHECK]


def _of_indicator(criterion: Criterion, window: Text, threshold: Decimal) -> Text:
    indicator = criterion.indicator
    if indicator is None:
        return CRITERION_LABELS[criterion.kind]
    values = {"window": window, "name": indicator.name, "amount": _plain(threshold), "unit": indicator.unit}
    if indicator.direction == Direction.LOWER:
        return _("{window}{name}不高于{amount}{unit}", **values)
    return _("{window}{name}不低于{amount}{unit}", **values)


def told(criterion: Criterion, found: Found) -> Text:
    """How the subject stands: what is there, what is missing, on which day it may be met."""
    if found.standing is Standing.TO_CONFIRM:
        return _("待{who}核查", who=confirmer_words(criterion) or _("联席办"))
    if found.standing is Standing.NOT_APPLICABLE:
        return _("期间没有到期的交办，不计")
    if found.standing is Standing.UNKNOWN:
        return _unknown(found.facts)
    return _TOLD[criterion.kind](criterion, found)


def confirmer_words(criterion: Criterion) -> Text | str | None:
    """Who signs the criterion in the joint review; None: nobody but the computation."""
    if criterion.confirmer is not None:
        return criterion.confirmer.short_name
    return None if criterion.confirming_kind is None else criterion.confirming_kind.name


def _unknown(facts: Mapping[str, Any]) -> Text:
    if "covered" not in facts:
        return _("待数据：{first}至{last}的指标还没有报齐、审核通过", **_ends(facts))
    missing = facts["days"] - facts["covered"]
    before = facts.get("base_days", 0) - facts.get("base_covered", 0)
    if not missing and before:
        ends = {"first": on(facts["base_first_on"]), "last": on(facts["base_last_on"])}
        return _("待数据：对比期{first}至{last}还缺{days}天的发案数据", days=before, **ends)
    return _("待数据：{first}至{last}还缺{days}天的发案数据", days=missing, **_ends(facts))


def _zero_cases(criterion: Criterion, found: Found) -> Text:
    if found.standing is Standing.MET:
        return _("{first}至{last}零发案", **_ends(found.facts))
    return _(
        "{window}发案{count}起，最近一起计在{broken}；不再发案，最早{possible}达标",
        window=window_words(criterion.window_kind, criterion.window_size),
        count=_plain(found.value),
        **_next(found.facts),
    )


def _cases_drop(_criterion: Criterion, found: Found) -> Text:
    facts = found.facts
    if not facts["base"]:
        return _("上期为零，无法计算降幅（本期{cases}起）", cases=facts["cases"])
    counts = {"base": facts["base"], "cases": facts["cases"]}
    if found.value is None:
        return _("由{base}起到至少{cases}起，降幅不够", **counts)
    if found.value < 0:
        return _("由{base}起增至{cases}起，上升{rate}%", rate=_plain(-found.value), **counts)
    if found.value == 0:
        return _("由{base}起到{cases}起，持平", **counts)
    return _("由{base}起降至{cases}起，下降{rate}%", rate=_plain(found.value), **counts)


def _largest_loss(_criterion: Criterion, found: Found) -> Text:
    largest = _yuan(found.value)
    if found.standing is Standing.MET:
        return _("{first}至{last}单笔最大损失{amount}", amount=largest, **_ends(found.facts))
    return _("单笔最大损失{amount}，计到{broken}；最早{possible}达标", amount=largest, **_next(found.facts))


def _none_listed(criterion: Criterion, found: Found) -> Text:
    listed = LISTED_LABELS[Listed(str(criterion.listed))]
    if found.standing is Standing.MET:
        return _("{first}至{last}无{listed}", listed=listed, **_ends(found.facts))
    return _(
        "有{listed}{count}，计到{broken}；最早{possible}达标",
        listed=listed,
        count=_plain(found.value),
        **_next(found.facts),
    )


def _indicator(criterion: Criterion, found: Found) -> Text:
    indicator, value = criterion.indicator, found.value or Decimal(0)
    words = {"value": _plain(value), "unit": indicator.unit if indicator else "", **_ends(found.facts)}
    if found.standing is Standing.MET:
        return _("{first}至{last}为{value}{unit}", **words)
    gap = abs((criterion.threshold or Decimal(0)) - value)
    return _("{first}至{last}为{value}{unit}，还差{gap}{unit}", gap=_plain(gap), **words)


def _duties(criterion: Criterion, found: Found) -> Text:
    words = {"value": _plain(found.value), **_ends(found.facts)}
    if found.standing is Standing.MET:
        return _("{first}至{last}完成率{value}%", **words)
    least = _plain(criterion.threshold)
    return _("{first}至{last}完成率{value}%，要求{least}%以上", least=least, **words)


def _no_veto(_criterion: Criterion, found: Found) -> Text:
    if found.standing is Standing.MET:
        return _("{first}至{last}没有一票否决事项", **_ends(found.facts))
    return _(
        "有一票否决事项{count}件，最近一件在{broken}；最早{possible}达标",
        count=_plain(found.value),
        **_next(found.facts),
    )


_TOLD: Mapping[CriterionKind, Callable[[Criterion, Found], Text]] = {
    CriterionKind.ZERO_CASES: _zero_cases,
    CriterionKind.CASES_DROP: _cases_drop,
    CriterionKind.LARGEST_LOSS: _largest_loss,
    CriterionKind.NONE_LISTED: _none_listed,
    CriterionKind.INDICATOR: _indicator,
    CriterionKind.DUTIES: _duties,
    CriterionKind.NO_VETO: _no_veto,
}


def on(day: date | str) -> Text:
    """2026年11月5日."""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return _("{year}年{month}月{day}日", year=found.year, month=found.month, day=found.day)


def _ends(facts: Mapping[str, Any]) -> dict[str, Text]:
    return {"first": on(facts["first_on"]), "last": on(facts["last_on"])}


def _next(facts: Mapping[str, Any]) -> dict[str, Text]:
    return {"broken": on(facts["broken_on"]), "possible": on(facts["possible_on"])}


def _plain(value: Decimal | None) -> str:
    """With separators, without zeros at the end."""
    return grouped(value or Decimal(0))


def _yuan(value: Decimal | None) -> str:
    return money(value or Decimal(0))
