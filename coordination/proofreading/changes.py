"""What a text says of a change: 环比上升47.62%, 降幅35%, 增加10起, 翻一番, 持平, −26.19%, 三成."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from coordination.proofreading.periods import MONTHS, Basis, Period, named_period
from coordination.proofreading.quantities import FALL, NUMBER, RISE, Quantity
from coordination.proofreading.sentences import Parts
from coordination.proofreading.spelled import spelled

_MOM = r"环比|[较比与同和]上(?:个)?(?:月|期|周|季度|旬)|[较比与同和]上一(?:月|期|周|季度)"
_YOY = r"同比|[较比与同和](?:去年|上年)(?:同期|同月)?|[较比与同和]同期"
_BASIS = re.compile(rf"(?P<mom>{_MOM})|(?P<yoy>{_YOY})|[较比与同和](?P<named>{MONTHS})")
_SIZE = r"(?:了|幅度?(?:[为是]|达到?)?|率[为达]|速(?:为|达到?)?|达)?"
_WORD = rf"(?:(?P<down>{FALL})|(?P<up>{RISE})){_SIZE}"
_COUNT = "[一二两三四五六七八九十]"
_AMOUNT = (
    rf"(?:(?P<minus>-)?(?P<number>{NUMBER})(?P<unit>%|个百分点|倍)"
    rf"|百分之(?P<spelled>{NUMBER}|[零〇一二两三四五六七八九十百点]+)"
    rf"|(?P<times>{_COUNT})倍|(?P<tenths>{_COUNT}|[1-9])成)"
    r"(?!左右|上下|以上|多|余|半)"
)
_RATE = re.compile(_WORD + _AMOUNT)
_ANOTHER = re.compile(rf"(?:[、,，]|和|及|以及|与)+(?:{_WORD})?{_AMOUNT}")
_SIGNED = re.compile(rf"(?:环比|同比)[为:]?(?P<sign>[-+↑↓])(?P<number>{NUMBER})(?P<unit>%|个百分点)")
_LEVEL = re.compile(r"(?<!基本)(?<!大体)(?<!大致)(?:持平|没有变化|无变化|相同)")
_DOUBLE = re.compile(r"(?<![近乎约超])翻(?:了)?(?P<times>一|两|二|三)?番(?!多|半|有余|以上)")
_TIMES = re.compile(
    rf"(?:是|为|达到?|相当于)(?:了)?(?P<basis>上(?:个)?月|上期|去年同期|上年同期|去年同月)"
    rf"[^，,。;]{{0,14}}的(?P<number>{NUMBER}|{_COUNT})倍"
)
_SHORT = frozenset("增升涨降减跌")
_DOUBLED = {None: 2, "一": 2, "两": 4, "二": 4, "三": 8}
_ALL = re.compile(r"(?:环比|同比)(?:、|和|与|及)(?:环比|同比)(?:均|都|也|同时|双双)")


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it is written: signed `size` in `unit` (%, 个百分点, 倍, 番, 的倍, 成, or that of a count).

    Without a basis it is measured against what stands right beside it. Of `of` changes after 分别 it is
    the one at `rank`. `named` is the month it is compared with, `count` the number of 增加10起.
    """

    basis: Basis | None
    word: str
    size: Decimal
    unit: str
    start: int
    end: int
    rank: int = 0
    of: int = 1
    named: Period | None = None
    count: Quantity | None = None


def changes(parts: Parts, found: Sequence[Quantity]) -> Iterator[Told]:
    """Every change that a text speaks of."""
    for told in (*_rates(parts), *_others(parts), *_differences(parts, found)):
        yield told
        if told.basis and _ALL.search(parts.text[max(0, told.start - 8) : told.end]):
            yield replace(told, basis=Basis.YOY if told.basis is Basis.MOM else Basis.MOM)


def _rates(parts: Parts) -> Iterator[Told]:
    end = -1
    for match in _RATE.finditer(parts.text):
        if match.start() < end:
            continue
        group = [match]
        if "分别" in parts.text[max(0, match.start() - 4) : match.start()]:
            group.extend(_following(parts, match))
        end = group[-1].end()
        word = ""
        for rank, one in enumerate(group):
            word = _word(one) or word
            yield _rate(parts, group, rank, word)


def _word(match: re.Match[str]) -> str:
    """上升, or 升幅 with what belongs to it."""
    word = match["up"] or match["down"] or ""
    place = match.end("up" if match["up"] else "down")
    return word + match.string[place] if word in _SHORT and match.string[place] in "幅速" else word


def _following(parts: Parts, match: re.Match[str]) -> Iterator[re.Match[str]]:
    """分别上升A、下降B和C: the others of a list, in which a word may hold for several."""
    following = _ANOTHER.match(parts.text, match.end())
    while following is not None:
        yield following
        following = _ANOTHER.match(parts.text, following.end())


