"""What is found in a draft, and what the finders need to know of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from coordination.circulars.binding import Facts
from coordination.circulars.passages import Words, of_body
from coordination.circulars.states import Kind
from coordination.kernel.text import Text, _
from coordination.proofreading.wording import COMPREHENSIVE, SPECIAL


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
    place, `expected` is what should stand there. One about several words of a paragraph has them in `runs`,
    True where they are marked."""

    check: Check
    level: Level
    message: Text
    block: int | None = None
    words: Words | None = None
    expected: str | None = None
    runs: tuple[tuple[str, bool], ...] = ()


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


def length(draft: Draft) -> int:
    """Characters as they will be printed, without spaces."""
    passages = of_body(draft.title, draft.body, draft.facts)
    return sum(len("".join(passage.text.split())) for passage in passages)
