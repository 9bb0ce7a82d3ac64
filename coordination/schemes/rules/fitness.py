"""The head of a scheme, its cohorts, and whether a revision can be put in force; pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import decimal_places, plain
from coordination.kernel.period import Kind, Period
from coordination.kernel.text import Text, _
from coordination.schemes.rules.drafts import Draft, Known
from coordination.schemes.rules.flaws import flaws
from coordination.schemes.rules.measures import Measure
from coordination.schemes.rules.scheme import FULL_WEIGHT

NAME_AT_MOST, NOTE_AT_MOST, CHANGE_AT_MOST = 60, 1000, 300
COHORT_AT_MOST, EXEMPT_AT_MOST = 20, 100
MOST_ITEMS, MOST_COHORTS = 30, 20
MOST_BONUS = Decimal(20)


@dataclass(frozen=True, slots=True)
class Head:
    """`effective_from`: the first month that is ranked by the revision; empty: any. `change`: why it was
    revised."""

    name: str
    min_cohort: int | None = 3
    bonus_cap: Decimal | None = Decimal(5)
    effective_from: str = ""
    note: str = ""
    change: str = ""


def head_flaws(head: Head, revision: int, before: str = "") -> dict[str, Text]:
    """What is wrong with the head, by field; `before` is the first month of the revision in force."""
    found: dict[str, Text] = {}
    if not head.name.strip():
        found["name"] = _("请填写考核办法的名称。")
    for name, limit in (("name", NAME_AT_MOST), ("note", NOTE_AT_MOST), ("change", CHANGE_AT_MOST)):
        count = len(getattr(head, name).strip())
        if count > limit:
            found[name] = _("最多{limit}个字，现在是{count}个字。", limit=limit, count=count)
    if head.min_cohort is None or not 1 <= head.min_cohort <= 100:
        found["min_cohort"] = _("参加排名的最少单位数要填1到100的整数，一般填3。")
    cap = head.bonus_cap
    if cap is None or not 0 <= cap <= MOST_BONUS or decimal_places(cap.normalize()) > 2:
        found["bonus_cap"] = _("加分上限要在0到{most}之间，最多两位小数。", most=plain(MOST_BONUS))
    if revision > 1 and not head.change.strip():
        found["change"] = _("请写明为什么修订，各单位都看得到。")
    return found | _of_month(head.effective_from.strip(), before)


def _of_month(typed: str, before: str) -> dict[str, Text]:
    if not typed:
        return {}
    try:
        month = Period.parse(typed)
    except Invalid:
        month = None
    if month is None or month.kind is not Kind.MONTH:
        return {"effective_from": _("从哪个月起要写成 2026-11 的样子。")}
    if before and typed <= before:
        words = _("现行的一版从{month}起，这一版要比它晚。", month=before)
        return {"effective_from": words}
    return {}


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort as a person writes it: all open units of a kind, or those ticked."""

    name: str
    unit_kind: str | None = None
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Units:
    """Open units of the office: names and kinds by id, names of kinds by code."""

    names: Mapping[int, str]
    kinds: Mapping[int, str]
    kind_names: Mapping[str, str]


def group_flaws(given: Group, others: Sequence[Group], known: Units) -> dict[str, Text]:
    """What is wrong with a cohort beside the others of its scheme, by field."""
    found: dict[str, Text] = {}
    name = given.name.strip()
    if not name:
        found["name"] = _("请填写分组名称，例如：街道。")
    elif len(name) > COHORT_AT_MOST:
        found["name"] = _("最多{limit}个字，现在是{count}个字。", limit=COHORT_AT_MOST, count=len(name))
    elif name in {one.name for one in others}:
        found["name"] = _("已有“{name}”组，请换一个名称。", name=name)
    if given.unit_kind is not None:
        return found | _of_kind(given.unit_kind, others, known)
    if not given.units:
        found["units"] = _("分组里还没有单位，请勾选。")
    elif strangers := [unit for unit in given.units if unit not in known.names]:
        found["units"] = _("有{count}家单位已停用或不属于本联席办，请重新勾选。", count=len(strangers))
    elif twice := _in_two(given.units, others):
        unit, other = twice[0]
        found["units"] = _(
            "“{unit}”已在“{cohort}”组，一个单位只能在一个组。", unit=known.names[unit], cohort=other
        )
    return found


