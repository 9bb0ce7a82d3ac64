"""Which two numbers a change was made of: now, and what it is measured against."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from coordination.proofreading.changes import Told
from coordination.proofreading.periods import Basis, Period, When, is_base, is_named
from coordination.proofreading.quantities import FALL, RISE, TOPICS, Quantity, topics_in
from coordination.proofreading.sentences import Parts
from coordination.proofreading.subjects import same_subject, subject_before, subject_in

Pair = tuple[Quantity, Quantity]
_RATES = ("%", "个百分点", "倍")
_FROM = re.compile(r"(?:由|从)(?:[^，。;0-9]{0,8}的?)?$")
_TO = re.compile(rf"(?:^|[，,、])[^，,、]{{0,8}}?(?:{RISE}|{FALL})?(?:到|至|为)(?:本月|本期|今年)?的?$")
_BESIDE = re.compile(r"[，,、)\s]*")
#: What may stand between a change and the numbers after it that it was made of.
_AHEAD = re.compile(
    rf"[，,、(\s]|环比|同比|分别|(?:{RISE}|{FALL})[了幅率]?[0-9.,%]*|共|达到?|为|由|从|数|案件|到|至|的"
    r"|全[县市区省国州]|本月|上月|去年同期|上年同期"
)


def pairs(parts: Parts, found: Sequence[Quantity], told: Told, month: Period) -> Iterator[Pair]:
    """The pairs that a change may have been made of, the likeliest first; none where the base is not told."""
    begin, end = parts.sentences.around(told.start)
    percents = told.unit == "个百分点"
    inside = [one for one in found if begin <= one.start < end and not one.about]
    inside = [one for one in inside if (one.unit == "%") == percents]
    inside = [one for one in inside if told.count is None or one.unit == told.unit]
    beside = _beside(parts, inside, told, percents) or _bracketed(parts, inside, told, percents)
    if beside:
        yield from beside
        return
    for now in _nows(parts, found, inside, told):
        bases = _from(inside, now) or [one for one in inside if _fits(one, now, told, month)]
        bases.sort(key=lambda one: abs(one.start - told.end))
        bases = _nth_base(bases, told)
        if not bases and told.count is None:
            bases = [*_changed(inside, now, told)]
        if not bases:
            bases = [*_farther(parts, found, now, told, month)]
        for base in bases:
            yield now, base
        if bases and told.of == 1:
            return


def _beside(parts: Parts, inside: Sequence[Quantity], told: Told, percents: bool) -> list[Pair]:
    """较2月份的21起上升47.62%, （上月21起，上升47.62%）: what it is measured against stands right before."""
    before = [one for one in inside if one.end <= told.start and not one.by]
    if not before or told.of > 1:
        return []
    base = before[-1]
    if not _BESIDE.fullmatch(parts.text, base.end, told.start) and not _by_between(parts, inside, base, told):
        return []
    if not base.compared and (told.basis or told.named or base.period.when is When.NOW):
        return []
    nows = [one for one in before[:-1] if one.unit == base.unit and _is_now(one, percents)]
    nows = [one for one in nows if not one.compared and same_subject(one.subject, base.subject)]
    return [(nows[-1], base)] if nows else []


def _bracketed(parts: Parts, inside: Sequence[Quantity], told: Told, percents: bool) -> list[Pair]:
    """同比下降20%（150起）, 同比（150起）下降20%: the base, or the size of the change, without a word."""
    if told.count or told.of > 1 or told.basis is None:
        return []
    alone = [one for one in inside if _in_own_brackets(parts, one) and one.start - 1 <= told.end]
    alone = [one for one in alone if one.start - 1 == told.end or told.start < one.start < told.end]
    nows = [one for one in inside if one.end <= told.start and _is_now(one, percents) and one not in alone]
    nows = [one for one in nows if alone and one.unit == alone[0].unit and not _in_own_brackets(parts, one)]
    if not nows:
        return []
    now, base = nows[-1], alone[0]
    earlier = now.value - base.value if told.size > 0 else now.value + base.value
    sizes = [(now, replace(base, value=earlier))] if earlier > 0 and base.start > told.end else []
    return [(now, base), *sizes]


def _in_own_brackets(parts: Parts, one: Quantity) -> bool:
    return parts.text[one.start - 1 : one.start] == "(" and parts.text[one.end : one.end + 1] == ")"


def _by_between(parts: Parts, inside: Sequence[Quantity], base: Quantity, told: Told) -> bool:
    """较上月21起增加10起，上升47.62%: the size of the change may stand between."""
    by = [one for one in inside if one.by and base.end <= one.start and one.end <= told.start]
    if len(by) != 1 or not base.compared:
        return False
    return bool(_BESIDE.fullmatch(parts.text, by[0].end, told.start) and by[0].start - base.end <= 4)


def _nows(parts: Parts, found: Sequence[Quantity], inside: Sequence[Quantity], told: Told) -> list[Quantity]:
    """The numbers of this period that the change may be about, the nearest first."""
    percents = told.unit == "个百分点"
    subject = subject_before(parts, told.start)
    nows = [one for one in inside if one.end <= told.start and _is_now(one, percents)][::-1]
    nows = [one for one in nows if not one.compared]
    if told.of > 1:
        return _nth(nows, told)
    mine = [one for one in nows if same_subject(one.subject, subject)]
    topics = _topics(parts, found, told)
    mine = [one for one in mine if not topics or not one.topics or one.topics & topics]
    return mine or ([] if nows else _carried(parts, found, told, percents) or _ahead(parts, inside, told))


def _topics(parts: Parts, found: Sequence[Quantity], told: Told) -> frozenset[str]:
    """The matter named between the last number and the change: 发案环比上升…，损失环比下降…."""
    begin = parts.sentences.around(told.start)[0]
    last = max((one.end for one in found if begin <= one.end <= told.start), default=begin)
    return topics_in(parts.text[last : told.start])


def _nth(nows: list[Quantity], told: Told) -> list[Quantity]:
    """Of the last `of` numbers before the changes the one in the same place."""
    last = nows[: told.of][::-1]
    return [last[told.rank]] if len(last) == told.of else []


def _nth_base(bases: list[Quantity], told: Told) -> list[Quantity]:
    """Of as many bases as changes after 分别 the one in the same place."""
    if told.of == 1 or len(bases) != told.of:
        return bases
    return [sorted(bases, key=lambda one: one.start)[told.rank]]


def _carried(parts: Parts, found: Sequence[Quantity], told: Told, percents: bool) -> list[Quantity]:
    """立案30起，环比增加10起；同比减少10起，下降25%: what the sentence before the semicolon was about."""
    begin = parts.sentences.around(told.start)[0]
    if parts.text[begin - 1 : begin] != ";" or TOPICS.search(parts.text, begin, told.start):
        return []
    if subject_in(parts.text[begin : told.start]):
        return []
    earlier = parts.sentences.around(begin - 1)[0]
    before = [
        one for one in found if earlier <= one.start < begin and _is_now(one, percents) and not one.about
    ]
    before = [one for one in before if told.count is None or one.unit == told.unit]
    return [one for one in before if (one.unit == "%") == percents][-1:]


def _ahead(parts: Parts, inside: Sequence[Quantity], told: Told) -> list[Quantity]:
    """发案环比上升47.62%，达31起（上月21起）: the number after the change, with nothing else between."""
    for one in inside:
        if one.start < told.end or one.by or one.period.when is not When.NOW:
            continue
        if _FROM.search(one.label):
            continue
        text = parts.text[told.end : one.start]
        for other in inside:
            if told.end <= other.start < one.start:
                text = text.replace(parts.text[other.start : other.end], "", 1)
        return [] if TOPICS.sub("", _AHEAD.sub("", text)) else [one]
    return []


def _from(inside: Sequence[Quantity], now: Quantity) -> list[Quantity]:
    """由20起增至25起: what it rose from."""
    if not _TO.search(now.label.strip()):
        return []
    return [
        one for one in inside if one.end <= now.start and one.unit == now.unit and _FROM.search(one.label)
    ][-1:]


def _is_now(one: Quantity, percents: bool) -> bool:
    """About the period told of: neither a base nor the size of a change nor the rate itself."""
    if one.by or one.period.when is not When.NOW:
        return False
    return not percents or not re.search(rf"(?:{RISE}|{FALL})了?$", one.label)


def _fits(base: Quantity, now: Quantity, told: Told, month: Period) -> bool:
    if base is now or base.by or base.unit != now.unit or not same_subject(base.subject, now.subject):
        return False
    if base.topics and now.topics and not base.topics & now.topics:
        return False
    if told.named is not None:
        return is_named(base.period, told.named)
    own = now.period if now.period.months else Period(now.period.when, month.year, month.months, True)
    return told.basis is not None and is_base(base.period, own, told.basis)


def _changed(inside: Sequence[Quantity], now: Quantity, told: Told) -> Iterator[Quantity]:
    """31起，环比增加10起，上升47.62%: the base follows from the size of the change."""
    for one in inside:
        near = now.end <= one.start and one.start - told.end <= 12
        if one.by and one.unit == now.unit and near and _of_the_same(one.label, told):
            falls = re.search(rf"(?:{FALL})了?$", one.label) is not None
            base = now.value + one.value if falls else now.value - one.value
            if base > 0:
                yield Quantity(base, now.unit, now.printed_unit, now.per, 0, one.start, one.end, "", Period())


def _of_the_same(label: str, told: Told) -> bool:
    """The size of the change is measured against what the change is: a month by name, or one basis."""
    mom, yoy = label.rfind("环比"), label.rfind("同比")
    if told.basis is None:
        return told.named is not None and mom == yoy
    return mom == yoy or (Basis.MOM if mom > yoy else Basis.YOY) is told.basis


def _farther(
    parts: Parts, found: Sequence[Quantity], now: Quantity, told: Told, month: Period
) -> Iterator[Quantity]:
    """The base in another sentence of the paragraph, if it is about the same matter."""
    begin, end = parts.paragraphs.around(told.start)
    inside = (one for one in found if begin <= one.start < end and not one.about)
    rest = [one for one in inside if _fits(one, now, told, month)]
    about = [one for one in rest if one.topics & now.topics]
    if not about and len(rest) == 1 and not now.topics:
        about = rest
    yield from sorted(about, key=lambda one: abs(one.start - told.end))
