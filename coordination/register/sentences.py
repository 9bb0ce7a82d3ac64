"""What the audit says about targets, and the findings of the office's page in one sentence."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from coordination.audit.sentences import publish
from coordination.kernel.text import Text, _
from coordination.register.policy import RegisterAction
from coordination.register.rules import Count, needed, still_to_go

publish({RegisterAction.TARGET: _("设定{year}年创建目标，改动{count}项")})


def standing_of_all(day: date, count: Count) -> Text:
    """How many carry a title, and what part of all that is."""
    return _(
        "截至{year}年{month}月{number}日，{whole}个中{certified}个有效，占{share}%",
        year=day.year,
        month=day.month,
        number=day.day,
        whole=count.whole,
        certified=count.certified,
        share=_percent(count.share),
    )


def against_target(year: int, target: Decimal | None, count: Count) -> Text:
    """How far the year's target is."""
    if target is None:
        return _("{year}年还没有设目标", year=year)
    words = {"year": year, "target": _percent(target), "count": needed(target, count.whole)}
    missing = still_to_go(target, count)
    if missing:
        return _("{year}年目标{target}%（{count}个），还差{missing}个", **words, missing=missing)
    return _("{year}年目标{target}%（{count}个），已达到", **words)


def foremost(names: Mapping[int, str], counts: Mapping[int, Count]) -> Text | None:
    """The unit that is farthest ahead; None while nobody has a title or there is only one unit."""
    found = [(one.share or Decimal(0), unit_id) for unit_id, one in counts.items()]
    best = max((share for share, _unit in found), default=Decimal(0))
    if not best or len(found) < 2:
        return None
    leading = [names[unit_id] for share, unit_id in found if share == best]
    if len(leading) > 1:
        return _(
            "最高的是{name}等{count}个，{share}%", name=leading[0], count=len(leading), share=_percent(best)
        )
    return _("最高的是{name}，{share}%", name=leading[0], share=_percent(best))


def _percent(share: Decimal | None) -> str:
    """27.1, 60: no needless zeros."""
    return "—" if share is None else f"{share.normalize():f}"


def empty_handed(counts: Sequence[Count]) -> Text | None:
    """How many units have no title in force; None when all have one, or none has."""
    without = sum(1 for one in counts if not one.certified)
    if not without or without == len(counts):
        return None
    return _("还有{count}个单位一个也没有", count=without)
