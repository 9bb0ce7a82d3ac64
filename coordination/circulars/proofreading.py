"""What a careful reader would object to, found before a person signs; each finding explained.

Errors block, warnings need a tick. Nothing here decides for the office: the rules it rests on
are named in the sentence that is shown.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from coordination.circulars.binding import ATOM, Facts, problems, rendered, used
from coordination.kernel.personal import personal
from coordination.kernel.text import Text, _

LONGEST = 4000
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
    PERSONAL = "personal"
    RANKABLE = "rankable"
    LENGTH = "length"
    CURRENT = "current"
    FROZEN = "frozen"


CHECK_LABELS: dict[Check, Text] = {
    Check.BRACKETS: _("引用的数据都在"),
    Check.NUMBERS: _("正文里没有手写的统计数字和升降"),
    Check.PERSONAL: _("没有身份证号、手机号、银行卡号"),
    Check.RANKABLE: _("没有把不得排名的指标用于排名"),
    Check.LENGTH: _("篇幅在4000字以内"),
    Check.CURRENT: _("起草以后数据没有改动"),
    Check.FROZEN: _("报告期冻结以后数据没有更正"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`block` is the number of the paragraph, None for the whole document."""

    check: Check
    level: Level
    message: Text
    block: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is read: the title, the body, its facts, and the facts as they would be drawn now.

    `corrected` figures were changed and `supplied` reports came in after the freeze of the period.
    """

    title: str
    body: Sequence[Mapping[str, Any]]
    facts: Facts
    fresh: Facts
    unrankable: Collection[str] = frozenset()
    ranked_indicators: Collection[str] = frozenset()
    corrected: int = 0
    supplied: int = 0


def proofread(draft: Draft) -> list[Finding]:
    """All findings, in the order of the checks and of the text. Sources: domain.md sections 8 and 9."""
    checks: tuple[Callable[[Draft], Iterable[Finding]], ...] = (
        _brackets,
        _numbers,
        _personal,
        _rankable,
        _length,
        _current,
        _frozen,
    )
    return [finding for check in checks for finding in check(draft)]


def blocks(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)


def length(draft: Draft) -> int:
    """Characters as they will be printed, without spaces."""
    texts = [draft.title, *(rendered(block["text"], draft.facts) for block in draft.body)]
    return sum(len("".join(text.split())) for text in texts)


def _brackets(draft: Draft) -> Iterator[Finding]:
    for number, block in enumerate(draft.body):
        for sentence in problems(block["text"], draft.facts.keys()):
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


def _personal(draft: Draft) -> Iterator[Finding]:
    yield from _people(draft.title, None)
    for number, block in enumerate(draft.body):
        yield from _people(ATOM.sub("｜", block["text"]), number)


def _people(text: str, block: int | None) -> Iterator[Finding]:
    for found in personal(text):
        message = _(
            "“{words}”像是{kind}，通报不得出现个人信息，请删去。", words=found.masked, kind=found.kind
        )
        yield Finding(Check.PERSONAL, Level.ERROR, message, block)


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


def _length(draft: Draft) -> Iterator[Finding]:
    count = length(draft)
    if count > LONGEST:
        message = _(
            "正文{count}字。《整治形式主义为基层减负若干规定》要求专项工作的文件一般不超过{limit}字。",
            count=count,
            limit=LONGEST,
        )
        yield Finding(Check.LENGTH, Level.WARNING, message)


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
