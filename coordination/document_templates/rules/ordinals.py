"""The ordinals of headings: a document counts by itself, a person never types a numeral."""

import re
from collections.abc import Iterator, Sequence

LEVELS = (1, 2, 3, 4)
_DIGITS = "一二三四五六七八九十"
#: A numeral as people type it, by the level that it means.
TYPED = (
    (1, re.compile(rf"\s*[{_DIGITS}]{{1,3}}、\s*")),
    (2, re.compile(rf"\s*（[{_DIGITS}]{{1,3}}）\s*")),
    (3, re.compile(r"\s*\d{1,2}[.．、]\s*")),
    (4, re.compile(r"\s*（\d{1,3}）\s*")),
)


def ordinals(levels: Sequence[int | None]) -> Iterator[str]:
    """The ordinal of each block by its level: 一、 （一） 1. （1）; None, which is no heading, has none.

    Source: GB/T 9704-2012, 7.3.3. A heading begins the count of the levels below it anew.
    """
    counts = dict.fromkeys(LEVELS, 0)
    for level in levels:
        if level is None:
            yield ""
            continue
        counts[level] += 1
        counts.update(dict.fromkeys(range(level + 1, 5), 0))
        yield _ordinal(level, counts[level])


def _ordinal(level: int, count: int) -> str:
    if level in (1, 2):
        written = chinese(count) if count < 100 else str(count)
        return f"{written}、" if level == 1 else f"（{written}）"
    return f"{count}." if level == 3 else f"（{count}）"


def chinese(count: int) -> str:
    """A count from 1 to 99 in Chinese numerals; `ValueError` outside."""
    if not 1 <= count <= 99:
        raise ValueError(f"no ordinal for {count}")
    tens, units = divmod(count, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens - 1]}十"
    return head + (_DIGITS[units - 1] if units else "")


def level_of(text: str) -> int | None:
    """The level that a typed numeral at the beginning of a text means; None without one."""
    return next((level for level, numeral in TYPED if numeral.match(text)), None)


def without_ordinal(text: str) -> str:
    """A heading as a person typed it, without a numeral of its own."""
    for _level, numeral in TYPED:
        if numeral.match(text):
            return numeral.sub("", text, count=1)
    return text
