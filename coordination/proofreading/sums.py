"""Parts against their total. Rounded numbers (万元 with decimals) may miss it by half a last digit each."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import zip_longest

from coordination.kernel.numerals import grouped
from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.periods import When
from coordination.proofreading.quantities import Quantity
from coordination.proofreading.sentences import Parts

_ASIDE = r"(?:\([^()]{0,20}\))?"
#: Between two parts of a list: a mark, perhaps a share in brackets, and the name of the next part.
_BETWEEN = re.compile(
    rf"{_ASIDE}(?:、|，|,|和|及|以及|;)(?:[0-9]{{1,2}}(?:月份?|[个家]))?(?:[^，。;、()0-9%]{{0,16}})"
)
_OPENS = re.compile(
    rf"{_ASIDE}[，,:;。\s]*(?P<word>其中|分别[为是]|包括|即|:|\()[:，,]?(?:[0-9]{{1,2}}(?:月份?|[个家]))?[^，。;、()0-9%]{{0,16}}"
)
_NAMES = re.compile(rf"{_ASIDE}[，,:]*(?P<names>[^，。;()%]{{2,60}}?)分别(?:为|是|发案|立案|损失)?")
_OWNERS = re.compile(r"[^，,。;:、()0-9%共计]{1,10}")
_ADDED_UP = re.compile(r"合计|共计|总计|总共")
_CLOSES = re.compile(
    rf"{_ASIDE}[，,、]?(?:(?!全)[一-龥]{{0,4}}?(?:合计|共计|总计|总共)|共)(?:[^，。;、()0-9%]{{0,10}})"
)


def sums(parts: Parts, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Every total that its parts do not make, or that 其中 exceeds."""
    counted = [one for one in found if one.unit not in ("%", "个百分点", "倍")]
    counted = [one for one, after in zip_longest(counted, counted[1:]) if not _names(parts, one, after)]
    for index, one in enumerate(counted):
        if one.about or one.by or one.period.when is not When.NOW:
            continue
        yield from _after(parts, counted, index)
        yield from _before(parts, counted, index)


def _names(parts: Parts, one: Quantity, after: Quantity | None) -> bool:
    """9个街道发案30起: the first number says whose the second is."""
    if after is None or one.unit not in ("个", "家") or after.unit == one.unit:
        return False
    return _OWNERS.fullmatch(parts.text, one.end, after.start) is not None


def _after(parts: Parts, counted: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """共31起，其中A 20起、B 11起; 分别为 and a colon promise that nothing is left out."""
    total = counted[index]
    listed = _list(parts, counted, index + 1)
    if not listed:
        return
    named = _NAMES.fullmatch(parts.text, total.end, listed[0].start)
    if named and len(listed) >= 2 and _one_end(re.split("、|和|及|与", named["names"])):
        yield from _compare(parts, total, listed, complete=False)
    opening = _OPENS.fullmatch(parts.text, total.end, listed[0].start)
    if opening is None or total.compared:
        return
    single = len(listed) == 1 and opening["word"] == "其中"
    if single or (len(listed) >= 2 and _one_kind(listed)):
        complete = opening["word"] not in ("其中", "包括", "(") or _both_sexes(listed)
        yield from _compare(parts, total, listed, complete=complete and not single)


def _both_sexes(listed: Sequence[Quantity]) -> bool:
    return len(listed) == 2 and "男" in listed[0].label + listed[1].label and "女" in listed[1].label


def _before(parts: Parts, counted: Sequence[Quantity], index: int) -> Iterator[Finding]:
    """A 20起、B 11起，合计31起."""
    total, listed = counted[index], list[Quantity]()
    for one in reversed(counted[:index]):
        last = listed[0] if listed else None
        if one.unit != total.unit or one.about or one.by:
            break
        if last is not None and not _BETWEEN.fullmatch(parts.text, one.end, last.start):
            break
        if last is None and not _CLOSES.fullmatch(parts.text, one.end, total.start):
            break
        listed.insert(0, one)
    added_up = _ADDED_UP.search(total.label) is not None
    if len(listed) >= 2 and (added_up or _one_kind(listed)):
        yield from _compare(parts, total, listed, complete=True)


def _list(parts: Parts, counted: Sequence[Quantity], index: int) -> list[Quantity]:
    listed: list[Quantity] = []
    for one in counted[index:]:
        if listed and not _BETWEEN.fullmatch(parts.text, listed[-1].end, one.start):
            break
        if one.about or one.by or (listed and one.unit != listed[0].unit):
            break
        listed.append(one)
    return listed


_VERBS = re.compile(r"(?:发案|立案|损失|发生|抓获|完成|办理|共|各|为|是)+$")
_NAME = re.compile(r"[，,、;:()和及]|其中|分别|包括")
_PLACES = frozenset("镇乡道村区县市")


def _one_kind(listed: Sequence[Quantity]) -> bool:
    """Whether the parts' names end alike (镇, 乡; 类 …), so that they do not overlap; 男 and 女 are short."""
    names = [_NAME.split(_VERBS.sub("", one.label.strip()))[-1] for one in listed]
    lengths = {len(name) for name in names}
    begin_alike = len({name[:1] for name in names}) == 1 and len(lengths) == 1
    return _one_end(names) or lengths <= {1, 2} or begin_alike


def _one_end(names: Sequence[str]) -> bool:
    return len({"place" if name[-1:] in _PLACES else name[-1:] for name in names}) == 1


def _compare(
    parts: Parts, total: Quantity, listed: Sequence[Quantity], *, complete: bool
) -> Iterator[Finding]:
    if listed[0].unit != total.unit:
        return
    made = sum((one.value for one in listed), Decimal(0))
    slack = sum((one.half_step for one in (*listed, total)), Decimal(0))
    wrong = abs(made - total.value) > slack if complete else made - total.value > slack
    if wrong:
        text = parts.original[total.start : total.end]
        expected = f"{grouped(made / total.per)}{total.printed_unit}"
        yield Finding(Rule.SUM, text, expected, total.start, total.end)
