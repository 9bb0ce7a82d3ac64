"""What was typed into a table of tallies, read as the numbers it stands for."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import decimal_places, parse_number
from coordination.kernel.text import Text, _
from coordination.tallies.rules.rows import Count

LONGEST = 40


@dataclass(frozen=True, slots=True)
class Column:
    """One figure of a row; `unit` as it may be typed behind the number."""

    name: str
    label: Text
    unit: str


COLUMNS = (
    Column("cases", _("发案"), "起"),
    Column("loss", _("损失金额"), "元"),
    Column("largest_loss", _("单笔最大损失"), "元"),
    Column("suspects", _("涉诈人员"), "人"),
    Column("dens", _("涉诈窝点"), "个"),
)
#: Only of a month: a day is its own.
LAST_CASE = Column("last_case_on", _("最后一起在几日"), "日")
MONEY = ("loss", "largest_loss")
_DAY = re.compile(r"(?:([0-9]{4})[-/.年])?(?:([0-9]{1,2})[-/.月])?([0-9]{1,2})日?")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(slots=True)
class Typed:
    """A row as it was read: `count` None when nothing stands in it or something is wrong."""

    count: Count | None
    errors: dict[str, Text]


def read(subject_id: int, cells: Mapping[str, str], first_on: date, on: date | None = None) -> Typed:
    """A row of a month that begins on `first_on`, or of the day `on`; blank cells beside others are 0."""
    if not any(cell.strip() for cell in cells.values()):
        return Typed(None, {})
    values: dict[str, object] = {}
    errors: dict[str, Text] = {}
    for column in (*COLUMNS, LAST_CASE):
        text = cells.get(column.name, "").strip()
        try:
            if text:
                values[column.name] = _READ[column.name](text, column, first_on)
        except Invalid as refusal:
            errors[column.name] = refusal.message
    if errors:
        return Typed(None, errors)
    return Typed(completed(Count(subject_id, on=on, **values)), {})  # type: ignore[arg-type]


def completed(count: Count) -> Count:
    """The largest loss of a single case is its loss, and needs no typing."""
    if count.cases == 1 and not count.largest_loss:
        return replace(count, largest_loss=count.loss)
    return count


def _whole(text: str, column: Column, _first_on: date) -> int:
    number = parse_number(text[:LONGEST], name=column.label, unit=column.unit)
    if number < 0 or number != number.to_integral_value():
        raise Invalid(_("{name}要填不小于0的整数", name=column.label))
    return int(number)


def _money(text: str, column: Column, _first_on: date) -> Decimal:
    number = parse_number(text[:LONGEST], name=column.label, unit=column.unit)
    if number < 0 or decimal_places(number) > 2:
        raise Invalid(_("{name}要填不小于0的数，最多两位小数，单位是元", name=column.label))
    return number


def _last_case(text: str, _column: Column, first_on: date) -> date:
    """9, 9日, 10月9日 or 2026-10-09, in the month that begins on `first_on`."""
    match = _DAY.fullmatch(text.translate(_WIDE).strip())
    if match is None:
        raise Invalid(_("填这个月的几日，例如 9"))
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        return date(year or first_on.year, month or first_on.month, day or 0)
    except ValueError:
        raise Invalid(_("这个月没有这一天")) from None


_READ: Mapping[str, Callable[[str, Column, date], object]] = {
    "cases": _whole,
    "loss": _money,
    "largest_loss": _money,
    "suspects": _whole,
    "dens": _whole,
    "last_case_on": _last_case,
}
