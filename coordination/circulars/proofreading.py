"""What a careful reader would object to, found before a person signs; each finding explained.

Errors block, warnings need a tick. Nothing here decides for the office: the rules it rests on
are named in the sentence that is shown. Arithmetic, personal data, length and tone are the reading
of `coordination.proofreading`, the same as of documents that were written elsewhere.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coordination.circulars.agreement import disagreements
from coordination.circulars.binding import ATOM, Facts, problems, used
from coordination.circulars.passages import Passage, Words, excerpt, findings, of_annexes, of_body
from coordination.circulars.states import Kind
from coordination.kernel.personal import personal
from coordination.kernel.text import Text, _
from coordination.proofreading.findings import Rule
from coordination.proofreading.wording import COMPREHENSIVE, SPECIAL, to_governments

NEVER_PUBLISHED = frozenset({"pub.app_installs"})

#: Digits that are no statistics: dates and spans of dates, articles, document numbers, hotlines, ordinals.
ALLOWED = re.compile(
    r"[0-9]{4}年(?:(?:[0-9]{1,2}[至—－-])?[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    r"|(?:[0-9]{1,2}[至—－-])?[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:[至—－-][0-9]{1,2}(?:月[0-9]{1,2})?日)?"
    r"|[0-9]{1,2}(?:日|时|:[0-9]{2})"
    r"|第[0-9]+[条款项章期号次届]"
    r"|〔[0-9]{4}〕[0-9]+号"
    r"|96110|12381|12321|(?<![0-9])110(?![0-9])"
    r"|^\s*[(（]?[0-9]{1,2}[)）.．、]"
)
MEASURED = re.compile(
    r"[0-9][0-9,.]*\s*(?:%|‰|个百分点|万元|亿元|元|起|人次|人|个|户|条|场|份|家|名|位|倍|次|所|分|万|亿)"
)
NUMBER = re.compile(r"[0-9][0-9,.]*")
SPELLED = re.compile(
    r"[一二三四五六七八九十百千万亿两零〇]{2,}(?:起|万元|亿元|元|人次|户|条|场|个百分点|%)|百分之[一二三四五六七八九十百零点]+"
)
DIRECTION = re.compile(
    r"(?:环比|同比|较上[月年期]|比上[月年期])[^，。；【】]{0,6}?(?:上升|下降|增长|减少|增加|持平)"
)
RANKING_WORDS = re.compile(r"排名|名次|位居|居前|靠前|靠后|倒数|末位|第[一二三四五六七八九十]名")


class Level(StrEnum):
    ERROR = "error"
    WARNING = "warning"


class Check(StrEnum):
    """The questions asked, in the order of the check page."""

    BRACKETS = "brackets"
    NUMBERS = "numbers"
    ARITHMETIC = "arithmetic"
    ANNEX = "annex"
    PERSONAL = "personal"
    RANKABLE = "rankable"
    PUBLICATION = "publication"
    CONSULTED = "consulted"
    ORDERS = "orders"
    LENGTH = "length"
    CURRENT = "current"
    FROZEN = "frozen"
    QUOTA = "quota"


CHECK_LABELS: dict[Check, Text] = {
    Check.BRACKETS: _("引用的数据都在"),
    Check.NUMBERS: _("正文里没有手写的统计数字和升降"),
    Check.ARITHMETIC: _("升降、占比、合计与文中的数字相符"),
    Check.ANNEX: _("正文与附件一致"),
    Check.PERSONAL: _("没有身份证号、手机号、银行卡号"),
    Check.RANKABLE: _("没有把不得排名的指标用于排名"),
    Check.PUBLICATION: _("正文没有超出选定的发布方式"),
    Check.CONSULTED: _("排名已征求意见，异议都已答复"),
    Check.ORDERS: _("没有向下级党委、政府发布指令的用语"),
    Check.LENGTH: _("篇幅不超过规定"),
    Check.CURRENT: _("起草以后数据没有改动"),
    Check.FROZEN: _("报告期冻结以后数据没有更正"),
    Check.QUOTA: _("没有超出年度发文计划"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`block` is the number of the paragraph, None for the whole document; `words` are marked at their
    place, `expected` is what should stand there."""

    check: Check
    level: Level
    message: Text
    block: int | None = None
    words: Words | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is read: the title, the body, its facts, and the facts as they would be drawn now.

    `corrected` figures were changed and `supplied` reports came in after the freeze of the period.
    `hidden` are facts that the chosen way of publishing does not show. `issued` documents of a planned
    `quota` went out this year. `unasked`: its ranking was not put to the units; `waits` says why it must
    wait for a consultation.
    """

    title: str
    body: Sequence[Mapping[str, Any]]
    facts: Facts
    fresh: Facts
    unrankable: Collection[str] = frozenset()
    ranked_indicators: Collection[str] = frozenset()
    corrected: int = 0
    supplied: int = 0
    kind: Kind = Kind.MONTHLY
    addressees: str = ""
    parts: Sequence[dict[str, Any]] = field(default_factory=tuple)
    hidden: Collection[str] = frozenset()
    unasked: bool = False
    waits: Text | None = None
    issued: int = 0
    quota: int | None = None

    @property
    def limit(self) -> int:
        """Characters allowed: 5,000 for the comprehensive circular of a month, 4,000 for anything else."""
        return COMPREHENSIVE if self.kind is Kind.MONTHLY else SPECIAL


def proofread(draft: Draft) -> list[Finding]:
    """All findings, in the order of the checks and of the text. Sources: domain.md sections 8 and 9."""
    checks: tuple[Callable[[Draft], Iterable[Finding]], ...] = (
        _brackets,
        _numbers,
        _read,
        _annexes,
        _rankable,
        _consulted,
        _current,
        _frozen,
        _quota,
    )
    order = list(Check)
    found = [finding for check in checks for finding in check(draft)]
    return sorted(found, key=lambda finding: order.index(finding.check))


def blocks(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def length(draft: Draft) -> int:
    """Characters as they will be printed, without spaces."""
    passages = of_body(draft.title, draft.body, draft.facts)
    return sum(len("".join(passage.text.split())) for passage in passages)


def _brackets(draft: Draft) -> Iterator[Finding]:
    for number, block in enumerate(draft.body):
        hidden = [name for name in dict.fromkeys(ATOM.findall(block["text"])) if name in draft.hidden]
        for name in hidden:
            message = _("按选定的发布方式，“{name}”不公开，请改写这一句。", name=name)
            yield Finding(Check.PUBLICATION, Level.ERROR, message, number)
        for sentence in problems(block["text"], {*draft.facts, *hidden}):
            yield Finding(Check.BRACKETS, Level.ERROR, sentence, number)


def _written(draft: Draft) -> Iterator[tuple[int, str]]:
    """What persons typed, by paragraph: the facts are cut out, digits brought to one form."""
    for number, block in enumerate(draft.body):
        yield number, unicodedata.normalize("NFKC", ATOM.sub("｜", block["text"]))


def _numbers(draft: Draft) -> Iterator[Finding]:
    for number, text in _written(draft):
        left = ALLOWED.sub("｜", text)
        for match in MEASURED.finditer(left):
            yield _typed(Level.ERROR, match.group(), number)
        for match in NUMBER.finditer(MEASURED.sub("｜", left)):
            yield _typed(Level.WARNING, match.group(), number)
        for match in SPELLED.finditer(left):
            yield _typed(Level.WARNING, match.group(), number)
        for match in DIRECTION.finditer(left):
            words = _(
                "“{words}”是手写的升降。升降由数据决定，请改用数据清单里的环比、同比。", words=match.group()
            )
            yield Finding(Check.NUMBERS, Level.ERROR, words, number)


def _typed(level: Level, words: str, block: int) -> Finding:
    message = (
        _("“{words}”是手写的数字，查不到来源。请改用数据清单里的数据。", words=words)
        if level is Level.ERROR
        else _("“{words}”不是数据清单里的数字，请核对。", words=words)
    )
    return Finding(Check.NUMBERS, level, message, block)


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


def _read(draft: Draft) -> Iterator[Finding]:
    """What the reading of documents finds in title and text, and personal data in the annexes too."""
    passages = of_body(draft.title, draft.body, draft.facts)
    for found, passage, start, end in findings(passages, draft.limit):
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
        yield from _implied(passages)


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


def _implied(passages: Iterable[Passage]) -> Iterator[Finding]:
    for passage in passages:
        for match in _IMPLIED.finditer(passage.text):
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


def _annexes(draft: Draft) -> Iterator[Finding]:
    for message in disagreements(draft.body, draft.facts, draft.parts):
        yield Finding(Check.ANNEX, Level.ERROR, message)


def _consulted(draft: Draft) -> Iterator[Finding]:
    """Source: domain.md section 7; 政府督查工作条例, article 17."""
    if draft.waits is not None:
        yield Finding(Check.CONSULTED, Level.ERROR, draft.waits)
    elif draft.unasked:
        message = _("排名没有征求意见。印发前一般要让各单位看到自己的得分，并给几个工作日提出异议。")
        yield Finding(Check.CONSULTED, Level.WARNING, message)


def _rankable(draft: Draft) -> Iterator[Finding]:
    for code in sorted(set(draft.ranked_indicators) & set(draft.unrankable)):
        message = _("考核办法里有不得排名的指标（{code}），这份排名不能印发。", code=code)
        yield Finding(Check.RANKABLE, Level.ERROR, message)
    for number, block in enumerate(draft.body):
        for name in dict.fromkeys(ATOM.findall(block["text"])):
            code = draft.facts.get(name, {}).get("indicator", "")
            if code in NEVER_PUBLISHED:
                message = _("“{name}”按规定不得通报，请删去。", name=name)
                yield Finding(Check.RANKABLE, Level.ERROR, message, number)
            elif code in draft.unrankable and RANKING_WORDS.search(ATOM.sub("", block["text"])):
                message = _("“{name}”是不参与排名的指标，这一段却在说名次。", name=name)
                yield Finding(Check.RANKABLE, Level.ERROR, message, number)


def _current(draft: Draft) -> Iterator[Finding]:
    for name in sorted(used(draft.body) & draft.facts.keys()):
        was, now = draft.facts[name]["text"], draft.fresh.get(name, {}).get("text")
        if now is None:
            message = _("“{name}”起草时是{was}，现在已没有依据（报表可能已退回）。", name=name, was=was)
        elif now != was:
            message = _("“{name}”起草时是{was}，现在是{now}。", name=name, was=was, now=now)
        else:
            continue
        yield Finding(Check.CURRENT, Level.WARNING, message)


def _frozen(draft: Draft) -> Iterator[Finding]:
    if draft.corrected:
        message = _("报告期冻结以后更正了{count}项数据，请核对正文和附件。", count=draft.corrected)
        yield Finding(Check.FROZEN, Level.WARNING, message)
    if draft.supplied:
        message = _("报告期冻结以后补报了{count}份，请核对未报名单。", count=draft.supplied)
        yield Finding(Check.FROZEN, Level.WARNING, message)


def _quota(draft: Draft) -> Iterator[Finding]:
    """Source: 《整治形式主义为基层减负若干规定》."""
    if draft.quota is not None and draft.issued >= draft.quota:
        message = _(
            "今年已发文{issued}件，年度计划{quota}件，再发就超出计划。",
            issued=draft.issued,
            quota=draft.quota,
        )
        yield Finding(Check.QUOTA, Level.WARNING, message)
