"""Statistics that a person typed into a text: nothing stands behind them."""

import re
from collections.abc import Iterator

from coordination.circulars.binding import ATOM
from coordination.circulars.findings import Check, Draft, Finding, Level
from coordination.circulars.passages import Passage, Span, excerpt, marked, of_body
from coordination.kernel.text import Text, _
from coordination.proofreading.sentences import plain

#: Digits that are no statistics: dates and spans of dates, articles, document numbers, hotlines, ordinals.
_ALLOWED = re.compile(
    r"[0-9]{4}年(?:(?:[0-9]{1,2}[至—－-])?[0-9]{1,2}月(?:[0-9]{1,2}日)?)?"
    r"|(?:[0-9]{1,2}[至—－-])?[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:[至—－-][0-9]{1,2}(?:月[0-9]{1,2})?日)?"
    r"|[0-9]{1,2}(?:日|时|:[0-9]{2})"
    r"|第[0-9]+[条款项章期号次届]|前[0-9]{1,2}[名位]"
    r"|〔[0-9]{4}〕[0-9]+号"
    r"|96110|12381|12321|(?<![0-9])110(?![0-9])"
    r"|^\s*[(（]?[0-9]{1,2}[)）.．、]"
)
_UNITS = r"[0-9][0-9,.]*\s*(?:%|‰|个百分点|万元|亿元|元|起|人次|人|个|户|条|场|份|家|名|位|倍|次|所|分|万|亿)"
_DIRECTION = re.compile(
    r"(?:环比|同比|较上[月年期]|比上[月年期])[^，。；【】｜]{0,6}?(?:上升|下降|增长|减少|增加|持平)"
    rf"(?:了?约?(?:{_UNITS}))?"
)
MEASURED = re.compile(_UNITS)
_SPELLED = re.compile(
    r"[一二三四五六七八九十百千万亿两零〇]{2,}(?:起|万元|亿元|元|人次|户|条|场|个百分点|%)|百分之[一二三四五六七八九十百零点]+"
)
_NUMBER = re.compile(r"[0-9][0-9,.]*")

_STATISTIC = _("“{words}”是手写的数字，查不到来源。请改用数据清单里的数据。")
_CHANGE = _("“{words}”是手写的升降。升降由数据决定，请改用数据清单里的环比、同比。")
_OTHER = _("“{words}”不是数据清单里的数字，请核对。")
#: Asked one after the other; words that one has told of are not told of again.
_QUESTIONS: tuple[tuple[re.Pattern[str], Level, Text], ...] = (
    (_DIRECTION, Level.ERROR, _CHANGE),
    (MEASURED, Level.ERROR, _STATISTIC),
    (_NUMBER, Level.WARNING, _OTHER),
    (_SPELLED, Level.WARNING, _OTHER),
)


def typed(draft: Draft) -> Iterator[Finding]:
    """Typed numbers with a unit of measure and typed changes (errors), other numbers (warnings): of a
    paragraph one finding for each."""
    for passage in of_body(draft.title, draft.body, draft.facts)[1:]:
        yield from _in(passage)


def _in(passage: Passage) -> Iterator[Finding]:
    text = _masked(_ALLOWED, written(passage))
    found: dict[tuple[Level, str], list[Span]] = {}
    for pattern, level, message in _QUESTIONS:
        found.setdefault((level, message.msgid), []).extend(match.span() for match in pattern.finditer(text))
        text = _masked(pattern, text)
    for (level, sentence), spans in found.items():
        if spans:
            yield _finding(passage, level, sentence, sorted(spans))


def _finding(passage: Passage, level: Level, sentence: str, spans: list[Span]) -> Finding:
    """One for all words of the paragraph of which the same is to be said."""
    words = "”“".join(dict.fromkeys(passage.text[start:end] for start, end in spans))
    return Finding(
        Check.NUMBERS,
        level,
        Text(sentence, {"words": words}),
        int(passage.place.removeprefix("body-")),
        excerpt(passage, *spans[0]),
        runs=marked(passage, spans),
    )


def written(passage: Passage) -> str:
    """What persons typed, half-width; what is bound is blotted out, each character keeps its place."""
    text = plain(passage.text)
    for start, end in passage.bound:
        text = text[:start] + "｜" * (end - start) + text[end:]
    return _masked(ATOM, text)


def _masked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: "｜" * len(match.group()), text)
