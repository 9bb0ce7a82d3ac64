"""What differs between two revisions of a scheme: items by their code, settings by name, cohorts by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coordination.kernel.numerals import plain
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.schemes import queries
from coordination.schemes.membership import Member, by_cohort
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.services.drafts import draft_of


@dataclass(frozen=True, slots=True)
class Pair:
    """One item in the earlier and in the later revision; None where it is not there."""

    code: str
    before: SchemeItem | None
    after: SchemeItem | None

    @property
    def word(self) -> Text | None:
        """新增, 删去, 修改; None where nothing differs."""
        if self.before is None:
            return _("新增")
        if self.after is None:
            return _("删去")
        return None if draft_of(self.before) == draft_of(self.after) else _("修改")


class Setting(NamedTuple):
    """A setting with what it was and is, in words."""

    name: Text
    before: Text | str
    after: Text | str


def pairs(before: Scheme, after: Scheme) -> list[Pair]:
    """The items of both by their code, in the order of the later revision; those dropped come last."""
    old = {one.code: one for one in before.items}
    found = [Pair(one.code, old.pop(one.code, None), one) for one in after.items]
    return found + [Pair(one.code, one, None) for one in before.items if one.code in old]


def settings(scheme: Scheme) -> list[tuple[Text, Text | str]]:
    """What a scheme sets beside its items and cohorts, in words, in the order of the page."""
    return [
        (_("名称"), scheme.name),
        (_("从哪个月起"), _month(scheme.effective_from)),
        (_("参加排名的最少单位数"), str(scheme.min_cohort)),
        (_("加分上限"), plain(scheme.bonus_cap)),
        (_("说明"), scheme.note),
    ]


def _month(since: str | None) -> Text:
    return Period.parse(since).label() if since else _("不限")


def changed(before: Scheme, after: Scheme) -> list[Setting]:
    """The settings and cohorts that differ."""
    both = zip(settings(before), settings(after), strict=True)
    found = [Setting(name, was, now) for (name, was), (_name, now) in both if str(was) != str(now)]
    groups, groups_before = _groups(after), _groups(before)
    for name in dict.fromkeys([*groups, *groups_before]):
        was, now = groups_before.get(name, []), groups.get(name, [])
        if _said(was) != _said(now):
            found.append(Setting(_("{cohort}组", cohort=name), *_apart(was, now)))
    return found


def _groups(scheme: Scheme) -> Mapping[str, Sequence[Member]]:
    return by_cohort(scheme.cohorts, queries.members_of(scheme))


def _said(members: Sequence[Member]) -> dict[int, str]:
    return {one.unit_id: one.exempt for one in members}


def _apart(was: Sequence[Member], now: Sequence[Member]) -> tuple[Text | str, Text | str]:
    """Only the units that differ, so that a cohort of hundreds stays readable."""
    before, after = _said(was), _said(now)
    return _named(was, after), _named(now, before)


def _named(members: Sequence[Member], other: Mapping[int, str]) -> Text:
    words = [
        f"{one.unit.name}（{one.exempt}）" if one.exempt else one.unit.name
        for one in members
        if other.get(one.unit_id) != one.exempt
    ]
    if not words:
        return _("{count}家", count=len(members))
    return _("{count}家，其中：{units}", count=len(members), units="、".join(words))
