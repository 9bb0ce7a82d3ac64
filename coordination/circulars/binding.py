"""Text around bound facts: 【立案数】 stands for a value that nobody types."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coordination.kernel.text import Text, _

ATOM = re.compile(r"【([^【】\s]{1,60})】")
BRACKET = re.compile(r"[【】]")
LEVELS = (1, 2, 3, 4)
ORDINALS = "一二三四五六七八九十"
TYPED_ORDINAL = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）|\d{1,2}[.．、])\s*"
)
Facts = Mapping[str, Mapping[str, Any]]
Body = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `fact` names the bound value it is, None for what a person wrote."""

    text: str
    fact: str | None = None


def pieces(text: str, facts: Facts) -> list[Piece]:
    """Cut a text into what was written and what is bound; an unknown fact stays in its brackets."""
    found: list[Piece] = []
    end = 0
    for match in ATOM.finditer(text):
        fact = facts.get(match.group(1))
        if fact is None:
            continue
        if match.start() > end:
            found.append(Piece(text[end : match.start()]))
        found.append(Piece(str(fact["text"]), match.group(1)))
        end = match.end()
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def rendered(text: str, facts: Facts) -> str:
    """The text as it will be printed."""
    return "".join(piece.text for piece in pieces(text, facts))


def names_in(text: str) -> list[str]:
    return ATOM.findall(text)


def used(body: Body) -> set[str]:
    """The facts that a body names."""
    return {name for block in body for name in names_in(block["text"])}


def problems(text: str, known: Collection[str]) -> list[Text]:
    """What is wrong with the brackets of one paragraph, in sentences that say what to do."""
    unknown = dict.fromkeys(name for name in names_in(text) if name not in known)
    found = [_("没有名为“{name}”的数据，请从数据清单里选取。", name=name) for name in unknown]
    if BRACKET.search(ATOM.sub("", text)):
        found.append(_("【】不成对，或里面有空格、换行。请补全，或从数据清单里重新插入。"))
    return found


def headings(body: Body) -> Iterator[str]:
    """The ordinal of each block, empty for paragraphs: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3)."""
    counts = dict.fromkeys(LEVELS, 0)
    for block in body:
        if block["kind"] != "heading":
            yield ""
            continue
        level = int(block["level"])
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
    head = "" if not tens else "十" if tens == 1 else f"{ORDINALS[tens - 1]}十"
    return head + (ORDINALS[units - 1] if units else "")


def without_ordinal(text: str) -> str:
    """A heading as a person typed it, without a numeral of its own: the document counts by itself."""
    return TYPED_ORDINAL.sub("", text, count=1) if TYPED_ORDINAL.match(text) else text
