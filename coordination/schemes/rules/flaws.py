"""What is wrong with an item as a person writes it, by field; pure."""

from collections.abc import Collection, Iterator

from coordination.kernel.numerals import decimal_places, plain
from coordination.kernel.text import Text, _
from coordination.schemes.rules.drafts import (
    CODE_AT_MOST,
    CONSTANTS,
    HUNDRED,
    LARGEST,
    LARGEST_FACTOR,
    MOST_MONTHS,
    NUMBERS,
    TITLE_AT_MOST,
    Draft,
    Figure,
    Known,
)
from coordination.schemes.rules.measures import CHANGES, COUNTED, OF_INDICATOR, Measure
from coordination.schemes.rules.scheme import FULL_WEIGHT, OF_METHOD, RESERVED_CODES, Better, Method


def flaws(given: Draft, known: Known, taken: Collection[str] = ()) -> dict[str, Text]:
    """What is wrong with a settled item, by field; empty when nothing is. `taken`: codes of the others."""
    found: dict[str, Text] = {}
    for name, sentence in (
        *_words(given, taken),
        *_weight(given),
        *_source(given, known),
        *_small(given, known),
        *_numbers(given),
        *_steps(given),
        *OF_METHOD[given.method](given.item),
        *_reachable(given),
    ):
        found.setdefault(name, sentence)
    return found


def _words(given: Draft, taken: Collection[str]) -> Iterator[tuple[str, Text]]:
    if not given.title:
        yield "title", _("请填写考核项的名称。")
    for name, limit in (("title", TITLE_AT_MOST), ("code", CODE_AT_MOST)):
        count = len(getattr(given, name))
        if count > limit:
            yield name, _("最多{limit}个字，现在是{count}个字。", limit=limit, count=count)
    if given.code in RESERVED_CODES:
        yield "code", _("代码不能用 cohort、order、unit、bonus、veto。")
    elif given.code in taken:
        yield "code", _("这份办法里已有代码为“{code}”的考核项。", code=given.code)


def _weight(given: Draft) -> Iterator[tuple[str, Text]]:
    if given.weight is None:
        yield "weight", _("请填写权重，各项合计要等于100。")
    elif not 0 < given.weight <= FULL_WEIGHT or decimal_places(given.weight.normalize()) > 2:
        yield "weight", _("权重要大于0、不超过100，最多两位小数。")


