"""Whether a version of a standard can be enacted, and what to look at twice; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from coordination.kernel.text import Text, _
from coordination.standards.rules.drafts import Draft, Known, flaws
from coordination.standards.rules.kinds import CriterionKind


@dataclass(frozen=True, slots=True)
class Head:
    """The settings of a version. Days of review and suspension are working days,
    those of the notice calendar days."""

    title_name: str
    first_review: bool = True
    joint_review: bool = True
    public_notice: bool = True
    review_days: int | None = 5
    notice_days: int | None = 7
    suspension_days: int | None = 10
    valid_months: int | None = None
    renewal_days: int | None = 60
    inspection_months: int | None = None
    note: str = ""


MOST_CRITERIA = 60
TITLE_AT_MOST = 60
NOTE_AT_MOST = 1000
#: From, to, and what to call them, of the numbers of a head.
LIMITS: Mapping[str, tuple[int, int, Text]] = {
    "review_days": (1, 60, _("联审工作日")),
    "notice_days": (1, 60, _("公示天数")),
    "suspension_days": (1, 90, _("暂停复核工作日")),
    "renewal_days": (1, 365, _("到期前几天提醒复评")),
    "valid_months": (1, 120, _("有效期月数")),
    "inspection_months": (1, 36, _("复查间隔月数")),
}
OPTIONAL = ("valid_months", "inspection_months")


def head_flaws(head: Head) -> dict[str, Text]:
    """What is wrong with the settings, by field."""
    found: dict[str, Text] = {}
    for name, (least, most, called) in LIMITS.items():
        value = getattr(head, name)
        if value is None and name in OPTIONAL:
            continue
        if value is None or not least <= value <= most:
            found[name] = _("{called}要填{least}到{most}的整数。", called=called, least=least, most=most)
    if len(head.note) > NOTE_AT_MOST:
        found["note"] = _("最多{limit}个字，现在是{count}个字。", limit=NOTE_AT_MOST, count=len(head.note))
    if not found and head.valid_months and (head.renewal_days or 0) >= head.valid_months * 28:
        found["renewal_days"] = _("提醒复评的天数比有效期还长，命名当天就到期。请改短。")
    return found


class Obstacle(NamedTuple):
    """What stands against enacting; `place` is the number of a criterion from 0, None for the whole."""

    place: int | None
    sentence: Text


def obstacles(head: Head, criteria: Sequence[Draft], known: Known) -> Iterator[Obstacle]:
    """Everything that is to be mended before a version can be enacted."""
    if not criteria:
        yield Obstacle(None, _("标准里还没有条款，任何对象都无从评定。请先加条款。"))
    for place, one in enumerate(criteria):
        yield from (Obstacle(place, sentence) for sentence in flaws(one, known).values())
        if not head.joint_review and one.kind is CriterionKind.CHECK:
            yield Obstacle(place, _("联审已关掉，没有人核查这一条。请开启联审，或删去这一条。"))
    for sentence in head_flaws(head).values():
        yield Obstacle(None, sentence)
    yield from _together(criteria)


def _together(criteria: Sequence[Draft]) -> Iterator[Obstacle]:
    """Criteria that say the same, or of a group that has only one."""
    groups: dict[str, list[int]] = {}
    for place, one in enumerate(criteria):
        if one.either:
            groups.setdefault(one.either, []).append(place)
        same = [at for at, other in enumerate(criteria[:place]) if _measure(other) == _measure(one)]
        if same and one.kind is not CriterionKind.CHECK:
            yield Obstacle(place, _("和第{number}条量的是同一件事，请删去一条。", number=same[0] + 1))
    for name, places in groups.items():
        if len(places) == 1:
            yield Obstacle(
                places[0],
                _("“{name}”组里只有这一条，没有别的可以二选一。请再加一条，或去掉分组。", name=name),
            )


def _measure(one: Draft) -> tuple[object, ...]:
    window = (one.window_kind, one.window_size, one.base)
    return (one.kind, *window, one.listed, one.threshold, one.indicator_id, one.party_id)


def doubts(head: Head, criteria: Sequence[Draft]) -> Iterator[Obstacle]:
    """What to look at twice, and need not be mended."""
    confirmed = [place for place, one in enumerate(criteria) if one.confirmer_kind or one.confirmer_id]
    if confirmed and not head.joint_review:
        yield Obstacle(confirmed[0], _("联审已关掉，指定的确认单位用不上，只按数据评定。"))
    if head.joint_review and not confirmed:
        yield Obstacle(None, _("联审开着，但没有一条指定由谁确认，申报会直接通过联审。"))
    zero = {(one.window_kind, one.window_size) for one in criteria if _always(one)}
    for place, one in enumerate(criteria):
        if one.kind is CriterionKind.CASES_DROP and not one.either:
            yield Obstacle(place, _("上期零发案的对象达不到这一条。一般把它和“零发案”放进同一个二选一的组。"))
        if one.kind is CriterionKind.LARGEST_LOSS and (one.window_kind, one.window_size) in zero:
            yield Obstacle(place, _("同一段时间已要求零发案，这一条不起作用。"))


def _always(one: Draft) -> bool:
    return one.kind is CriterionKind.ZERO_CASES and not one.either
