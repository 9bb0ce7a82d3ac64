"""Which period a number is about: this one, the one before, the same of last year, or a month by name."""

import re
from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    NOW = "now"
    BEFORE = "before"
    YEAR_BEFORE = "year-before"


class Basis(StrEnum):
    MOM = "mom"
    YOY = "yoy"


@dataclass(frozen=True, slots=True)
class Period:
    """`months` is first and last month where they are named, `year` too where it is."""

    when: When = When.NOW
    year: int | None = None
    months: tuple[int, int] | None = None
    known: bool = False


_TO = r"[-至~到—]"
_MONTH = r"(?:1[0-2]|[1-9])"
_SPAN = rf"(?<![0-9.]){_MONTH}(?:(?:月份?)?{_TO}{_MONTH})?月份?(?![0-9]{{1,2}}日)"
_PART = r"前[二三]个?季度|第?[一二三四]季度|上半年|下半年|全年"
#: A month, several, a quarter, half a year or a year by name; no groups inside.
MONTHS = rf"(?:[0-9]{{4}}年)?(?:{_SPAN}|{_PART})|[0-9]{{4}}年度?(?![0-9一二三四上下前第全以])"
_PARTS = {"上半年": (1, 6), "下半年": (7, 12), "全年": (1, 12), "前二": (1, 6), "前三": (1, 9)}
_PARTS |= {f"{word}季度": (3 * place + 1, 3 * place + 3) for place, word in enumerate("一二三四")}
_NAMED = re.compile(
    rf"(?P<before>上(?:个)?月|上(?:一)?期|上(?:一|个)?季度|上(?:一)?周|前一月)"
    rf"|(?P<ago>去年|上年)(?:同期|同月|(?P<ago_months>{_SPAN}|{_PART}))?|(?P<same>同期)"
    rf"|(?P<months>{MONTHS})|(?P<now>本月|当月|本期|本季度|今年以来|今年|本年)"
)
_COMPARED = re.compile(r"(?:[较比与同和由从]|相比|对比)(?:[^，,]{0,3})$")
_DATE = re.compile(
    r"[0-9]{4}年(?:度|[0-9]{1,2}(?:[-至~到—][0-9]{1,2})?月(?:份|[0-9]{1,2}日)?)?|[0-9]{1,2}(?:[-至~到—][0-9]{1,2})?月(?:份|[0-9]{1,2}日)?"
    r"|[0-9]{1,2}日|[0-9]{1,2}[:时点][0-9]{0,2}分?|〔[0-9]{4}〕[0-9]+号|第[0-9]+[条款项章期号次届]"
    r"|96110|12381|12321|(?<![0-9])110(?![0-9])|^\s*[(（]?[0-9]{1,2}[)）.．、]",
    re.MULTILINE,
)


def calendar_spans(text: str) -> list[tuple[int, int]]:
    """Where dates, document numbers, articles and hotlines stand: their digits count nothing."""
    return [match.span() for match in _DATE.finditer(text)]


def period_of(label: str) -> tuple[Period, bool]:
    """The last period named before a number, and whether it is only what the number is compared with."""
    last = None
    for match in _NAMED.finditer(label):
        last = match
    if last is None:
        return Period(), False
    compared = _COMPARED.search(label[: last.start()]) is not None
    return _period(last), compared


def _period(match: re.Match[str]) -> Period:
    if match["before"]:
        return Period(When.BEFORE, known=True)
    if match["ago"] or match["same"]:
        months = named_period(match["ago_months"]).months if match["ago_months"] else None
        return Period(When.YEAR_BEFORE, months=months, known=True)
    return named_period(match["months"]) if match["months"] else Period(When.NOW, known=True)


def named_period(written: str) -> Period:
    """2024年3月, 1—9月, 2025年一季度, 上半年, 2024年 as first and last month."""
    year, _year, rest = written.rpartition("年") if re.match("[0-9]{4}年", written) else ("", "", written)
    if year and not year.isdecimal():  # 2024年上半年 ends with 年 itself
        year, rest = written[:4], written[5:]
    months = next((months for word, months in _PARTS.items() if word in rest), (1, 12))
    if numbers := re.findall("[0-9]+", rest):
        months = int(numbers[0]), int(numbers[-1])
    return Period(When.NOW, int(year) if year else None, months, known=True)


def is_base(base: Period, now: Period, basis: Basis) -> bool:
    """Whether a number of `base` is what a number of `now` is measured against."""
    if base.when is not When.NOW:
        like = base.months is None or now.months is None or base.months == now.months
        return like and base.when is (When.BEFORE if basis is Basis.MOM else When.YEAR_BEFORE)
    if base.months is None or now.months is None or now.when is not When.NOW:
        return False
    if basis is Basis.YOY:
        earlier = base.year is not None and (now.year is None or base.year + 1 == now.year)
        return base.months == now.months and earlier
    return _follows(base, now)


def _follows(base: Period, now: Period) -> bool:
    """Whether two spans of equal length lie side by side: February and March, half a year and the next."""
    (first, last), (start, end) = base.months or (0, 0), now.months or (0, 0)
    if last - first != end - start or last % 12 + 1 != start:
        return False
    return base.year is None or now.year is None or base.year + (last == 12) == now.year


def is_named(base: Period, wanted: Period) -> bool:
    """Whether a number is about the very months that a change is measured against by name."""
    years = base.year is None or wanted.year is None or base.year == wanted.year
    return base.when is When.NOW and base.months == wanted.months and years
