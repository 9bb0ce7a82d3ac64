"""Numbers in characters: 三十一起, 百分之二十点五. A single character is too often a word (一起)."""

import re
from decimal import Decimal

_DIGITS = {character: index for index, character in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_STEPS = {"十": 10, "百": 100, "千": 1000}
SPELLED = re.compile(
    r"(?P<about>将近|约|近|超|逾)?(?:百分之(?P<rate>[零〇一二两三四五六七八九十百点]+)"
    r"|(?P<number>[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万]+)(?P<over>余|多)?"
    r"(?P<unit>万元|亿元|元|起|件|人次|人|名|户|条|场次|场|份|家))"
)


def spelled(written: str | None) -> Decimal | None:
    """The number in characters; None where it is none."""
    if not written:
        return None
    whole, _, part = written.partition("点")
    total = _whole(whole)
    if total is None:
        return None
    if part and all(one in _DIGITS for one in part):
        return Decimal(f"{total}." + "".join(str(_DIGITS[one]) for one in part))
    return Decimal(total)


def _whole(written: str) -> int | None:
    left, man, right = written.rpartition("万")
    if man:
        above, below = _below(left), _below(right) if right else 0
        return None if above is None or below is None else above * 10_000 + below
    return _below(written)


def _below(written: str) -> int | None:
    """A number below ten thousand."""
    if not written:
        return None
    total, digit = 0, None
    for one in written:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one in _STEPS:
            total += (1 if digit is None else digit) * _STEPS[one]
            digit = None
        else:
            return None
    return total + (digit or 0)
