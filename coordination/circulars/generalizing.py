"""A finished text as a template: where it still says what its template said, the template's sentence
with its lists and conditions stays; where a person has written otherwise, that becomes the sentence.

Pure. What the template holds for other months, and had nothing to say this time, stays in its place.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from coordination.circulars.binding import ATOM
from coordination.document_templates.rules import (
    Attendance,
    Block,
    Case,
    Chart,
    Heading,
    Made,
    Paragraph,
    Sentence,
    Table,
)
from coordination.document_templates.rules.fitness import PLACE

SENTENCE = re.compile(r".*?(?:[。！？](?![”）])|$)", re.DOTALL)
CLAUSE = re.compile(r"[^，；]+[，；]?")


def generalized(
    body: Sequence[Mapping[str, Any]],
    template: Sequence[Block],
    made: Sequence[Made],
    words: Mapping[str, str],
) -> list[Block]:
    """The blocks of a template for `body`, which was `made` from `template` and then edited.

    `words` are what stood for {月份}, {地区} and so on: they are put back where they stand.
    """
    back = _backwards(words)
    found: list[tuple[int | None, Block]] = []
    for block in body:
        source, kept = _block(block, template, made, back)
        twice = isinstance(kept, Table | Chart) and any(kept == one for _source, one in found)
        if not twice and (source is None or source not in {one for one, _block in found}):
            found.append((source, kept))
    return [block for _source, block in _with_silent(found, template, made)]


def generalized_title(title: str, words: Mapping[str, str]) -> str:
    """A title with {报告期} and {地区} where the words for them stand."""
    return _backwards(words)(title)


def _block(
    block: Mapping[str, Any], template: Sequence[Block], made: Sequence[Made], back: "Backwards"
) -> tuple[int | None, Block]:
    same = next((one for one in made if one.block == block), None)
    if same is not None:
        return same.source, template[same.source]
    kind, text = block["kind"], str(block["text"])
    if kind == "heading":
        return _like_heading(block, made), Heading(int(block["level"]), back(text))
    if kind == "table":
        return None, Table(block["show"], int(block.get("count", 0)), back(text, block["cohort"]))
    if kind == "chart":
        return None, Chart(back(text, block["cohort"]))
    if kind == "case":
        return _of_kind(Case, template), Case("")
    if kind == "attendance":
        return None, Attendance(block["role"], "")
    return _paragraph(text, template, made, back)


def _of_kind(kind: type[Block], template: Sequence[Block]) -> int | None:
    return next((number for number, one in enumerate(template) if isinstance(one, kind)), None)


def _like_heading(block: Mapping[str, Any], made: Sequence[Made]) -> int | None:
    """A heading with the words of one of the template, at another level."""
    fits = (one for one in made if one.block["kind"] == "heading" and one.block["text"] == block["text"])
    return next((one.source for one in fits), None)


def _paragraph(
    text: str, template: Sequence[Block], made: Sequence[Made], back: "Backwards"
) -> tuple[int | None, Block]:
    """Sentence by sentence: those of the template as they stand there, the others as they are written."""
    paragraphs = {number: one for number, one in enumerate(template) if isinstance(one, Paragraph)}
    sentences: list[tuple[tuple[int, int] | None, Sentence]] = []
    while text:
        origin = _origin(text, made)
        if origin is not None:
            one, place, said = origin
            sentences.append(((one.source, place), paragraphs[one.source].sentences[place]))
            text = text[len(said) :]
            continue
        match = SENTENCE.match(text)
        said = match.group() if match and match.group() else text
        sentences.append((None, _typed(said, back)))
        text = text[len(said) :]
    sources = [origin[0] for origin, _sentence in sentences if origin is not None]
    if not sources:
        return None, Paragraph(tuple(one for _origin, one in sentences))
    source = max(set(sources), key=sources.count)
    of = paragraphs[source]
    return source, Paragraph(tuple(_complete(sentences, source, of, made)), of.cohorts)


def _origin(text: str, made: Sequence[Made]) -> tuple[Made, int, str] | None:
    """The longest sentence of the template that the text begins with."""
    fits = ((one, place, said) for one in made for place, said in one.sentences if text.startswith(said))
    return max(fits, key=lambda found: len(found[2]), default=None)


def _complete(
    sentences: Sequence[tuple[tuple[int, int] | None, Sentence]],
    source: int,
    of: Paragraph,
    made: Sequence[Made],
) -> Iterator[Sentence]:
    """With the sentences of the same paragraph that had nothing to say, each after the one before it."""
    spoken = {place for one in made if one.source == source for place, _said in one.sentences}
    silent = [place for place in range(len(of.sentences)) if place not in spoken]
    for origin, sentence in sentences:
        if origin is not None and origin[0] == source:
            while silent and silent[0] < origin[1]:
                yield of.sentences[silent.pop(0)]
        yield sentence
    yield from (of.sentences[place] for place in silent)


def _typed(text: str, back: "Backwards") -> Sentence:
    """A written sentence: each part with a field stands by itself, so that it falls when that is missing."""
    end = text[-1] if text[-1] in "。！？；：…" else "。"
    text = text.removesuffix(end)
    parts = [part.rstrip("，") for part in CLAUSE.findall(text)]
    clauses: list[str] = []
    lead = ""
    for part in parts:
        if ATOM.search(part):
            clauses.append(lead + part)
            lead = ""
        else:
            lead += part + "，"
    if lead and clauses:
        clauses[-1] += "，" + lead.removesuffix("，")
    elif lead:
        clauses.append(lead.removesuffix("，"))
    return Sentence(tuple(back(one) for one in clauses), end=end)


class Backwards:
    """Puts {月份} and the like back where the words stand that were written for them."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._words = list(words)

    def __call__(self, text: str, cohort: str = "") -> str:
        parts = re.split(r"(【[^【】]*】)", PLACE.sub(r"\1", text))
        found = "".join(part if part.startswith("【") else self._plain(part) for part in parts)
        return found.replace(cohort, "{组}") if cohort else found

    def _plain(self, text: str) -> str:
        for said, place in self._words:
            text = re.sub(rf"(?<!\d){re.escape(said)}", place, text)
        return text


def _backwards(words: Mapping[str, str]) -> Backwards:
    """The longest first, so that 2026年10月 is not read as 2026年 and 10月."""
    month = words.get("月数", "")
    said = {words[name]: f"{{{name}}}" for name in ("月份", "报告期", "地区") if words.get(name)}
    if month:
        said[f"1至{month}月"] = "1至{月数}月"
    return Backwards(sorted(said.items(), key=lambda pair: -len(pair[0])))


def _with_silent(
    found: Sequence[tuple[int | None, Block]], template: Sequence[Block], made: Sequence[Made]
) -> Iterator[tuple[int | None, Block]]:
    """With the blocks of the template that made nothing this time, each before the next one that did."""
    spoken = {one.source for one in made}
    used = {source for source, _block in found if source is not None}
    silent = [number for number in range(len(template)) if number not in spoken and number not in used]
    for source, block in found:
        while source is not None and silent and silent[0] < source:
            number = silent.pop(0)
            yield number, template[number]
        yield source, block
    for number in silent:
        yield number, template[number]