def _of_kind(kind: str, others: Sequence[Group], known: Units) -> dict[str, Text]:
    if kind not in known.kind_names:
        return {"unit_kind": _("请选单位类别。")}
    same = [one.name for one in others if one.unit_kind == kind]
    if same:
        words = _("这一类单位已在“{cohort}”组，一个单位只能在一个组。", cohort=same[0])
        return {"unit_kind": words}
    listed = {unit for one in others for unit in one.units}
    if not any(of == kind and unit not in listed for unit, of in known.kinds.items()):
        words = _("“{kind}”类没有可以进组的单位，这个组会是空的。", kind=known.kind_names[kind])
        return {"unit_kind": words}
    return {}


def _in_two(units: Collection[int], others: Sequence[Group]) -> list[tuple[int, str]]:
    placed = {unit: one.name for one in others if one.unit_kind is None for unit in one.units}
    return [(unit, placed[unit]) for unit in units if unit in placed]


class Obstacle(NamedTuple):
    """What stands against putting a revision in force; `place` is what part of the page it is about: the
    number of an item from 0, or the name of a part (head, items, cohorts)."""

    place: int | str
    sentence: Text


def obstacles(
    head: Head,
    items: Sequence[Draft],
    known: Known,
    cohorts: Mapping[str, int],
    revision: int,
    before: str = "",
) -> Iterator[Obstacle]:
    """Everything that is to be mended before a revision can be put in force; `cohorts`: their sizes."""
    for sentence in head_flaws(head, revision, before).values():
        yield Obstacle("head", sentence)
    if not items:
        yield Obstacle("items", _("还没有考核项，请先加考核项。"))
    for place, one in enumerate(items):
        yield from (Obstacle(place, sentence) for sentence in flaws(one, known).values())
    yield from (Obstacle(place, sentence) for place, sentence in _alike(items))
    weight = total_weight(items)
    if items and weight != FULL_WEIGHT:
        yield Obstacle("items", weight_words(weight))
    if not cohorts:
        yield Obstacle("cohorts", _("还没有分组，没有单位参加考核。请先加分组。"))
    for name, size in cohorts.items():
        if not size:
            yield Obstacle("cohorts", _("“{cohort}”组是空的，请勾选单位或删去这个组。", cohort=name))


def total_weight(items: Sequence[Draft]) -> Decimal:
    return sum((one.weight or Decimal(0) for one in items), Decimal(0))


def weight_words(weight: Decimal) -> Text:
    """What is missing of 100, or how much too much it is."""
    if weight < FULL_WEIGHT:
        left = plain(FULL_WEIGHT - weight)
        return _("各项权重合计是{weight}，还差{left}，要等于100。", weight=plain(weight), left=left)
    over = plain(weight - FULL_WEIGHT)
    return _("各项权重合计是{weight}，多了{over}，要等于100。", weight=plain(weight), over=over)


def _alike(items: Sequence[Draft]) -> Iterator[tuple[int, Text]]:
    """Two items of one title cannot be told apart in a table."""
    times = Counter(one.title for one in items)
    for place, one in enumerate(items):
        if times[one.title] > 1 and one.title in {other.title for other in items[:place]}:
            yield place, _("已有叫“{title}”的考核项，请改名称。", title=one.title)


def doubts(head: Head, items: Sequence[Draft], cohorts: Mapping[str, int]) -> Iterator[Obstacle]:
    """What to look at twice, and need not be mended."""
    for name, size in cohorts.items():
        if 0 < size < (head.min_cohort or 0):
            yield Obstacle(
                "cohorts",
                _(
                    "“{cohort}”组只有{size}家，少于{least}家，只列分数，不排名次。",
                    cohort=name,
                    size=size,
                    least=head.min_cohort,
                ),
            )
    for place, one in enumerate(items):
        if one.measure is Measure.MANUAL:
            yield Obstacle(place, _("每个月都要人工登记并确认，没有登记的单位这一项得0分。"))
        same = [at for at, other in enumerate(items[:place]) if _measured(other) == _measured(one)]
        if same and one.measure is not Measure.MANUAL:
            yield Obstacle(place, _("和第{number}项量的是同一件事，等于加大它的权重。", number=same[0] + 1))


def _measured(one: Draft) -> tuple[object, ...]:
    return one.measure, one.indicator_id, one.over, one.party, one.subject_kind, one.months
