"""Names as people write them in sheets: full-width letters, blanks, brackets, numbering, units of measure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

#: Amounts of money by what one unit is in 元.
MONEY: Mapping[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+")
_BRACKETS = str.maketrans("[]{}【】〔〕「」《》<>", "()()()()()()()")
_NUMBERING = re.compile(r"^(?:\(?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})[).、]|[①-⑳])")
_UNIT = re.compile(r"^(.*?)[,，]?(?:\((?:计量)?(?:单位:)?([^()]{1,6})\)|/([^()/]{1,6})|单位:([^()]{1,6}))$")
_LINE = re.compile(r"(?:计量|金额|货币)?单位:\(?([^()]*?元)\)?")


def plain(text: object) -> str:
    """The name without what the eye skips: NFKC, no blanks or invisible signs, round brackets, lower case."""
    return _plain(str(text))


@lru_cache(maxsize=16_384)
def _plain(text: str) -> str:
    folded = _UNSEEN.sub("", unicodedata.normalize("NFKC", _NUMBERING.sub("", text.strip())))
    return _NUMBERING.sub("", folded).translate(_BRACKETS).casefold().strip("*#:;,.、。_-")


def parted(name: str) -> tuple[str, str]:
    """A plain name and the unit of measure written behind it: 损失金额(万元) is 损失金额 and 万元."""
    match = _UNIT.match(name)
    if match is None or not match.group(1):
        return name, ""
    return match.group(1), match.group(2) or match.group(3) or match.group(4) or ""


def money_in_line(text: object) -> str:
    """The unit of money that a line such as 单位：起、万元 names; empty when it names none."""
    match = _LINE.search(plain(text).replace("：", ":"))
    if match is None:
        return ""
    last = re.split("[、,，/]", match.group(1))[-1]
    return last if last in MONEY else ""


def unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By name what it stands for, without the names that stand for several things."""
    found: dict[str, set[str]] = {}
    for name, meaning in pairs:
        if name:
            found.setdefault(name, set()).add(meaning)
    return {name: next(iter(meanings)) for name, meanings in found.items() if len(meanings) == 1}
