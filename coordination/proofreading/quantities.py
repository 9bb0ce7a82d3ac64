"""Numbers with units, as Chinese documents write them, and which period each is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from coordination.kernel.numerals import decimal_places
from coordination.proofreading.periods import Period, calendar_spans, period_of
from coordination.proofreading.sentences import Parts
from coordination.proofreading.spelled import SPELLED, spelled
from coordination.proofreading.subjects import subject_before, subject_in

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_SCALE = r"万亿|千万|百万|十万|亿|万|千"
_UNIT = (
    r"个百分点|%|‰|人次|人|名|位|元|起|件|宗|户次|户|条次|条|场次|场|次"
    r"|份|家|张|台|部|套|个|所|辆|分|倍|处|笔|天|篇|期"
)
_WRITTEN = re.compile(
    rf"(?P<about>将近|接近|大约|超过|多达|不足|至少|近|约|超|逾)?(?P<number>{NUMBER})"
    rf"(?P<more>余|多)?(?P<scale>{_SCALE})?(?:(?P<tail>{NUMBER})(?P<tail_scale>万|千))?(?P<over>余|多)?(?P<unit>{_UNIT})?"
)
_POWERS = {"": 0, "千": 3, "万": 4, "十万": 5, "百万": 6, "千万": 7, "亿": 8, "万亿": 12}
#: Units that people use for one and the same thing.
_SAME = {"件": "起", "宗": "起", "名": "人", "位": "人"}
RISE = "上升|(?<!负)增长|增加|增多|上涨|提高|提升|升高|攀升|扩大|多|(?<!负)增|升|涨"
FALL = "下降|负增长|减少|降低|下跌|回落|下滑|压降|缩小|少|减|降|跌"
_CHANGED_BY = re.compile(rf"(?:{RISE}|{FALL})了?$")
TOPICS = re.compile(
    r"发案|立案|破案|破获|报案|案件|损失|涉案|止付|冻结|劝阻|预警|抓获|返还|追回|挽回|宣传|入户|签订|见面"
    r"|起诉|处罚|封停|关停|拦截|转办|整改|培训"
)

_ONE_MATTER = {"立案": "发案", "破案": "破获", "追回": "返还", "挽回": "返还"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """`value` in the base of its unit (万元 as 元); `per` is one printed unit, `places` its printed decimals.

    `label` is what stands before it in its clause; `by`: it is the size of a change (增加10起);
    `about`: the writer rounded (近, 约, 余), so nothing follows from it. `compared`: it is only what
    something is measured against (较上月21起). `subject` is whom or what it is about, as far as named.
    """

    value: Decimal
    unit: str
    printed_unit: str
    per: Decimal
    places: int
    start: int
    end: int
    label: str
    period: Period
    by: bool = False
    about: bool = False
    compared: bool = False
    subject: str = ""

    @property
    def topics(self) -> frozenset[str]:
        return topics_in(self.label)

    @property
    def half_step(self) -> Decimal:
        """Half of the last printed digit, for numbers that were rounded for print; 0 for whole counts."""
        whole = self.places == 0 and self.per == 1
        return Decimal(0) if whole else self.per * Decimal(10) ** -self.places / 2


def topics_in(text: str) -> frozenset[str]:
    """The matters named in a text; 立案, 发案 and a mere 案件 are one, 破获案件 is not."""
    named = {_ONE_MATTER.get(topic, topic) for topic in TOPICS.findall(text)}
    return frozenset(named - {"案件"} or ({"发案"} if named else ()))


def quantities(parts: Parts) -> list[Quantity]:
    """All numbers of a text that count something, in the order of the text; dates are none."""
    dates = calendar_spans(parts.text)
    found = sorted((*_digits(parts.text, dates), *_words(parts.text)), key=lambda one: one.start)
    return _with_periods(parts, found)


def _digits(text: str, dates: list[tuple[int, int]]) -> Iterator[Quantity]:
    for match in _WRITTEN.finditer(text):
        start = match.start("number")
        if any(a <= start < b for a, b in dates) or not (match["unit"] or match["scale"]):
            continue
        if text[max(0, start - 1) : start] in {"第", "〔", "No", "."}:
            continue
        yield _quantity(match)


def _quantity(match: re.Match[str]) -> Quantity:
    number, scale = Decimal(match["number"].replace(",", "")), match["scale"] or ""
    value = number.scaleb(_POWERS[scale])
    per = Decimal(1).scaleb(_POWERS[scale])
    if match["tail"]:
        per = Decimal(1).scaleb(_POWERS[match["tail_scale"]])
        value += Decimal(match["tail"].replace(",", "")) * per
        number = Decimal(match["tail"].replace(",", ""))
    unit = match["unit"] or ""
    about = bool(match["about"] or match["more"] or match["over"])
    start, end = match.start("number"), match.end()
    written = scale + unit if not match["tail"] else match["tail_scale"] + unit
    same = _SAME.get(unit, unit)
    return Quantity(value, same, written, per, decimal_places(number), start, end, "", Period(), about=about)


def _words(text: str) -> Iterator[Quantity]:
    for match in SPELLED.finditer(text):
        value = spelled(match["number"])
        if value is None:
            continue
        unit = match["unit"] or "%"
        scale = "万" if unit.startswith("万") else "亿" if unit.startswith("亿") else ""
        per = Decimal(1).scaleb(_POWERS[scale])
        bare = unit.removeprefix(scale)
        yield Quantity(
            value * per,
            _SAME.get(bare, bare),
            unit,
            per,
            decimal_places(value),
            match.start(),
            match.end(),
            "",
            Period(),
            about=bool(match["about"] or match["over"]),
        )


@dataclass(slots=True)
class _Told:
    """What a sentence has said so far: the period and the subject that numbers after it are about."""

    sentence: tuple[int, int] = (-1, -1)
    period: Period = field(default_factory=Period)
    bracketed: bool = False


def _with_periods(parts: Parts, found: list[Quantity]) -> list[Quantity]:
    made: list[Quantity] = []
    told = _Told()
    for one in found:
        if parts.sentences.around(one.start) != told.sentence:
            told = _Told(parts.sentences.around(one.start))
        begin = max(told.sentence[0], made[-1].end if made else 0)
        label = parts.text[begin : one.start]
        before = made[-1] if made and made[-1].start >= told.sentence[0] else None
        made.append(_placed(parts, one, label, before, told))
    return made


def _placed(parts: Parts, one: Quantity, label: str, before: Quantity | None, told: _Told) -> Quantity:
    """The number with its label, period and subject; `before` is the one before it in the sentence."""
    period, compared = period_of(label)
    opened, closed = label.rfind("("), label.rfind(")")
    told.bracketed = opened > closed or (told.bracketed and closed < 0)
    if period.known and not compared and not told.bracketed:
        told.period = period
    inherits = told.bracketed and opened < 0 and before is not None
    own = period if period.known else before.period if inherits and before else told.period
    subject = subject_in(label) or (before.subject if told.bracketed and before else "")
    return replace(
        one,
        label=label,
        period=own,
        by=_CHANGED_BY.search(label) is not None and one.unit not in ("%", "个百分点", "倍"),
        compared=compared,
        subject=subject or subject_before(parts, one.start),
    )
