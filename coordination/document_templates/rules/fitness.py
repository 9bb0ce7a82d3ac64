"""What is wrong with a template, each sentence with the line to mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coordination.document_templates.rules.notation import Line, parse
from coordination.document_templates.rules.shape import (
    Block,
    Heading,
    Paragraph,
    Sentence,
    Table,
    stored,
)
from coordination.document_templates.rules.vocabulary import Bounds, Vocabulary
from coordination.kernel.personal import personal
from coordination.kernel.text import Text, _

TITLE_AT_MOST, TEXT_AT_MOST, BLOCKS_AT_MOST = 80, 20_000, 150
#: The words in {} and what stands for them; 名称 only in a sentence with 逐个, 组 only with 逐组.
PLACES = ("月份", "月数", "年份", "报告期", "地区", "名称", "组", "标签")
REPEATED = ("名称", "标签")
PLACE = re.compile(r"\{([^{}]*)\}")
FIELD = re.compile(r"【([^【】\s]{1,60})】")
#: A mark that means something at the beginning of a line only.
MISPLACED = re.compile(r"〔(?:逐组|逐个|须有|连接|句末|表|图|案例|出席|请假|列席)[^〔〕]*〕")


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence for the clerk, and the line of the text that it is about (None: the whole)."""

    message: Text
    line: int | None = None


def body_of(text: str) -> list[dict[str, Any]]:
    """The stored body of a text that has no problems."""
    return stored(line.block for line in parse(text) if line.block is not None)


def problems(title: str, text: str, known: Vocabulary | None = None) -> dict[str, list[Problem]]:
    """By `title` and `text`; empty when the template can be kept. Without `known` any name will do."""
    found = {"title": list(_of_title(title)), "text": list(_of_text(text, known))}
    if known is not None and known.bounds is not None:
        found["title"] += _head_beyond(title, known.bounds)
        found["text"] += _beyond(text, known.bounds)
    return {name: those for name, those in found.items() if those}


def _head_beyond(title: str, bounds: Bounds) -> Iterator[Problem]:
    if len(title) > bounds.title:
        yield Problem(_("最多{limit}个字。", limit=bounds.title))


def _beyond(text: str, bounds: Bounds) -> Iterator[Problem]:
    """What does not fit on a document that is one sheet."""
    lines = parse(text)
    others = [line for line in lines if not isinstance(line.block, Paragraph)]
    if others:
        yield Problem(_("证书只有文字，不用标题、表格和别的内容。"), others[0].number)
    elif len(lines) != bounds.paragraphs:
        yield Problem(_("证书正好写{count}段：第一段在称号上面，第二段在称号下面。", count=bounds.paragraphs))
    for line in lines:
        if isinstance(line.block, Paragraph) and _length(line.block) > bounds.characters:
            yield Problem(
                _("这一段太长，证书上放不下，最多{limit}个字。", limit=bounds.characters), line.number
            )


def _length(paragraph: Paragraph) -> int:
    """Characters of the words that are written; a field counts by its name."""
    return sum(len(one.start) + sum(map(len, one.clauses)) + len(one.end) for one in paragraph.sentences)


def _of_title(title: str) -> Iterator[Problem]:
    if not title.strip():
        yield Problem(_("标题不能空着。"))
    elif len(title) > TITLE_AT_MOST:
        yield Problem(_("最多{limit}个字。", limit=TITLE_AT_MOST))
    yield from (Problem(message) for message in _places(title, repeated=False, cohorts=False))
    if "【" in title or "】" in title:
        yield Problem(_("标题里不用【】，要写年月、地区时用{报告期}、{地区}。"))


def _of_text(text: str, known: Vocabulary | None) -> Iterator[Problem]:
    if len(text) > TEXT_AT_MOST:
        yield Problem(_("模板最多{limit}个字。", limit=TEXT_AT_MOST))
        return
    lines = parse(text)
    if not any(line.block for line in lines):
        yield Problem(_("模板不能空着，至少写一段。"))
    if len(lines) > BLOCKS_AT_MOST:
        yield Problem(_("模板最多{limit}段。", limit=BLOCKS_AT_MOST))
    for line in lines:
        yield from _of_line(line, known)


def _of_line(line: Line, known: Vocabulary | None) -> Iterator[Problem]:
    if line.block is None:
        yield Problem(_("看不懂“{mark}”这个标记。", mark=line.unknown), line.number)
        return
    if isinstance(line.block, Paragraph):
        for number, sentence in zip(line.sentence_lines, line.block.sentences, strict=True):
            for message in (*_of_sentence(sentence, line.block.cohorts), *_names(sentence, known)):
                yield Problem(message, number)
        return
    for message in _of_block(line.block):
        yield Problem(message, line.number)


def _of_block(block: Block) -> Iterator[Text]:
    if isinstance(block, Heading) and not block.text:
        yield _("标题只有序号，没有文字。")
    if isinstance(block, Table) and block.show == "top" and not 1 <= block.count <= 20:
        yield _("只列前几名的表，最多列前{limit}名。", limit=20)
    text = getattr(block, "text", "")
    yield from _brackets(text)
    yield from _places(text, repeated=False, cohorts=isinstance(block, Table))
    yield from _persons(text)


def _of_sentence(sentence: Sentence, cohorts: bool) -> Iterator[Text]:
    if not sentence.clauses:
        yield _("这一句没有内容。")
    text = "".join((sentence.start, *sentence.clauses))
    yield from _brackets(text)
    yield from _places(text + sentence.each, repeated=bool(sentence.each), cohorts=cohorts)
    yield from _persons(text)


def _names(sentence: Sentence, known: Vocabulary | None) -> Iterator[Text]:
    """Fields and lists that no month can have."""
    if known is None:
        return
    if sentence.each and not known.has_list(sentence.each):
        words = "、".join(known.lists[:8])
        yield _("没有“{name}”这个名单，可以用：{words}。", name=sentence.each, words=words)
    named = [*sentence.needs, *FIELD.findall("".join((sentence.start, *sentence.clauses)))]
    for name in dict.fromkeys(named):
        if known.has_field(name):
            continue
        meant = known.nearest(name)
        if meant is None:
            yield _("没有“{name}”这项数据，请从数据清单里选取。", name=name)
        else:
            yield _("没有“{name}”这项数据，是不是“{meant}”？", name=name, meant=meant)


def _brackets(text: str) -> Iterator[Text]:
    for mark in MISPLACED.findall(text):
        yield _("“{mark}”这个标记要写在一行的开头。", mark=mark)
    if re.search(r"[〔〕]", re.sub(r"〔[^〔〕]*〕", "", text)):
        yield _("〔〕不成对。")
    if re.search(r"[【】]", FIELD.sub("", text)):
        yield _("【】不成对，或里面有空格。")
    if re.search(r"[{}]", PLACE.sub("", text)):
        yield _("{}不成对。")


def _places(text: str, *, repeated: bool, cohorts: bool) -> Iterator[Text]:
    for name in dict.fromkeys(PLACE.findall(text)):
        if name not in PLACES:
            yield _("没有{{{name}}}这个词，可以用：{words}。", name=name, words="、".join(PLACES))
        elif name in REPEATED and not repeated:
            yield _("{{{name}}}只能用在“逐个”的句子里。", name=name)
        elif name == "组" and not cohorts:
            yield _("{组}只能用在“逐组”的段落和表格里。")


def _persons(text: str) -> Iterator[Text]:
    for found in personal(text):
        yield _("{masked}像是{kind}，公文里不能有。", masked=found.masked, kind=found.kind)
