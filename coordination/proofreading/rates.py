"""环比, 同比 and the like against the two numbers they were made of.

rate = (now − base) / base; a rate whose base is not in the text is left alone (domain.md section 8).
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import decimal_places, grouped, round_half_up
from coordination.proofreading.changes import Told, changes
from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.pairs import pairs
from coordination.proofreading.periods import Period, When
from coordination.proofreading.quantities import RISE, Quantity
from coordination.proofreading.sentences import Parts

_OPPOSITE = {
    "上升": "下降", "增长": "下降", "增加": "减少", "增多": "减少", "上涨": "下跌", "提高": "降低",
    "提升": "降低", "升高": "降低", "攀升": "下降", "扩大": "缩小", "多": "少", "增": "减", "升": "降",
    "涨": "跌", "下降": "上升", "减少": "增加", "降低": "提高", "下跌": "上涨", "回落": "上升",
    "下滑": "上升", "压降": "上升", "缩小": "扩大", "少": "多", "减": "增", "降": "升", "跌": "涨",
    "负增长": "增长", "增幅": "降幅", "升幅": "降幅", "涨幅": "跌幅", "降幅": "增幅", "减幅": "增幅",
    "跌幅": "涨幅", "增速": "降幅", "降速": "增幅",
}  # fmt: skip


def rates(parts: Parts, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Every change that does not follow from the numbers beside it."""
    month = next((one.period for one in found if one.period.months and one.period.when is When.NOW), Period())
    for told in changes(parts, found):
        made = list(pairs(parts, found, told, month))
        outcomes = [_expected(told, now, base) for now, base in made]
        if outcomes and all(wrong is not None for wrong in outcomes):
            text = parts.original[told.start : told.end]
            yield Finding(Rule.CHANGE_RATE, text, outcomes[0] or None, told.start, told.end)


def _expected(told: Told, now: Quantity, base: Quantity) -> str | None:
    """None when the change follows; else what it should read, empty where no rate can be computed."""
    if told.unit == "个百分点":
        return _points(told, now, base)
    if told.count is not None:
        return _difference(told, told.count, now, base)
    if not base.value:
        return None if not now.value and not told.size else ""
    return _of_ratio(told, Fraction(now.value) / Fraction(base.value))


def _of_ratio(told: Told, ratio: Fraction) -> str | None:
    places = decimal_places(told.size)
    if told.unit == "番":
        return None if round_half_up(ratio, 1) == told.size else _as_rate(told, ratio, 2)
    if told.unit == "的倍":
        right = round_half_up(ratio, places)
        return None if right == told.size else f"{round_half_up(ratio, max(places, 2)):f}倍"
    if told.unit == "倍":
        return None if round_half_up(ratio - 1, places) == told.size else _as_rate(told, ratio, 2)
    if told.unit == "成":
        return None if round_half_up((ratio - 1) * 10, 0) == told.size else _as_rate(told, ratio, 2)
    if not told.size and told.word:
        return None if ratio == 1 else _as_rate(told, ratio, 2)
    right = round_half_up((ratio - 1) * 100, places)
    return None if right == told.size and ratio != 1 else _as_rate(told, ratio, places)


def _difference(told: Told, by: Quantity, now: Quantity, base: Quantity) -> str | None:
    """增加10起 against 31 and 21; what was rounded for print may miss by half a last digit each."""
    made = now.value - base.value
    if abs(made - told.size) <= now.half_step + base.half_step + by.half_step:
        return None
    return f"{_word(told, made)}{grouped(abs(made) / by.per)}{by.printed_unit}" if made else "持平"


def _points(told: Told, now: Quantity, base: Quantity) -> str | None:
    right = round_half_up(now.value - base.value, decimal_places(told.size))
    if right == told.size:
        return None
    return f"{_word(told, right)}{abs(right):f}个百分点" if right else "持平"


def _as_rate(told: Told, ratio: Fraction, places: int) -> str:
    right = round_half_up((ratio - 1) * 100, places)
    return f"{_word(told, right)}{abs(right):f}%" if ratio != 1 else "持平"


def _word(told: Told, right: Decimal) -> str:
    """The writer's own word, or its opposite where the sign is the other one."""
    if not told.word:
        return "+" if right > 0 else "-"
    if told.word not in _OPPOSITE:
        return "上升" if right > 0 else "下降"
    rises = re.fullmatch(rf"(?:{RISE})[幅速]?", told.word) is not None
    return told.word if rises == (right > 0) else _OPPOSITE[told.word]
