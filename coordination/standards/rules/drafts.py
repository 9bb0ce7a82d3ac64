"""Whether a criterion can be measured: sentences at their fields; pure.

Source: domain.md section 6. What needs the database (who reports an indicator, which kinds have units) is
handed in as `Known`.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from coordination.kernel.numerals import decimal_places
from coordination.kernel.period import Kind
from coordination.kernel.text import Text, _
from coordination.standards.rules.kinds import Base, CriterionKind, Listed, WindowKind

TEXT_AT_MOST = 500
GROUP_AT_MOST = 20
MOST_DAYS, MOST_MONTHS = 1100, 36
MOST_YUAN = Decimal(10) ** 12
HUNDRED = Decimal(100)
THRESHOLDS = (
    CriterionKind.CASES_DROP,
    CriterionKind.LARGEST_LOSS,
    CriterionKind.INDICATOR,
    CriterionKind.DUTIES,
)
SIZED = (WindowKind.DAYS, WindowKind.MONTHS)
#: Windows in which a complete period of a report always lies, by the kind of the period.
FITTING: Mapping[Kind, tuple[WindowKind, ...]] = {
    Kind.WEEK: (WindowKind.MONTHS, WindowKind.HALF_YEAR, WindowKind.YEAR),
    Kind.MONTH: (WindowKind.MONTHS, WindowKind.HALF_YEAR, WindowKind.YEAR),
    Kind.QUARTER: (WindowKind.HALF_YEAR, WindowKind.YEAR),
    Kind.HALF: (WindowKind.HALF_YEAR, WindowKind.YEAR),
    Kind.YEAR: (WindowKind.YEAR,),
}
RHYTHM: Mapping[Kind, Text] = {
    Kind.WEEK: _("每周"),
    Kind.MONTH: _("每月"),
    Kind.QUARTER: _("每季度"),
    Kind.HALF: _("每半年"),
    Kind.YEAR: _("每年"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A criterion as a person writes it. `threshold`: %, 元 or the indicator's unit, by kind."""

    text: str
    kind: CriterionKind
    advice: str = ""
    either: str = ""
    window_kind: WindowKind | None = None
    window_size: int | None = None
    base: Base | None = None
    listed: Listed | None = None
    threshold: Decimal | None = None
    indicator_id: int | None = None
    party_id: int | None = None
    confirmer_kind: str | None = None
    confirmer_id: int | None = None
    evidence_required: bool = False


