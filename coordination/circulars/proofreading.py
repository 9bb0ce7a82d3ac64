"""What a careful reader would object to, found before a person signs; each finding explained.

Errors block, warnings need a tick. Nothing here decides for the office: the rules it rests on
are named in the sentence that is shown. Arithmetic, personal data, length and tone are the reading
of `coordination.proofreading`, the same as of documents that were written elsewhere.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from coordination.circulars.agreement import disagreements
from coordination.circulars.binding import ATOM, problems, used
from coordination.circulars.findings import CHECK_LABELS, Check, Draft, Finding, Level, length
from coordination.circulars.passages import naming
from coordination.circulars.printed import read
from coordination.circulars.retyped import retyped
from coordination.circulars.typed import typed
from coordination.kernel.text import Text, _

__all__ = ["CHECK_LABELS", "Check", "Draft", "Finding", "Level", "blocks", "length", "proofread"]

NEVER_PUBLISHED = frozenset({"pub.app_installs"})

RANKING_WORDS = re.compile(r"排名|名次|位居|居前|靠前|靠后|倒数|末位|第[一二三四五六七八九十]名")


def proofread(draft: Draft) -> list[Finding]:
    """All findings, in the order of the checks and of the text. Sources: domain.md sections 8 and 9."""
    checks: tuple[Callable[[Draft], Iterable[Finding]], ...] = (
        _brackets,
        typed,
        read,
        _annexes,
        retyped,
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


def _brackets(draft: Draft) -> Iterator[Finding]:
    for number, block in enumerate(draft.body):
        hidden = [name for name in dict.fromkeys(ATOM.findall(block["text"])) if name in draft.hidden]
        for name in hidden:
            message = _("按选定的发布方式，“{name}”不公开，请改写这一句。", name=name)
            yield Finding(Check.PUBLICATION, Level.ERROR, message, number)
        for sentence in problems(block["text"], {*draft.facts, *hidden}):
            yield Finding(Check.BRACKETS, Level.ERROR, sentence, number)


def _annexes(draft: Draft) -> Iterator[Finding]:
    for one in disagreements(draft.body, draft.facts, draft.parts):
        yield _at_fact(draft, one.name, Check.ANNEX, Level.ERROR, one.message, one.expected)


def _at_fact(
    draft: Draft, name: str, check: Check, level: Level, message: Text, expected: str | None = None
) -> Finding:
    """A finding about a fact, at the first paragraph that names it."""
    block, words = naming(draft.body, draft.facts, name)
    return Finding(check, level, message, block, words, expected)


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
        yield _at_fact(draft, name, Check.CURRENT, Level.WARNING, message, now)


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