def _rate(parts: Parts, group: Sequence[re.Match[str]], rank: int, word: str) -> Told:
    match = group[rank]
    basis, of = basis_before(parts, group[0].start()), len(group)
    if paired := _paired(parts, group[0].start(), of):
        basis, rank, of = paired[rank], 0, 1
    places = [match.start(name) for name in ("down", "up") if match[name]]
    first = places[0] if places else re.search(r"[0-9]|百|[一-十]", match.group()).start() + match.start()  # type: ignore[union-attr]
    size, unit = _size(match)
    falls = re.fullmatch(rf"(?:{FALL})[幅速]?", word) is not None
    start = _start(parts, basis, first)
    told = Told(basis.kind if basis else None, word, -size if falls else size, unit, start, match.end())
    return replace(told, rank=rank, of=of, named=basis.named if basis else None)


def _start(parts: Parts, basis: "Named | None", first: int) -> int:
    """The finding begins at 环比 where that stands right before."""
    between = parts.text[basis.start : first] if basis else ""
    between = re.sub(r"\([^()]*\)", "", between)
    beside = basis and len(between) <= 12 and not re.search(r"[0-9，,。;]", between)
    return basis.start if basis and beside else first


def _size(match: re.Match[str]) -> tuple[Decimal, str]:
    groups = match.groupdict()
    if groups.get("number"):
        size = Decimal(match["number"].replace(",", ""))
        return -size if groups.get("minus") else size, match["unit"]
    if groups.get("spelled"):
        bare = match["spelled"].replace(",", "")
        return (Decimal(bare) if bare[0].isdecimal() else spelled(bare) or Decimal(0)), "%"
    word = match["times"] or match["tenths"]
    size = Decimal(word) if word.isdecimal() else spelled(word) or Decimal(0)
    return size, "倍" if match["times"] else "成"


@dataclass(frozen=True, slots=True)
class Named:
    """环比, 同比, or a month that something is compared with; where it stands."""

    kind: Basis | None
    start: int
    named: Period | None = None


def basis_before(parts: Parts, place: int) -> Named | None:
    """The last 环比 or 同比 before a place in its sentence."""
    seen = list(_BASIS.finditer(parts.text, parts.sentences.around(place)[0], place))
    return _named(seen[-1]) if seen else None


def _named(match: re.Match[str]) -> Named:
    if match["named"]:
        return Named(None, match.start(), named_period(match["named"]))
    return Named(Basis.MOM if match["mom"] else Basis.YOY, match.start())


def _paired(parts: Parts, place: int, of: int) -> list[Named]:
    """环比、同比分别上升A、下降B: the first belongs to the first, the second to the second."""
    begin = parts.sentences.around(place)[0]
    seen = list(_BASIS.finditer(parts.text, begin, place))
    if of != 2 or len(seen) < 2 or seen[-2].end() + 1 < seen[-1].start():
        return []
    return [_named(one) for one in seen[-2:]]


def _others(parts: Parts) -> Iterator[Told]:
    for match in _SIGNED.finditer(parts.text):
        sign = -1 if match["sign"] in "-↓" else 1
        size = sign * Decimal(match["number"].replace(",", ""))
        kind = Basis.MOM if match.group().startswith("环") else Basis.YOY
        yield Told(kind, "", size, match["unit"], match.start(), match.end())
    for match in _LEVEL.finditer(parts.text):
        basis = basis_before(parts, match.start())
        if basis is not None and match.start() - basis.start <= 14:
            yield _plain(basis, match, Decimal(0), "%")
    for match in _DOUBLE.finditer(parts.text):
        size = Decimal(_DOUBLED[match["times"]])
        basis = basis_before(parts, match.start())
        alone = Told(None, match.group(), size, "番", match.start(), match.end())
        yield _plain(basis, match, size, "番") if basis else alone
    for match in _TIMES.finditer(parts.text):
        kind = Basis.MOM if match["basis"].startswith("上") and "年" not in match["basis"] else Basis.YOY
        number = match["number"].replace(",", "")
        size = Decimal(number) if number[0].isdecimal() else spelled(number) or Decimal(0)
        yield Told(kind, "倍", size, "的倍", match.start(), match.end())


def _plain(basis: Named, match: re.Match[str], size: Decimal, unit: str) -> Told:
    return Told(basis.kind, match.group(), size, unit, basis.start, match.end(), named=basis.named)


_BY = re.compile(rf"(?:(?P<down>{FALL})|(?P<up>{RISE}))了?$")


def _differences(parts: Parts, found: Sequence[Quantity]) -> Iterator[Told]:
    """较上月21起增加10起: the size of the change as a count."""
    for one in found:
        word = _BY.search(one.label) if one.by and not one.about else None
        if word is None:
            continue
        basis = basis_before(parts, one.start)
        size = -one.value if word["down"] else one.value
        start = one.start - len(word.group())
        told = Told(basis.kind if basis else None, word["up"] or word["down"], size, one.unit, start, one.end)
        yield replace(told, named=basis.named if basis else None, count=one)
