"""What the reading of documents finds in the printed text of a draft: arithmetic, people, length, tone."""

import re
from collections.abc import Collection, Iterable, Iterator

from coordination.circulars.findings import Check, Draft, Finding, Level, length
from coordination.circulars.passages import Passage, Words, excerpt, findings, of_annexes, of_body
from coordination.kernel.personal import personal
from coordination.kernel.text import Text, _
from coordination.proofreading.findings import Rule
from coordination.proofreading.wording import to_governments

_READ: dict[Rule, tuple[Check, Level, Text]] = {
    Rule.CHANGE_RATE: (
        Check.ARITHMETIC,
        Level.ERROR,
        _("“{words}”与文中的数字不符，按文中的数字应为“{expected}”。"),
    ),
    Rule.SHARE: (
        Check.ARITHMETIC,
        Level.ERROR,
        _("“{words}”与文中的数字不符，按文中的数字应为“{expected}”。"),
    ),
    Rule.SUM: (Check.ARITHMETIC, Level.ERROR, _("合计“{words}”与分项不符，分项相加是“{expected}”。")),
    Rule.LENGTH: (
        Check.LENGTH,
        Level.WARNING,
        _("全文{count}字。《整治形式主义为基层减负若干规定》要求这类文件一般不超过{limit}字。"),
    ),
    Rule.IMPERATIVE: (
        Check.ORDERS,
        Level.ERROR,
        _("“{words}”是对下级党委、政府的指令。议事协调机构不得这样行文，请改为建议、提示。"),
    ),
}


def read(draft: Draft) -> Iterator[Finding]:
    """What the reading of documents finds in title and text, and personal data in the annexes too."""
    passages = of_body(draft.title, draft.body, draft.facts)
    ordered: set[tuple[str, int]] = set()
    for found, passage, start, end in findings(passages, draft.limit):
        if found.rule is Rule.IMPERATIVE:
            ordered |= {(passage.place, place) for place in range(start, end)}
        if found.rule is Rule.PERSONAL_DATA:
            continue
        check, level, sentence = _READ[found.rule]
        values: dict[str, object] = {"words": found.text, "expected": found.expected or _("无法计算")}
        if found.rule is Rule.LENGTH:
            yield Finding(check, level, Text(sentence.msgid, _size(draft)))
            continue
        message = Text(sentence.msgid, values)
        words = excerpt(passage, start, end)
        yield Finding(check, level, message, _block(passage), words, found.expected)
    for passage in (*passages, *of_annexes(draft.parts)):
        yield from _people(passage)
    if to_governments(draft.addressees):
        yield from _implied(passages, ordered)


def _size(draft: Draft) -> dict[str, int]:
    return {"count": length(draft), "limit": draft.limit}


def _block(passage: Passage) -> int | None:
    name, _dash, number = passage.place.partition("-")
    return int(number) if name == "body" else None


#: 各乡镇要 names no government, but in a document that is sent to governments it is meant for them.
_IMPLIED = re.compile(
    r"(?:各乡镇|各镇|各乡|各街道|乡镇街道|各地|各级)(?:、?各(?:部门|单位|成员单位))?[^，。；！？\n]{0,8}?"
    r"(?<![主重需必只首摘纲提不概扼紧机险])(?:要(?![求素点闻案犯害领件么是])|必须|务必|须|不得|严禁|一律)"
)


def _implied(passages: Iterable[Passage], told: Collection[tuple[str, int]]) -> Iterator[Finding]:
    """`told` are places and characters of what was found to be an order already."""
    for passage in passages:
        for match in _IMPLIED.finditer(passage.text):
            if any((passage.place, one) in told for one in range(*match.span())):
                continue
            message = _(
                "“{words}”：本文主送乡镇政府、街道办事处，这样写近于指令，请核对用语。", words=match.group()
            )
            words = excerpt(passage, *match.span())
            yield Finding(Check.ORDERS, Level.WARNING, message, _block(passage), words)


def _people(passage: Passage) -> Iterator[Finding]:
    for found in personal(passage.text):
        message = _(
            "“{words}”像是{kind}，通报不得出现个人信息，请删去。", words=found.masked, kind=found.kind
        )
        masked = Words(passage.place, found.masked)
        yield Finding(Check.PERSONAL, Level.ERROR, message, _block(passage), masked)