class Reported(NamedTuple):
    """An indicator, its unit of measure, and how often it is reported about the units that look after the
    subjects; no rhythm at all: it is not."""

    name: str
    unit: str
    rhythms: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What an office has: indicators by id, parties, kinds of units by code with whether there is any unit
    of them, open units."""

    indicators: Mapping[int, Reported] = field(default_factory=dict)
    parties: Collection[int] = ()
    kinds: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    units: Collection[int] = ()


def settled(given: Draft) -> Draft:
    """Without what does not apply to the kind of the criterion."""
    kind = given.kind
    if kind is CriterionKind.CHECK:
        given = replace(given, window_kind=None, window_size=None)
    return replace(
        given,
        text=given.text.strip(),
        advice=given.advice.strip(),
        either=given.either.strip(),
        base=given.base if kind is CriterionKind.CASES_DROP else None,
        listed=given.listed if kind is CriterionKind.NONE_LISTED else None,
        threshold=given.threshold if kind in THRESHOLDS else None,
        indicator_id=given.indicator_id if kind is CriterionKind.INDICATOR else None,
        party_id=given.party_id if kind is CriterionKind.DUTIES else None,
        confirmer_kind=None if given.confirmer_id else given.confirmer_kind,
    )


def flaws(given: Draft, known: Known) -> dict[str, Text]:
    """What is wrong with a settled criterion, by field; empty when nothing is."""
    found: dict[str, Text] = {}
    for name, sentence in (
        *_words(given),
        *_window(given),
        *_threshold(given, known),
        *_source(given, known),
        *_confirmer(given, known),
    ):
        found.setdefault(name, sentence)
    return found


def _words(given: Draft) -> Iterator[tuple[str, Text]]:
    if not given.text:
        yield "text", _("请写出这一条的原文，例如：连续100天没有发生电信网络诈骗案件。")
    for name, limit in (("text", TEXT_AT_MOST), ("advice", TEXT_AT_MOST), ("either", GROUP_AT_MOST)):
        count = len(getattr(given, name))
        if count > limit:
            yield name, _("最多{limit}个字，现在是{count}个字。", limit=limit, count=count)


def _window(given: Draft) -> Iterator[tuple[str, Text]]:
    if given.kind is CriterionKind.CHECK:
        return
    if given.window_kind is None:
        yield "window_kind", _("请选看哪一段时间。")
    elif given.window_kind in SIZED:
        yield from _size(given)
    elif given.window_size is not None:
        yield "window_size", _("整半年、整年的长度是固定的，这里不填。")
    if given.kind is CriterionKind.INDICATOR and given.window_kind is WindowKind.DAYS:
        yield "window_kind", _("指标按报告期上报，不能按天往前数。请选整月、整半年或整年。")
    if given.kind is CriterionKind.CASES_DROP and given.base is None:
        yield "base", _("请选和哪一段时间比。")


def _size(given: Draft) -> Iterator[tuple[str, Text]]:
    days = given.window_kind is WindowKind.DAYS
    most, size = (MOST_DAYS if days else MOST_MONTHS), given.window_size
    if size is None:
        yield "window_size", _("请填多少天。") if days else _("请填多少个整月。")
    elif not 1 <= size <= most:
        yield (
            "window_size",
            _("天数要在1到{most}之间。", most=most) if days else _("月数要在1到{most}之间。", most=most),
        )
    elif given.base is Base.LAST_YEAR and size > (365 if days else 12):
        yield "window_size", _("这段时间超过一年，和上年同期重叠，比不出降幅。请缩短，或改为比上一期。")


def _threshold(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    value = given.threshold
    if given.kind not in THRESHOLDS:
        return
    if value is None:
        yield "threshold", _EMPTY[given.kind]
    elif given.kind in (CriterionKind.CASES_DROP, CriterionKind.DUTIES):
        if not 0 < value <= HUNDRED or _places(value) > 2:
            yield "threshold", _("百分比要大于0、不超过100，最多两位小数。")
    elif given.kind is CriterionKind.LARGEST_LOSS:
        if not 0 < value <= MOST_YUAN or _places(value) > 2:
            yield "threshold", _("金额要大于0、不超过1万亿元，最多两位小数，单位是元；50万元写50万。")
    else:
        yield from _of_indicator(given, value, known)


_EMPTY: Mapping[CriterionKind, Text] = {
    CriterionKind.CASES_DROP: _("请填至少下降百分之几。"),
    CriterionKind.LARGEST_LOSS: _("请填单笔损失要低于多少元。"),
    CriterionKind.INDICATOR: _("请填指标要达到多少。"),
    CriterionKind.DUTIES: _("请填至少完成百分之几。"),
}


def _of_indicator(given: Draft, value: Decimal, known: Known) -> Iterator[tuple[str, Text]]:
    one = known.indicators.get(given.indicator_id or 0)
    if value < 0 or value > MOST_YUAN or _places(value) > 4:
        yield "threshold", _("要填不小于0的数，最多四位小数。")
    elif one is not None and one.unit == "%" and value > HUNDRED:
        yield "threshold", _("“{name}”是百分比，不会超过100。", name=one.name)


def _places(value: Decimal) -> int:
    """Decimals that say something: the database hands 50 back as 50.0000."""
    return decimal_places(value.normalize())


def _source(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    if given.kind is CriterionKind.NONE_LISTED and given.listed is None:
        yield "listed", _("请选涉诈人员或涉诈窝点。")
    if given.kind is CriterionKind.DUTIES and given.party_id not in known.parties:
        yield "party_id", _("请选哪一方的责任事项。")
    if given.kind is not CriterionKind.INDICATOR:
        return
    one = known.indicators.get(given.indicator_id or 0)
    if one is None:
        yield "indicator_id", _("请选一个指标。")
    elif not one.rhythms:
        yield (
            "indicator_id",
            _(
                "“{name}”不在这类创建对象所属单位的任何报表上，算不出来。请另选，或先加进报表。",
                name=one.name,
            ),
        )
    elif given.window_kind not in (None, WindowKind.DAYS):
        slow = [kind for kind in one.rhythms if given.window_kind not in FITTING[kind]]
        if len(slow) == len(one.rhythms):
            yield (
                "window_kind",
                _(
                    "“{name}”{rhythm}报一次，这段时间里未必有完整的一期。请选更长的。",
                    name=one.name,
                    rhythm=RHYTHM[slow[0]],
                ),
            )


def _confirmer(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    if given.confirmer_kind is not None:
        name, has_units = known.kinds.get(given.confirmer_kind, ("", False))
        if not name:
            yield "confirmer", _("请从列表里选由谁确认。")
        elif not has_units:
            yield "confirmer", _("本联席办没有“{kind}”类的单位，没有人能确认。请另选。", kind=name)
    elif given.confirmer_id is not None:
        if given.confirmer_id not in known.units:
            yield "confirmer", _("这个单位已停用或不属于本联席办，请另选。")
    elif given.kind is CriterionKind.CHECK:
        yield "confirmer", _("人工核查要指定由哪一类单位或哪个单位核查。")
