"""What differs between two versions of a standard: criteria by their code, settings by their name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coordination.kernel.text import Text, _
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.services.drafts import draft_of


@dataclass(frozen=True, slots=True)
class Pair:
    """One criterion in the earlier and in the later version; None where it is not there."""

    code: str
    before: Criterion | None
    after: Criterion | None

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


def pairs(before: StandardVersion, after: StandardVersion) -> list[Pair]:
    """The criteria of both by their code, in the order of the later version; those dropped come last."""
    old = {one.code: one for one in before.criteria}
    found = [Pair(one.code, old.pop(one.code, None), one) for one in _ordered(after)]
    return found + [Pair(one.code, one, None) for one in _ordered(before) if one.code in old]


def _ordered(version: StandardVersion) -> Sequence[Criterion]:
    return sorted(version.criteria, key=lambda one: (one.sort_order, one.id or 0))


def settings(version: StandardVersion) -> list[tuple[Text, Text | str]]:
    """What a version sets beside its criteria, in words, in the order of the page."""
    return [
        (_("命名的称号"), version.title_name),
        (_("初审"), _switch(version.first_review)),
        (_("联审"), _days(version.joint_review, _("{count}个工作日", count=version.review_days))),
        (_("公示"), _days(version.public_notice, _("{count}天", count=version.notice_days))),
        (_("暂停后复核"), _("{count}个工作日内", count=version.suspension_days)),
        (_("有效期"), _validity(version)),
        (
            _("定期复查"),
            _("每{count}个月一次", count=version.inspection_months)
            if version.inspection_months
            else _("不定期"),
        ),
        (_("说明"), version.note),
    ]


def changed(before: StandardVersion, after: StandardVersion) -> list[Setting]:
    """The settings that differ."""
    both = zip(settings(before), settings(after), strict=True)
    return [Setting(name, was, now) for (name, was), (_name, now) in both if str(was) != str(now)]


def _switch(on: bool) -> Text:
    return _("要") if on else _("不要")


def _days(on: bool, words: Text) -> Text:
    return words if on else _("不要")


def _validity(version: StandardVersion) -> Text:
    if not version.valid_months:
        return _("长期有效")
    return _("{months}个月，到期前{days}天提醒复评", months=version.valid_months, days=version.renewal_days)
