"""环比, 同比 and the like against the two numbers they were made of.

rate = (now − base) / base; a rate whose base is not in the text is left alone (domain.md section 8).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import decimal_places, round_half_up
from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.periods import Basis, Period, When, is_base
from coordination.proofreading.quantities import FALL, NUMBER, RISE, TOPICS, Quantity
from coordination.proofreading.sentences import Parts

_MOM = r"环比|[较比与同和]上(?:个)?(?:月|期|周|季度|旬)|[较比与同和]上一(?:月|期|周|季度)"
_YOY = r"同比|[较比与同和](?:去年|上年)(?:同期|同月)?|[较比与同和]同期"
_BASIS = re.compile(rf"(?P<mom>{_MOM})|(?P<yoy>{_YOY})")
_SIZE = r"(?:了|幅度?[为达]|率[为达]|约|达)?"
_RATE = re.compile(rf"(?:(?P<up>{RISE})|(?P<down>{FALL})){_SIZE}(?P<number>{NUMBER})(?P<unit>%|个百分点|倍)")
_LEVEL = re.compile(r"(?<!基本)(?<!大体)(?:持平|没有变化)")
_DOUBLE = re.compile(r"翻(?:了)?(?P<times>一|两|二|三)?番")
_TIMES = re.compile(
    rf"(?:是|为|达|相当于)(?P<basis>上(?:个)?月|上期|去年同期|上年同期)的(?P<number>{NUMBER})倍"
)
_DOUBLED = {None: 2, "一": 2, "两": 4, "二": 4, "三": 8}
_OPPOSITE = {
    "上升": "下降", "增长": "下降", "增加": "减少", "上涨": "下跌", "提高": "降低", "提升": "降低",
    "升高": "降低", "攀升": "下降", "多": "少", "增": "减", "升": "降",
    "下降": "上升", "减少": "增加", "降低": "提高", "下跌": "上涨", "回落": "上升", "下滑": "上升",
    "压降": "上升", "少": "多", "减": "增", "降": "升",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Told:
    """A change as it is written: signed `size` in `unit` (%, 个百分点, 倍; 番 as the ratio).

    Without a basis it is measured against the 由 of 由20起增至25起 only.
    """

    basis: Basis | None
    word: str
    size: Decimal
    unit: str
    start: int
    end: int
    rank: int = 0
    of: int = 1


def rates(parts: Parts, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Every change that does not follow from the numbers beside it."""
    month = next((one.period for one in found if one.period.months and one.period.when is When.NOW), Period())
    for told in _told(parts):
        pairs = list(_pairs(parts, found, told, month))
        outcomes = [_expected(told, now, base) for now, base in pairs]
        if outcomes and all(wrong is not None for wrong in outcomes):
            text = parts.original[told.start : told.end]
            yield Finding(Rule.CHANGE_RATE, text, outcomes[0] or None, told.start, told.end)


def _told(parts: Parts) -> Iterator[_Told]:
    for match in _RATE.finditer(parts.text):
        basis = _basis(parts, match.start())
        kind, begin = basis or (None, match.start())
        word = match["up"] or match["down"]
        size = Decimal(match["number"].replace(",", "")) * (1 if match["up"] else -1)
        adjacent = parts.text[begin : match.start()]
        start = begin if len(adjacent) <= 12 and not re.search(r"[0-9，,。;]", adjacent) else match.start()
        rank, of = _place(parts, match.start())
        yield _Told(kind, word, size, match["unit"], start, match.end(), rank, of)
    yield from _other(parts)


