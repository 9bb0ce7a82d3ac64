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
_MONTHS = (
    r"(?:(?P<year>[0-9]{4})年)?(?<![0-9])(?P<first>1[0-2]|[1-9])"
    rf"(?:(?:月份?)?{_TO}(?P<last>1[0-2]|[1-9]))?月份?(?![0-9]{{1,2}}日)"
)
_NAMED = re.compile(
    rf"(?P<before>上(?:个)?月|上(?:一)?期|上(?:一|个)?季度|上(?:一)?周|上半年|前一月)"
    rf"|(?P<ago>去年|上年)(?:同期|同月|(?P<ago_first>1[0-2]|[1-9])(?:[-至~到—](?P<ago_last>1[0-2]|[1-9]))?月份?)?|(?P<same>同期)"
    rf"|{_MONTHS}|(?P<now>本月|当月|本期|本季度|今年以来|今年|本年)"
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
        first = match["ago_first"]
        months = (int(first), int(match["ago_last"] or first)) if first else None
        return Period(When.YEAR_BEFORE, months=months, known=True)
    if match["first"]:
        months = (int(match["first"]), int(match["last"] or match["first"]))
        return Period(When.NOW, int(match["year"]) if match["year"] else None, months, known=True)
    return Period(When.NOW, known=True)


def is_base(base: Period, now: Period, basis: Basis) -> bool:
    """Whether a number of `base` is what a number of `now` is measured against."""
    if base.when is not When.NOW:
        return base.when is (When.BEFORE if basis is Basis.MOM else When.YEAR_BEFORE)
    if base.months is None or now.months is None or now.when is not When.NOW:
        return False
    if basis is Basis.YOY:
        earlier = base.year is not None and (now.year is None or base.year + 1 == now.year)
        return base.months == now.months and earlier
    if base.months[0] != base.months[1] or now.months[0] != now.months[1]:
        return False
    follows = base.months[0] % 12 + 1 == now.months[0]
    return follows and (base.year is None or now.year is None or _index(base) + 1 == _index(now))


def _index(period: Period) -> int:
    return (period.year or 0) * 12 + (period.months or (0, 0))[0]
