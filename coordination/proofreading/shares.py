"""占比 against part and whole: share = part / whole in percent, half up at the printed decimals."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.numerals import decimal_places, round_half_up
from coordination.proofreading.findings import Finding, Rule
from coordination.proofreading.periods import When
from coordination.proofreading.quantities import NUMBER, TOPICS, Quantity, topics_in
from coordination.proofreading.sentences import Parts
from coordination.proofreading.spelled import spelled

_ONE = rf"(?:{NUMBER}%|百分之(?:{NUMBER}|[零〇一二两三四五六七八九十百点]+))"
_SHARE = re.compile(
    r"占(?:了)?(?P<of>比|[^，。;()\n]{0,24}?(?:\([^()\n]{1,16}\))?)(?:的比例|的比重|比例|比重|的|比)?(?:分别)?(?:为|达到|达|是)?"
    rf"(?<![近约超过逾足少到多0-9.,])(?P<rates>{_ONE}(?:[、,，和及与]+{_ONE})*)(?!左右|以上|以下|上下)"
)
_RATE = re.compile(rf"(?P<number>{NUMBER})%|百分之(?P<spelled>{NUMBER}|[零〇一二两三四五六七八九十百点]+)")
_BRACKETED = re.compile(rf"\((?:占比?)?(?P<rates>{NUMBER}%)\)")
_WHOLE = re.compile(r"全[县市区省国州盟旗镇乡]|[县市区]共|共|总|合计|累计|全部")
_TOTAL = re.compile(
    r"(?:^|[，,、;\s])(?:全[县市区省国州盟旗])?(?:共|合计|共计|总计|总共)"
    rf"(?:发生|{TOPICS.pattern})?(?:金额|资金|案件|人员|账户)?$"
)
_BETWEEN = re.compile(r"[，,、;(\s]*[^，。;、()0-9%]{0,10}[，,、(\s]*")
_AMONG = re.compile(r"(?:[^，,。;、()0-9]{0,8})中[，,]")
_OPENING = re.compile(
    r"[^，,。;、()%]{0,12}全[县市区省国州盟旗]共?[^，,。;、()%占]{0,16}[，,、和及]+[^，,。;、()0-9%占]{0,10}$"
)
_TOGETHER = re.compile(r"合计|共计|合并|一共|总共|[两二三四五六七八九十]者|以上|上述|合占|共占")
_LISTED = re.compile(r"[、，,;和及与以]+[^，。;、()0-9%]{0,12}")
_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_EMPTY = frozenset({"总数", "全县", "全区", "全市", "全省", "全部"})


def shares(parts: Parts, found: Sequence[Quantity]) -> Iterator[Finding]:
    """Every share that does not follow from a part and a whole in the text."""
    matches = [*_SHARE.finditer(parts.text), *_bracketed(parts)]
    whole = _complete(parts, matches)
    for match in matches:
        rates = list(_RATE.finditer(match["rates"]))
        own = _parts_of(parts, found, match, len(rates))
        for rate, part in zip(rates, own, strict=False):
            size = _size(rate)
            wrong = None if size is None else _expected(parts, found, part, match, size)
            if wrong is None or (parts.sentences.around(match.start()) in whole and _close(size, wrong)):
                continue
            alone = len(rates) == 1 and not match.group().startswith("(")
            start = match.start() if alone else match.start("rates") + rate.start()
            end = match.start("rates") + rate.end()
            yield Finding(Rule.SHARE, parts.original[start:end], wrong, start, end)


def _complete(parts: Parts, matches: Sequence[re.Match[str]]) -> set[tuple[int, int]]:
    """The sentences whose shares add up to 100 exactly: there the last digit may have been evened out.

    Source: domain.md section 4, largest remainder.
    """
    sums: dict[tuple[int, int], Decimal] = {}
    for match in matches:
        sentence = parts.sentences.around(match.start())
        sizes = (_size(rate) or Decimal(0) for rate in _RATE.finditer(match["rates"]))
        sums[sentence] = sums.get(sentence, Decimal(0)) + sum(sizes, Decimal(0))
    return {sentence for sentence, total in sums.items() if total == 100}


def _close(size: Decimal | None, wrong: str) -> bool:
    """Within one of the last printed digit."""
    return size is not None and abs(size - Decimal(wrong.rstrip("%"))) <= Decimal(10) ** -decimal_places(size)


def _size(rate: re.Match[str]) -> Decimal | None:
    written = (rate["number"] or rate["spelled"]).replace(",", "")
    return Decimal(written) if written[0].isdecimal() else spelled(written)


def _bracketed(parts: Parts) -> Iterator[re.Match[str]]:
    """隽水镇128.97万元（69.23%）, where the sentence speaks of shares."""
    for match in _BRACKETED.finditer(parts.text):
        begin, end = parts.sentences.around(match.start())
        if "占" in parts.text[begin:end] and "占" not in match.group():
            yield match


def _parts_of(parts: Parts, found: Sequence[Quantity], match: re.Match[str], count: int) -> list[Quantity]:
    """The last numbers before the share, as many as it has; nothing may stand between but a comma."""
    begin = parts.sentences.around(match.start())[0]
    before = [
        one
        for one in found
        if begin <= one.start and one.end <= match.start() and one.unit not in ("%", "个百分点", "倍")
    ]
    if len(before) < count or not _BETWEEN.fullmatch(parts.text, before[-1].end, match.start()):
        return []
    own = before[-count:]
    if count == 1 and _TOGETHER.search(parts.text, before[-1].end, match.start() + 2):
        own = _together(parts, before)
    return own if _alike(own) else []


def _together(parts: Parts, before: Sequence[Quantity]) -> list[Quantity]:
    """甲镇12起、乙镇8起，合计占全县的50%: the list as one, if its beginning is told by 其中."""
    listed = [before[-1]]
    for one in before[-2::-1]:
        if not _LISTED.fullmatch(parts.text, one.end, listed[0].start):
            break
        if _leads(parts, one, listed[0]):
            whole = sum((part.value for part in listed), Decimal(0))
            return [replace(listed[0], value=whole, end=listed[-1].end)] if _alike(listed) else []
        listed.insert(0, one)
    return []


def _alike(listed: Sequence[Quantity]) -> bool:
    return all(one.unit == listed[0].unit and not one.about and not one.by for one in listed)


def _expected(
    parts: Parts, found: Sequence[Quantity], part: Quantity, match: re.Match[str], rate: Decimal
) -> str | None:
    """The right share, None when it is right or no whole is in the text."""
    wholes = _wholes(parts, found, part, match)
    places = decimal_places(rate)
    rights = [round_half_up(100 * Fraction(part.value) / Fraction(one.value), places) for one in wholes]
    return None if not rights or rate in rights else f"{rights[0]:f}%"


def _wholes(parts: Parts, found: Sequence[Quantity], part: Quantity, match: re.Match[str]) -> list[Quantity]:
    """What the part may be a part of: named in the share itself, else before it, the nearest first."""
    like = [
        one for one in found
        if one is not part and one.unit == part.unit and one.value >= part.value and one.value
        and not one.about and not one.by and one.period.when is When.NOW
    ]  # fmt: skip
    named = [one for one in like if match.start() <= one.start < match.end()]
    named = named or [one for one in like if _in_brackets_after(parts, one, match.end())]
    if named:
        return named
    before = [one for one in like if one.end <= part.start][::-1]
    sentence = parts.sentences.around(match.start())[0]
    near = [one for one in before if one.start >= sentence and _leads(parts, one, part)]
    total = [one for one in before if _is_whole(parts, one, part) and not _other_matter(one, part, match)]
    alike = [one for one in before if one.start >= sentence and _of_that(one, match)]
    return list(dict.fromkeys([*near, *total, *alike])) or _after(parts, like, part, match)


def _of_that(whole: Quantity, match: re.Match[str]) -> bool:
    """全年任务120场次 … 占全年任务的75%: the share names its whole in the words of the text."""
    named = {pair[1] for pair in _PAIR.finditer(match.groupdict().get("of") or "")} - _EMPTY
    sibling = whole.subject and not whole.subject.startswith("全") and not whole.label.endswith(whole.subject)
    return not sibling and any(pair in whole.label for pair in named)


def _after(parts: Parts, like: Sequence[Quantity], part: Quantity, match: re.Match[str]) -> list[Quantity]:
    """男12人，占54.55%；女10人，占45.45%；共22人。"""
    end = parts.text.find("。", match.end())
    last = len(parts.text) if end < 0 else end
    totals = [one for one in like if match.end() <= one.start < last and _TOTAL.search(one.label)]
    return [one for one in totals if not _other_matter(one, part, match)]


def _in_brackets_after(parts: Parts, one: Quantity, place: int) -> bool:
    """占全市的10%（全市800起）."""
    near = parts.text[place : one.start]
    return len(near) <= 16 and near.startswith("(") and ")" not in near and bool(_WHOLE.search(one.label))


def _leads(parts: Parts, whole: Quantity, part: Quantity) -> bool:
    between = parts.text[whole.end : part.start]
    return "其中" in between or _AMONG.match(between) is not None


def _is_whole(parts: Parts, one: Quantity, part: Quantity) -> bool:
    """全县共发案38起，涉案512.6万元: the second number is the whole county's too."""
    if _WHOLE.search(one.label):
        return True
    opening = parts.text[parts.sentences.around(one.start)[0] : one.start]
    return bool(one.topics & part.topics and _OPENING.match(opening) and "其中" not in opening)


def _other_matter(whole: Quantity, part: Quantity, match: re.Match[str]) -> bool:
    topics = part.topics | topics_in(match.groupdict().get("of") or "")
    return bool(whole.topics and topics and not whole.topics & topics)