def _other(parts: Parts) -> Iterator[_Told]:
    for match in _LEVEL.finditer(parts.text):
        if (basis := _basis(parts, match.start())) is not None and match.start() - basis[1] <= 12:
            yield _Told(basis[0], match.group(), Decimal(0), "%", basis[1], match.end())
    for match in _DOUBLE.finditer(parts.text):
        if (basis := _basis(parts, match.start())) is not None:
            size = Decimal(_DOUBLED[match["times"]])
            yield _Told(basis[0], match.group(), size, "番", basis[1], match.end())
    for match in _TIMES.finditer(parts.text):
        kind = Basis.MOM if match["basis"].startswith("上") and "年" not in match["basis"] else Basis.YOY
        yield _Told(kind, "倍", Decimal(match["number"].replace(",", "")), "的倍", match.start(), match.end())


def _basis(parts: Parts, place: int) -> tuple[Basis, int] | None:
    """The last 环比 or 同比 before a place in its sentence, and where it stands.

    环比、同比分别上升A、B: the first belongs to the first, the second to the second.
    """
    begin = parts.sentences.around(place)[0]
    seen = list(_BASIS.finditer(parts.text, begin, place))
    if not seen:
        return None
    last = seen[-1]
    between = parts.text[last.end() : place]
    paired = len(seen) > 1 and seen[-2].end() + 1 >= last.start() and "分别" in between
    if paired and not re.search("%|个百分点|倍", between):
        last = seen[-2]
    return (Basis.MOM if last["mom"] else Basis.YOY), last.start()


_FROM = re.compile(r"(?:由|从)(?:[^，。;0-9]{0,8}的)?$")
_TO = re.compile(rf"^(?:{RISE}|{FALL})?(?:到|至|为)$")
_SEVERAL = re.compile(rf"(?:环比|同比)分别(?:(?:{RISE}|{FALL}){_SIZE}{NUMBER}%[、,，和及]?(?:和|及)?){{2,6}}")


def _place(parts: Parts, place: int) -> tuple[int, int]:
    """环比分别上升A、下降B: which of how many numbers before it the rate belongs to."""
    begin = parts.sentences.around(place)[0]
    for group in _SEVERAL.finditer(parts.text, begin):
        if group.start() > place:
            break
        inside = [match.start() for match in _RATE.finditer(parts.text, group.start(), group.end())]
        if place in inside and not re.search(r"[环同]比[、和]$", parts.text[: group.start()]):
            return inside.index(place), len(inside)
    return 0, 1


def _pairs(
    parts: Parts, found: Sequence[Quantity], told: _Told, month: Period
) -> Iterator[tuple[Quantity, Quantity]]:
    """Now and base that a rate may have been made of, the likeliest first."""
    begin, end = parts.sentences.around(told.start)
    percents = told.unit == "个百分点"
    inside = [one for one in found if begin <= one.start < end and not one.about]
    inside = [one for one in inside if (one.unit == "%") == percents]
    nows = [one for one in inside if one.end <= told.start and _is_now(one, percents)][::-1]
    if told.of > 1:
        nows = _nth(nows, told)
    nows = nows or _carried(parts, found, told, percents)
    for now in nows:
        bases = _from(inside, now) or [one for one in inside if _fits(one, now, told, month)]
        bases.sort(key=lambda one: abs(one.start - told.end))
        if not bases:
            bases = [*_changed(inside, now, told)] or [*_farther(parts, found, now, told, month)]
        for base in bases:
            yield now, base
        if bases and told.of == 1:
            return


def _nth(nows: list[Quantity], told: _Told) -> list[Quantity]:
    """Of the last `of` numbers before the rates the one in the same place."""
    last = nows[: told.of][::-1]
    return [last[told.rank]] if len(last) == told.of else []


def _carried(parts: Parts, found: Sequence[Quantity], told: _Told, percents: bool) -> list[Quantity]:
    """立案30起，环比增加10起；同比减少10起，下降25%: what the sentence before the semicolon was about."""
    begin = parts.sentences.around(told.start)[0]
    if parts.text[begin - 1 : begin] != ";" or TOPICS.search(parts.text, begin, told.start):
        return []
    earlier = parts.sentences.around(begin - 1)[0]
    before = [
        one for one in found if earlier <= one.start < begin and _is_now(one, percents) and not one.about
    ]
    return [one for one in before if (one.unit == "%") == percents][-1:]


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


