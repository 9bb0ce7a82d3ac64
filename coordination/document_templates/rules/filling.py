"""From a template and the fields that have a value to the blocks of a draft."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coordination.document_templates.rules.fitness import FIELD, PLACE
from coordination.document_templates.rules.notation import ROLE_WORDS
from coordination.document_templates.rules.shape import (
    Attendance,
    Block,
    Case,
    Chart,
    Heading,
    Paragraph,
    Sentence,
    Table,
)

COHORTS = "分组"
#: Endings of fields whose printed text says by itself what it is: 环比下降6.45%.
TELLING = ("环比", "同比")
PARTS = re.compile(r"【([^【】\s]{1,60})】|\{([^{}]+)\}")
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Made:
    """A block of a draft, the block of the template that made it, and its sentences by their number there."""

    block: dict[str, Any]
    source: int
    sentences: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    fields: Collection[str]
    lists: Mapping[str, Sequence[str]]


def make(
    blocks: Sequence[Block], fields: Collection[str], lists: Mapping[str, Sequence[str]], words: Words
) -> list[Made]:
    """The blocks of a draft: what has no value is left out, and a heading without anything below it.

    Each 【】 that stands is one of `fields`; `lists` gives the names for 逐个, and `分组` the cohorts.
    """
    given = _Given(fields, lists)
    found = [made for number, block in enumerate(blocks) for made in _made(number, block, given, words)]
    return [made for place, made in enumerate(found) if _holds(found, place)]


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a template's text: words, a field, or a place for a word."""

    kind: str
    text: str


def parted(text: str) -> Iterator[Part]:
    """The text cut at its fields and places, for a page that shows them apart."""
    end = 0
    for match in PARTS.finditer(text):
        if match.start() > end:
            yield Part("words", text[end : match.start()])
        yield Part("field" if match.group(1) else "place", match.group(1) or match.group(2))
        end = match.end()
    if end < len(text):
        yield Part("words", text[end:])


def filled(text: str, words: Words) -> str:
    """The text with its {} replaced; a word that is not known stays as it is."""
    return PLACE.sub(lambda match: words.get(match.group(1), match.group()), text)


def _holds(found: list[Made], place: int) -> bool:
    """Not a heading, or one with something below it."""
    block = found[place].block
    if block["kind"] != "heading":
        return True
    for later in found[place + 1 :]:
        if later.block["kind"] != "heading":
            return True
        if later.block["level"] <= block["level"]:
            return False
    return False


def _made(number: int, block: Block, given: _Given, words: Words) -> Iterator[Made]:
    if isinstance(block, Paragraph):
        for more in _each_cohort(given, words) if block.cohorts else (words,):
            yield from _paragraph(number, block, given, more)
    elif isinstance(block, Table | Chart):
        yield from _from_ranking(number, block, given, words)
    else:
        made = _written(block, words)
        if made["text"]:
            yield Made(made, number)


def _written(block: Heading | Case | Attendance, words: Words) -> dict[str, Any]:
    """A block of words; a case or an attendance without any is a place left for the drafter."""
    text = filled(block.text, words)
    if isinstance(block, Attendance):
        text = words.get(ROLE_WORDS[block.role], "") or text
    return {"level": 1, **block.stored(), "text": text}


def _each_cohort(given: _Given, words: Words) -> Iterator[Words]:
    for cohort in given.lists.get(COHORTS, ()):
        yield {**words, "组": cohort}


def _from_ranking(number: int, block: Table | Chart, given: _Given, words: Words) -> Iterator[Made]:
    for more in _each_cohort(given, words):
        text = filled(block.text, more) or f"{more['组']}{'排名' if isinstance(block, Table) else '得分'}"
        made = {**block.stored(), "level": 1, "text": text, "cohort": more["组"]}
        yield Made(made, number)


def _paragraph(number: int, block: Paragraph, given: _Given, words: Words) -> Iterator[Made]:
    said = [(place, _said(one, given, words)) for place, one in enumerate(block.sentences)]
    kept = tuple((place, text) for place, text in said if text)
    if kept:
        text = "".join(text for _place, text in kept)
        yield Made({"kind": "paragraph", "level": 1, "text": text}, number, kept)


def _said(sentence: Sentence, given: _Given, words: Words) -> str:
    if any(filled(name, words) not in given.fields for name in sentence.needs):
        return ""
    if sentence.each:
        names = given.lists.get(filled(sentence.each, words), ())
        clauses = [filled(one, _named(words, name)) for name in names for one in sentence.clauses]
    else:
        clauses = [filled(clause, words) for clause in sentence.clauses]
    kept = [clause for clause in clauses if all(name in given.fields for name in FIELD.findall(clause))]
    if not kept:
        return ""
    return filled(sentence.start, words) + sentence.join.join(kept) + sentence.end


def _named(words: Words, name: str) -> Words:
    return {**words, "名称": name, "标签": "" if name.endswith(TELLING) else name}
