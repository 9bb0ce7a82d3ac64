"""How long a consultation runs, what an objection must say, when it may end; the middle of a cohort."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import round_half_up
from coordination.kernel.text import Text, _

FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 1, 3, 20
REASON_AT_LEAST, REASON_AT_MOST, ANSWER_AT_MOST, NOTE_AT_MOST = 5, 1_000, 1_000, 300
FILES_AT_MOST = 10


def is_over(closes_on: date, today: date) -> bool:
    """Whether the last day has passed; objections are taken until the end of that day."""
    return today > closes_on


def checked_days(days: int | None) -> int:
    """Working days of a consultation. Raises Invalid at `days`. Source: domain, section 7 (usually 3)."""
    if days is None or not FEWEST_DAYS <= days <= MOST_DAYS:
        raise Invalid(
            _("征求意见的天数要在{least}到{most}个工作日之间。", least=FEWEST_DAYS, most=MOST_DAYS),
            field="days",
        )
    return days


def checked_reason(reason: str) -> str:
    """Why a unit objects, trimmed. Raises Invalid at `reason`: an objection without one cannot be judged."""
    said = reason.strip()
    if not REASON_AT_LEAST <= len(said) <= REASON_AT_MOST:
        raise Invalid(
            _(
                "请写明哪里不对、依据是什么，{least}到{most}个字。",
                least=REASON_AT_LEAST,
                most=REASON_AT_MOST,
            ),
            field="reason",
        )
    return said


def checked_words(words: str, missing: Text, *, field: str, at_most: int = ANSWER_AT_MOST) -> str:
    """A sentence that must be there, trimmed. Raises Invalid at `field`."""
    said = words.strip()
    if not said:
        raise Invalid(missing, field=field)
    if len(said) > at_most:
        raise Invalid(_("最多{limit}字", limit=at_most), field=field)
    return said


def checked_item(code: str, claimed: Decimal | None, titles: Mapping[str, str]) -> str:
    """The title of the contested item, "" for the whole line. Raises Invalid at `item` or `claimed`."""
    if code and code not in titles:
        raise Invalid(_("请选择对哪一项有异议。"), field="item")
    if not code and claimed is not None:
        raise Invalid(_("填了应有的数值，就请选择是哪一项的。"), field="item")
    return titles.get(code, "")


def median_of(totals: Iterable[Decimal]) -> Decimal | None:
    """The middle of the ranked totals of a cohort, two places half up; None without any."""
    found = sorted(totals)
    if not found:
        return None
    low, high = found[(len(found) - 1) // 2], found[len(found) // 2]
    return round_half_up((Fraction(low) + Fraction(high)) / 2, 2)


def obstacle(*, over: bool, unsaid: int, unanswered: int, uncorrected: int) -> Text | None:
    """Why a consultation cannot end yet; None when it can.

    `unsaid`: units that have not said 无意见; `unanswered`: objections without an answer; `uncorrected`:
    objections that were upheld and have not led to another computation.
    """
    if unanswered:
        return _("还有{count}条异议没有答复，答复以后才能结束。", count=unanswered)
    if uncorrected:
        return _("有{count}条异议成立，更正报表并重新计算以后才能结束。", count=uncorrected)
    if not over and unsaid:
        return _("还没有到截止日，还有{count}个单位没有表示无意见。", count=unsaid)
    return None