def _fits(base: Quantity, now: Quantity, told: _Told, month: Period) -> bool:
    if base is now or base.by or base.unit != now.unit or told.basis is None:
        return False
    own = now.period if now.period.months else Period(now.period.when, month.year, month.months, True)
    apart = base.topics and now.topics and not base.topics & now.topics
    return is_base(base.period, own, told.basis) and not apart


def _changed(inside: Sequence[Quantity], now: Quantity, told: _Told) -> Iterator[Quantity]:
    """31起，环比增加10起，上升47.62%: the base follows from the size of the change."""
    for one in inside:
        near = now.end <= one.start and one.start - told.end <= 12 and told.basis is not None
        if one.by and one.unit == now.unit and near and _same_basis(one.label, told.basis):
            falls = re.search(rf"(?:{FALL})了?$", one.label) is not None
            base = now.value + one.value if falls else now.value - one.value
            if base > 0:
                yield Quantity(base, now.unit, now.printed_unit, now.per, 0, one.start, one.end, "", Period())


def _same_basis(label: str, basis: Basis | None) -> bool:
    seen = list(_BASIS.finditer(label))
    return not seen or (Basis.MOM if seen[-1]["mom"] else Basis.YOY) is basis


def _farther(
    parts: Parts, found: Sequence[Quantity], now: Quantity, told: _Told, month: Period
) -> Iterator[Quantity]:
    """The base in another sentence of the paragraph, if it is about the same matter."""
    begin, end = parts.paragraphs.around(told.start)
    inside = (one for one in found if begin <= one.start < end and not one.about)
    rest = [one for one in inside if _fits(one, now, told, month)]
    about = [one for one in rest if one.topics & now.topics]
    if not about and len(rest) == 1 and not now.topics:
        about = rest
    yield from sorted(about, key=lambda one: abs(one.start - told.end))


def _expected(told: _Told, now: Quantity, base: Quantity) -> str | None:
    """None when the change follows; else what it should read, empty where no rate can be computed."""
    if told.unit == "个百分点":
        return _points(told, now, base)
    if not base.value:
        return None if not now.value and not told.size else ""
    ratio = Fraction(now.value) / Fraction(base.value)
    if told.unit == "番":
        return None if round_half_up(ratio, 1) == told.size else _as_rate(told, ratio, 2)
    if told.unit == "的倍":
        right = round_half_up(ratio, decimal_places(told.size))
        return None if right == told.size else f"{right:f}倍"
    if told.unit == "倍":
        right = round_half_up(ratio - 1, decimal_places(told.size))
        return None if right == told.size else _as_rate(told, ratio, 2)
    places = decimal_places(told.size)
    if told.word in ("持平", "没有变化"):
        return None if ratio == 1 else _as_rate(told, ratio, 2)
    right = round_half_up((ratio - 1) * 100, places)
    return None if right == told.size and ratio != 1 else _as_rate(told, ratio, places)


def _points(told: _Told, now: Quantity, base: Quantity) -> str | None:
    right = round_half_up(now.value - base.value, decimal_places(told.size))
    if right == told.size:
        return None
    return f"{_word(told, right)}{abs(right):f}个百分点" if right else "持平"


def _as_rate(told: _Told, ratio: Fraction, places: int) -> str:
    right = round_half_up((ratio - 1) * 100, places)
    return f"{_word(told, right)}{abs(right):f}%" if ratio != 1 else "持平"


def _word(told: _Told, right: Decimal) -> str:
    """The writer's own word, or its opposite where the sign is the other one."""
    if told.word not in _OPPOSITE:
        return "上升" if right > 0 else "下降"
    rises = re.fullmatch(RISE, told.word) is not None
    return told.word if rises == (right > 0) else _OPPOSITE[told.word]
