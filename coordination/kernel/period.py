"""Reporting periods as chosen values, and working days; nothing here reads the system time."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from coordination.kernel.clock import ZONE
from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _

FIRST_YEAR, LAST_YEAR = 1900, 2999
LONGEST_BREAK = 60  # days; the longest run of days off a holiday table may contain


class Kind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS_IN: Mapping[Kind, int] = MappingProxyType(
    {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}
)
WRITTEN = re.compile(r"([0-9]{4})(?:-(?:(W)([0-9]{2})|(Q)([1-4])|(H)([12])|([0-9]{2})))?")

NUMBERED: Mapping[Kind, Text] = MappingProxyType(
    {Kind.WEEK: _("{year}年第{number}周"), Kind.YEAR: _("{year}年")}
)
NAMED: Mapping[tuple[Kind, int], Text] = MappingProxyType(
    {
        (Kind.MONTH, 1): _("{year}年1月"),
        (Kind.MONTH, 2): _("{year}年2月"),
        (Kind.MONTH, 3): _("{year}年3月"),
        (Kind.MONTH, 4): _("{year}年4月"),
        (Kind.MONTH, 5): _("{year}年5月"),
        (Kind.MONTH, 6): _("{year}年6月"),
        (Kind.MONTH, 7): _("{year}年7月"),
        (Kind.MONTH, 8): _("{year}年8月"),
        (Kind.MONTH, 9): _("{year}年9月"),
        (Kind.MONTH, 10): _("{year}年10月"),
        (Kind.MONTH, 11): _("{year}年11月"),
        (Kind.MONTH, 12): _("{year}年12月"),
        (Kind.QUARTER, 1): _("{year}年第一季度"),
        (Kind.QUARTER, 2): _("{year}年第二季度"),
        (Kind.QUARTER, 3): _("{year}年第三季度"),
        (Kind.QUARTER, 4): _("{year}年第四季度"),
        (Kind.HALF, 1): _("{year}年上半年"),
        (Kind.HALF, 2): _("{year}年下半年"),
    }
)


def weeks_in(year: int) -> int:
    """Number of ISO weeks of `year`, 52 or 53 (ISO 8601: 28 December is always in the last week)."""
    return date(year, 12, 28).isocalendar().week


def size_of(kind: Kind, year: int) -> int:
    """How many periods of `kind` the year has."""
    return weeks_in(year) if kind is Kind.WEEK else 12 // MONTHS_IN[kind]


@dataclass(frozen=True, slots=True)
class Period:
    """A reporting period: `number` counts from 1 within `year` (of the ISO year for weeks)."""

    kind: Kind
    year: int
    number: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise Invalid(_("年份要在{first}到{last}之间", first=FIRST_YEAR, last=LAST_YEAR))
        if not 1 <= self.number <= size_of(self.kind, self.year):
            raise Invalid(_("{year}年没有这个报告期", year=self.year))

    @classmethod
    def parse(cls, written: str) -> "Period":
        """Read `2026-10`, `2026-W41`, `2026-Q4`, `2026-H1` or `2026`; `Invalid` for anything else."""
        match = WRITTEN.fullmatch(written)
        if match is None:
            raise Invalid(
                _("报告期要写成 2026-10（月）、2026-W41（周）、2026-Q4（季）、2026-H1（半年）或 2026（年）")
            )
        year, _w, week, _q, quarter, _h, half, month = match.groups()
        for kind, number in (
            (Kind.WEEK, week),
            (Kind.QUARTER, quarter),
            (Kind.HALF, half),
            (Kind.MONTH, month),
        ):
            if number is not None:
                return cls(kind, int(year), int(number))
        return cls(Kind.YEAR, int(year), 1)

    @classmethod
    def containing(cls, day: date, kind: Kind) -> "Period":
        """The period of `kind` that `day` (a day in Asia/Shanghai) falls into."""
        if kind is Kind.WEEK:
            iso = day.isocalendar()
            return cls(kind, iso.year, iso.week)
        return cls(kind, day.year, (day.month - 1) // MONTHS_IN[kind] + 1)

    @property
    def start(self) -> date:
        """First day of the period."""
        if self.kind is Kind.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        return date(self.year, (self.number - 1) * MONTHS_IN[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        """The day after the last day: the period is the half-open interval [start, end)."""
        if self.kind is Kind.WEEK:
            return self.start + timedelta(days=7)
        months = self.number * MONTHS_IN[self.kind]
        return date(self.year + months // 12, months % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def previous(self) -> "Period":
        """The period before, for 环比."""
        if self.number > 1:
            return Period(self.kind, self.year, self.number - 1)
        return Period(self.kind, self.year - 1, size_of(self.kind, self.year - 1))

    def next(self) -> "Period":
        if self.number < size_of(self.kind, self.year):
            return Period(self.kind, self.year, self.number + 1)
        return Period(self.kind, self.year + 1, 1)

    def same_last_year(self) -> "Period | None":
        """The period of the same number a year earlier, for 同比.

        None for week 53 after a year of 52 weeks: there is nothing alike to compare with.
        """
        if self.number > size_of(self.kind, self.year - 1):
            return None
        return Period(self.kind, self.year - 1, self.number)

    def year_to_date(self) -> tuple["Period", ...]:
        """The periods of the same kind from the first of the year up to this one, for 累计."""
        return tuple(Period(self.kind, self.year, number) for number in range(1, self.number + 1))

    def label(self) -> Text:
        """As written in Chinese documents: 2026年10月, 2026年第41周, 2026年第四季度, 2026年上半年."""
        pattern = NAMED.get((self.kind, self.number)) or NUMBERED[self.kind]
        return Text(pattern.msgid, {"year": self.year, "number": self.number})

    def __str__(self) -> str:
        match self.kind:
            case Kind.WEEK:
                return f"{self.year}-W{self.number:02d}"
            case Kind.MONTH:
                return f"{self.year}-{self.number:02d}"
            case Kind.QUARTER:
                return f"{self.year}-Q{self.number}"
            case Kind.HALF:
                return f"{self.year}-H{self.number}"
            case Kind.YEAR:
                return f"{self.year}"

    def _position(self, other: "Period") -> tuple[tuple[int, int], tuple[int, int]]:
        if self.kind is not other.kind:
            raise TypeError(f"a {self.kind} and a {other.kind} have no order")
        return (self.year, self.number), (other.year, other.number)

    def __lt__(self, other: "Period") -> bool:
        mine, theirs = self._position(other)
        return mine < theirs

    def __le__(self, other: "Period") -> bool:
        mine, theirs = self._position(other)
        return mine <= theirs

    def __gt__(self, other: "Period") -> bool:
        return other < self

    def __ge__(self, other: "Period") -> bool:
        return other <= self


DayTest = Callable[[date], bool]


def workdays(exceptions: Mapping[date, bool]) -> DayTest:
    """Monday to Friday, except where the holiday table says otherwise (True: 调休上班, False: 放假)."""

    def is_workday(day: date) -> bool:
        return exceptions.get(day, day.weekday() < 5)

    return is_workday


def add_working_days(day: date, count: int, is_workday: DayTest) -> date:
    """The `count`-th working day after `day` (before it, if negative); `day` itself for 0.

    `ValueError` when the table has more than 60 days off in a row: then the table is wrong.
    """
    step = timedelta(days=1 if count > 0 else -1)
    left, off = abs(count), 0
    while left:
        day += step
        off = 0 if is_workday(day) else off + 1
        left -= off == 0
        if off > LONGEST_BREAK:
            raise ValueError(f"no working day within {LONGEST_BREAK} days of {day}")
    return day


def working_days_between(start: date, end: date, is_workday: DayTest) -> int:
    """Working days in [start, end); negative when `end` lies before `start`."""
    if end < start:
        return -working_days_between(end, start, is_workday)
    return sum(is_workday(start + timedelta(days=n)) for n in range((end - start).days))


def deadline(period: Period, workday: int, hour: int, is_workday: DayTest) -> datetime:
    """`hour`:00 in China on the n-th working day after the period's last day.

    `ValueError` when the holiday table is wrong. Source: domain, section 4, Timeliness.
    """
    day = add_working_days(period.last_day, workday, is_workday)
    return datetime.combine(day, time(hour), ZONE)
