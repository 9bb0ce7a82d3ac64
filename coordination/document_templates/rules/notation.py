"""A template as the text that a clerk writes, and back: a line is a heading, a sentence or a mark.

    一、总体情况                                         a heading; its numeral says the level
    〔须有 立案数〕{月份}，{地区}立案【立案数】｜【立案数环比】   clauses; each stands when its fields do
    〔逐个 立案数〕依次为：｜{名称}【{名称}立案数】           the clause once for each name of the list
    〔逐组〕…                                           the paragraph once for each cohort
    〔表 前3名〕标题  〔表 全部〕 〔表 分档〕 〔图〕          from the ranking
    〔案例〕张某……   〔出席〕…  〔请假〕…  〔列席〕…

An empty line ends a paragraph; a first part without a field is what the sentence begins with.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coordination.document_templates.rules.ordinals import level_of, ordinals, without_ordinal
from coordination.document_templates.rules.shape import (
    Attendance,
    Block,
    Case,
    Chart,
    Heading,
    Paragraph,
    Role,
    Sentence,
    Show,
    Table,
    usual_join,
)

DIVIDER = "｜"
ENDS = "。！？；：…"
MARK = re.compile(r"〔([^〔〕]*)〕\s*")
TOP = re.compile(r"前([1-9]\d?)名")
ROLE_WORDS: dict[Role, str] = {"present": "出席", "absent": "请假", "observing": "列席"}
SHOW_WORDS: dict[Show, str] = {"full": "全部", "tiers": "分档"}
_ROLES = {word: role for role, word in ROLE_WORDS.items()}
_SHOWS = {word: show for show, word in SHOW_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """A block with the line that it begins on, and for a paragraph the line of each sentence."""

    number: int
    block: Block | None
    sentence_lines: tuple[int, ...] = ()
    unknown: str = ""


def parse(text: str) -> list[Line]:
    """The blocks of a text; `unknown` is a mark that means nothing, its line has no block."""
    found: list[Line] = []
    begun: list[tuple[int, Sentence, bool]] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        other = _other(number, line)
        if line and other is None:
            begun.append((number, *_sentence(line)))
            continue
        found += _paragraph(begun)
        begun = []
        if other is not None:
            found.append(other)
    return [*found, *_paragraph(begun)]


def _paragraph(begun: list[tuple[int, Sentence, bool]]) -> Iterator[Line]:
    if begun:
        sentences = tuple(sentence for _number, sentence, _cohorts in begun)
        block = Paragraph(sentences, cohorts=any(cohorts for _number, _sentence, cohorts in begun))
        yield Line(begun[0][0], block, tuple(number for number, *_rest in begun))


def _other(number: int, line: str) -> Line | None:
    """A heading, or a line that begins with a mark of its own; None for a sentence."""
    level = level_of(line)
    if level is not None and line[-1] not in ENDS:
        return Line(number, Heading(level, without_ordinal(line)))
    mark = MARK.match(line)
    if mark is None or _is_of_sentence(mark.group(1)):
        return None
    block = _marked(mark.group(1).strip(), line[mark.end() :].strip())
    return Line(number, block, unknown="" if block else mark.group())


def _is_of_sentence(mark: str) -> bool:
    word, _space, names = mark.partition(" ")
    return mark == "逐组" or (word in ("逐个", "须有", "连接", "句末") and bool(names.strip()))


def _marked(mark: str, text: str) -> Block | None:
    if mark == "案例":
        return Case(text)
    if mark == "图":
        return Chart(text)
    if mark in _ROLES:
        return Attendance(_ROLES[mark], text)
    word, _space, shown = mark.partition(" ")
    top = TOP.fullmatch(shown)
    if word != "表" or not (top or shown in _SHOWS):
        return None
    return Table("top", int(top.group(1)), text) if top else Table(_SHOWS[shown], 0, text)


def _sentence(line: str) -> tuple[Sentence, bool]:
    """A sentence, and whether its paragraph is repeated for each cohort."""
    marks: dict[str, str] = {}
    while (mark := MARK.match(line)) and _is_of_sentence(mark.group(1)):
        word, _space, names = mark.group(1).partition(" ")
        marks[word] = names.strip()
        line = line[mark.end() :]
    each = marks.get("逐个", "")
    needs = tuple(name for name in re.split(r"[、，,\s]+", marks.get("须有", "")) if name)
    end = marks.get("句末") or (line[-1] if line[-1:] and line[-1] in ENDS else "")
    line = line.removesuffix(end) if end else line
    start, clauses = _parts(line)
    join = marks.get("连接", usual_join(each))
    return Sentence(clauses, start, join, end or "。", each, needs), "逐组" in marks


def _parts(line: str) -> tuple[str, tuple[str, ...]]:
    parts = line.split(DIVIDER)
    if len(parts) > 1 and "【" not in parts[0]:
        return parts[0], tuple(part for part in parts[1:] if part)
    return "", tuple(part for part in parts if part)


def written(blocks: Iterable[Block]) -> str:
    """The text of the blocks; `parse` gives them back."""
    rows = list(blocks)
    levels = [row.level if isinstance(row, Heading) else None for row in rows]
    parts = [_written(row, ordinal) for row, ordinal in zip(rows, ordinals(levels), strict=True)]
    return "\n\n".join(parts) + "\n" if parts else ""


def _written(block: Block, ordinal: str) -> str:
    match block:
        case Heading():
            return ordinal + block.text
        case Table():
            shown = f"前{block.count}名" if block.show == "top" else SHOW_WORDS[block.show]
            return f"〔表 {shown}〕{block.text}"
        case Chart():
            return f"〔图〕{block.text}"
        case Case():
            return f"〔案例〕{block.text}"
        case Attendance():
            return f"〔{ROLE_WORDS[block.role]}〕{block.text}"
    first, *others = block.sentences
    lines = [_line(first, block.cohorts), *(_line(one, False) for one in others)]
    return "\n".join(lines)


def _line(sentence: Sentence, cohorts: bool) -> str:
    marks = "〔逐组〕" if cohorts else ""
    marks += f"〔逐个 {sentence.each}〕" if sentence.each else ""
    marks += f"〔须有 {'、'.join(sentence.needs)}〕" if sentence.needs else ""
    marks += f"〔连接 {sentence.join}〕" if sentence.join != sentence.usual_join else ""
    marks += f"〔句末 {sentence.end}〕" if sentence.end not in ENDS else ""
    start = f"{sentence.start}{DIVIDER}" if sentence.start else ""
    return marks + start + DIVIDER.join(sentence.clauses) + sentence.end
