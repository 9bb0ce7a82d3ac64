"""Which days a window is on a day, with which days it is compared, and when something has left it.

Source: domain.md section 6 (windows: calendar month, N days rolling, half year, year). A month, half year or
year counts once it has ended; its last day counts as ended.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from coordination.kernel.period import Kind, Period
from coordination.standards.rules.kinds import Base, WindowKind

DAY = timedelta(days=1)
#: Months in one step of the windows that follow the calendar.
_STEP: Mapping[WindowKind, int] = MappingProxyType(
    {WindowKind.MONTHS: 1, WindowKind.HALF_YEAR: 6, WindowKind.YEAR: 12}
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Days from `first` to `last`, both within."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def span(kind: WindowKind, size: int | None, day: date) -> Span:
    """The window of this kind on `day`: n days that end with it, or the last complete ones that ended by it.

    `size` is the number of days or months; half years and years are one. `ValueError` without a size.
    """
    if kind is WindowKind.DAYS:
        return Span(day - timedelta(days=_sized(size) - 1), day)
    return _months(_ended(kind, day) - _long(kind, size) + 1, _long(kind, size))


def base_span(kind: WindowKind, size: int | None, day: date, base: Base) -> Span:
    """The window compared with: the same kind and size directly before, or one year earlier.

    Days a year earlier are the same dates; 29 February becomes 28 February.
    """
    now = span(kind, size, day)
    if kind is WindowKind.DAYS:
        if base is Base.PREVIOUS:
            return Span(now.first - timedelta(days=now.days), now.first - DAY)
        return Span(_year_before(now.first), _year_before(now.last))
    back = 12 if base is Base.LAST_YEAR else _long(kind, size)
    return _months(_number(now.first) - back, _long(kind, size))


def clear_on(kind: WindowKind, size: int | None, happened: date, day: date) -> date:
    """The first day from `day` on whose window begins after `happened`."""
    if kind is WindowKind.DAYS:
        return max(day, happened + timedelta(days=_sized(size)))
    step = _STEP[kind]
    first = (_number(happened) // step + 1) * step  # the window may begin with this month
    return max(day, _months(first, _long(kind, size)).last)


def periods_in(found: Span, kind: Kind) -> list[Period]:
    """The reporting periods of `kind` that lie wholly in these days, oldest first."""
    period = Period.containing(found.first, kind)
    if period.start < found.first:
        period = period.next()
    made = []
    while period.last_day <= found.last:
        made.append(period)
        period = period.next()
    return made


def _sized(size: int | None) -> int:
    if size is None or size < 1:
        raise ValueError("the window has no size")
    return size


def _long(kind: WindowKind, size: int | None) -> int:
    """How many months the window is long."""
    return _sized(size) if kind is WindowKind.MONTHS else _STEP[kind]


def _number(day: date) -> int:
    """Months since the year 0; January is divisible by 12."""
    return day.year * 12 + day.month - 1


def _first(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _months(first: int, count: int) -> Span:
    return Span(_first(first), _first(first + count) - DAY)


def _ended(kind: WindowKind, day: date) -> int:
    """The last month of the last step that ended on or before `day`."""
    return _number(day + DAY) // _STEP[kind] * _STEP[kind] - 1


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)
