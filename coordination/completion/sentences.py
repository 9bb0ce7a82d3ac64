"""What a share and a course say in words. Direction words come from the sign of a difference."""

from collections.abc import Sequence
from decimal import Decimal

from coordination.completion.rules import Share, Standing
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _

#: Below so many decided assignments running text gives counts, no percentage (domain.md section 4).
SMALL_BASE = 5

STANDING_LABELS: dict[Standing, Text] = {
    Standing.NOTHING: _("未交办"),
    Standing.PENDING: _("进行中，还没有到期的"),
    Standing.FULL: _("全部按时完成"),
    Standing.HIGH: _("80%以上"),
    Standing.FAIR: _("60%至80%"),
    Standing.LOW: _("60%以下"),
    Standing.ZERO: _("到期的都没有按时完成"),
}
LEGEND = (Standing.FULL, Standing.HIGH, Standing.FAIR, Standing.LOW, Standing.ZERO)


def course_of(name: str | Text, period: Period, course: Sequence[Share]) -> Text:
    """The finding of a trend: the last period, beside the one before it."""
    values: dict[str, object] = {"name": name, "period": period.label()}
    now, before = course[-1], course[-2] if len(course) > 1 else Share()
    if not now.asked:
        return _("{name}{period}没有交办到期的任务", **values)
    if now.rate is None:
        return _("{name}{period}的{count}件都还没有结果", count=now.asked, **values)
    if now.decided < SMALL_BASE:
        return _("{name}{period}到期{due}件，按时完成{done}件", due=now.decided, done=now.on_time, **values)
    values["rate"] = grouped(now.rate, 2)
    if before.rate is None or before.decided < SMALL_BASE:
        return _("{name}{period}按时完成率{rate}%", **values)
    return _compared(now.rate - before.rate, values)


def _compared(difference: Decimal, values: dict[str, object]) -> Text:
    if not difference:
        return _("{name}{period}按时完成率{rate}%，与上期持平", **values)
    values["points"] = grouped(abs(difference), 2)
    if difference > 0:
        return _("{name}{period}按时完成率{rate}%，比上期上升{points}个百分点", **values)
    return _("{name}{period}按时完成率{rate}%，比上期下降{points}个百分点", **values)


def summary(share: Share) -> Text:
    """A whole matrix in one sentence."""
    if share.rate is None:
        return _("交办{asked}件，都还没有到期或在待核查", asked=share.asked)
    pending = share.waiting + share.under_way
    counts: dict[str, object] = {
        "due": share.decided,
        "done": share.on_time,
        "late": share.late + share.overdue,
        "rest": _("；进行中和待核查{count}件", count=pending) if pending else "",
    }
    if share.decided < SMALL_BASE:
        return _("到期{due}件，按时完成{done}件，逾期{late}件{rest}", **counts)
    counts["rate"] = grouped(share.rate, 2)
    return _("到期{due}件，按时完成{done}件，逾期{late}件，按权重计完成率{rate}%{rest}", **counts)
