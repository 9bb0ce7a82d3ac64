"""Schemes and results in words: labels of states, methods and measures, the change of rank."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

from coordination.kernel.text import Text, _
from coordination.rankings.rules.scoring import State

STATE_LABELS: Mapping[State, Text] = MappingProxyType(
    {State.RANKED: _("已排名"), State.UNRANKED: _("未排名"), State.VETO: _("一票否决")}
)


def change_words(change: int | None) -> Text:
    """上升2位, 下降1位, 名次不变; 无上期名次 where there is nothing to compare with."""
    if change is None:
        return _("无上期名次")
    if not change:
        return _("名次不变")
    return _("上升{places}位", places=change) if change > 0 else _("下降{places}位", places=-change)


def finding(cohort: str, standing: Sequence[tuple[str, Decimal, int | None, int | None]]) -> Text:
    """What a chart of one cohort says; rows are (unit, total, rank, change), as printed."""
    first = [(unit, total) for unit, total, rank, _change in standing if rank == 1]
    if not first and any(rank for _unit, _total, rank, _change in standing):
        return _("{cohort}组只列出{count}家，第1名没有列出。", cohort=cohort, count=len(standing))
    if not first:
        return _("{cohort}组只列分数，不排名次。", cohort=cohort)
    return _(
        "{cohort}组第1名是{units}，{total}分；{moves}。",
        cohort=cohort,
        units="、".join(unit for unit, _total in first),
        total=f"{first[0][1]:.2f}",
        moves=_moves(standing),
    )


def _moves(standing: Sequence[tuple[str, Decimal, int | None, int | None]]) -> Text:
    changes = [(unit, change) for unit, _total, _rank, change in standing if change is not None]
    if not changes:
        return _("没有上期名次可比")
    best = max(change for _unit, change in changes)
    if best <= 0:
        return _("与上期相比没有单位前进")
    units = "、".join(unit for unit, change in changes if change == best)
    return _("前进最多的是{units}，上升{places}位", units=units, places=best)
