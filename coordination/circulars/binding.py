"""Text around bound facts: 【立案数】 stands for a value that nobody types."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from coordination.document_templates.rules.ordinals import LEVELS, ordinals, without_ordinal
from coordination.kernel.text import Text, _

__all__ = [
    "ATOM",
    "LEVELS",
    "Body",
    "Facts",
    "Piece",
    "headings",
    "names_in",
    "pieces",
    "problems",
    "rendered",
    "used",
    "without_ordinal",
]

ATOM = re.compile(r"【([^【】\s]{1,60})】")
BRACKET = re.compile(r"[【】]")
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
    return ordinals([int(block["level"]) if block["kind"] == "heading" else None for block in body])