def _source(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    if given.measure in OF_INDICATOR:
        yield from _of_indicator(given, known)
    if given.measure is Measure.RATIO:
        yield from _of_ratio(given, known)
    if given.measure is Measure.COMPLETION and given.party not in known.parties:
        yield "party", _("请选哪一个责任方。")
    if given.measure is Measure.TITLES and given.subject_kind not in known.subject_kinds:
        yield "subject_kind", _("请选哪一类创建对象。")


def _of_indicator(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    one = known.figures.get(given.indicator_id or 0)
    if one is None:
        yield "indicator_id", _("请选一个指标。")
        return
    if one.closed:
        yield "indicator_id", _("“{name}”已停用，请另选。", name=one.name)
    if one.refusal is not None:
        yield "indicator_id", one.refusal
    yield from (("indicator_id", sentence) for sentence in _forbidden_parts(one.parts, known))
    way = ring(one.code, known)
    if way:
        yield (
            "indicator_id",
            _("“{name}”绕回自己：{way}，算不出来。请先改指标的算式。", name=one.name, way=way),
        )
    elif not one.reported:
        yield "indicator_id", _not_reported(one)


def _not_reported(one: Figure) -> Text:
    return _("“{name}”不在任何启用的月报表上，算不出来。请另选，或先加进报表。", name=one.name)


def _forbidden_parts(codes: Collection[str], known: Known) -> Iterator[Text]:
    """What a regulation forbids to rank may not come in as part of a ratio either."""
    for code in codes:
        part = known.by_code.get(code)
        if part is not None and part.forbidden and part.refusal is not None:
            yield part.refusal


def _of_ratio(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    above = known.figures.get(given.indicator_id or 0)
    if above is not None and above.parts:
        yield "indicator_id", _("“{name}”本身是比率，不能再作分子；直接选当月值就可以。", name=above.name)
    if given.over not in CONSTANTS:
        below = known.by_code.get(given.over)
        sentence = _("请选分母。") if below is None else _against(below, above, given, known)
        if sentence is not None:
            yield "over", sentence
    factor = given.factor
    if factor is None or factor != factor.to_integral_value() or not 1 <= factor <= LARGEST_FACTOR:
        yield (
            "factor",
            _("倍数要填1到{most}的整数：百分比填100，万人比填10000。", most=f"{LARGEST_FACTOR:,}"),
        )


def _against(below: Figure, above: Figure | None, given: Draft, known: Known) -> Text | None:
    """Why a figure cannot be the denominator."""
    if above is not None and below.code == above.code:
        return _("分子和分母是同一个指标，算出来永远一样，请另选。")
    if way := ring(below.code, known):
        return _("“{name}”绕回自己：{way}，算不出来。请另选。", name=below.name, way=way)
    if below.parts:
        return _("“{name}”本身是比率，不能再作分母。", name=below.name)
    if below.forbidden and below.refusal is not None:
        return below.refusal
    if below.closed or not below.reported:
        return _not_reported(below)
    if below.last and (given.months or 1) > 1:
        return _("“{name}”是期末数，几个月合在一起会重复计算。请按一个月算，或另选分母。", name=below.name)
    return None


def ring(code: str, known: Known) -> str:
    """The way by which a ratio leads back to itself or into a ring, in names; empty when it does not."""
    ways: list[tuple[str, ...]] = [(code,)]
    while ways:
        way = ways.pop()
        one = known.by_code.get(way[-1])
        for part in one.parts if one else ():
            if part in way:
                return " → ".join(_name(step, known) for step in (*way, part))
            ways.append((*way, part))
    return ""


def _name(code: str, known: Known) -> str:
    one = known.by_code.get(code)
    return one.name if one else code


def _small(given: Draft, known: Known) -> Iterator[tuple[str, Text]]:
    if given.months is None or not 1 <= given.months <= MOST_MONTHS:
        yield "months", _("要填1到{most}个月，一般填1；滚动三个月填3。", most=MOST_MONTHS)
    if given.min_base is not None and given.min_base <= 0:
        yield "min_base", _("最小基数要大于0，不设就不填。")
    ratio = given.measure is Measure.RATIO or known.is_ratio(given.indicator_id)
    if given.shrunk and not ratio:
        yield "shrunk", _("只有比率才能向本组平均收缩，这一项不是比率。")


def _numbers(given: Draft) -> Iterator[tuple[str, Text]]:
    for name in NUMBERS:
        value = getattr(given, name)
        if value is None:
            continue
        if abs(value) > LARGEST or decimal_places(value.normalize()) > 6:
            yield name, _("数太大或小数太多：不超过{most}，最多6位小数。", most=f"{LARGEST:,}")
        elif value < 0 and (given.measure not in CHANGES or name not in ("target", "limit")):
            yield name, _("这里不会是负数。")


def _steps(given: Draft) -> Iterator[tuple[str, Text]]:
    if given.method is not Method.STEPS:
        return
    for number, (edge, share) in enumerate(given.steps, start=1):
        if (edge is None) != (share is None):
            yield "steps", _("第{number}档只填了一半：门槛和得分比例都要填。", number=number)
        if edge is not None and edge < 0 and given.measure not in CHANGES:
            yield "steps", _("第{number}档的门槛是负数，这里的数不会是负数。", number=number)
        if share is not None and not 0 <= share <= HUNDRED:
            yield "steps", _("第{number}档的得分比例要在0到100之间。", number=number)


def _reachable(given: Draft) -> Iterator[tuple[str, Text]]:
    """Percentages end at 100, a change can be negative, and what is good is no reason to deduct."""
    if given.method is Method.DEDUCT and given.measure in CHANGES:
        yield "method", _("扣分法按起数扣分，环比、同比会是负数，不能用扣分法。")
    if given.method is Method.DEDUCT and given.measure in COUNTED:
        yield "method", _("这一项越高越好，用扣分法做得越好扣得越多。请改用目标值法或分档法。")
    higher = given.direction is Better.HIGHER
    if given.measure in COUNTED and higher and given.target is not None and given.target > HUNDRED:
        yield "target", _("这一项是百分比，不会超过100，目标值{value}达不到。", value=plain(given.target))
    weight, most = given.weight, given.max_deduction
    if weight is not None and most is not None and most > weight:
        yield "max_deduction", _("扣分上限比权重{weight}还大，用不上。请改小，或不填。", weight=plain(weight))
