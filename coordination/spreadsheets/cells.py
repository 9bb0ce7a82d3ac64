"""One cell as a figure: what it says in the words a person would have typed, or why it says nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import parse_number, plain
from coordination.kernel.text import Text, _
from coordination.spreadsheets.grid import Marks, Spot, Value

#: A sheet keeps binary numbers; so many digits of one are meant.
DIGITS = 15
DASHES = frozenset("-—–－―/／无")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a column asks for; `factor` turns the sheet's unit of measure into that of the form."""

    name: str
    unit: str
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Read:
    """`typed` None: blank or not to be taken, then `error` says why. `as_text`: a number kept as text."""

    typed: str | None = None
    error: Text | None = None
    as_text: bool = False
    percent: bool = False


BLANK = Read()


def read(value: Value, at: Spot, marks: Marks, wanted: Wanted) -> Read:
    """A cell of a column of figures."""
    if (word := marks.errors.get(at)) is not None:
        return Read(error=_("公式出错（{word}），请改好公式或直接填数字", word=word))
    if isinstance(value, bool):
        return Read(error=_number(wanted))
    if isinstance(value, int | float):
        return _numeric(Decimal(f"{value:.{DIGITS}g}"), at in marks.percents, wanted)
    if isinstance(value, str):
        return _textual(value.strip(), at in marks.formulas, wanted)
    return _temporal(value, wanted)


def _numeric(number: Decimal, percent: bool, wanted: Wanted) -> Read:
    if percent and wanted.unit == "%":
        return Read(plain(number * 100), percent=True)
    if percent:
        shown = plain((number * 100).normalize())
        return Read(
            error=_(
                "是百分比（{value}%），{name}要填数字，单位是{unit}",
                value=shown,
                name=wanted.name,
                unit=wanted.unit,
            )
        )
    return Read(plain(number * wanted.factor))


def _textual(text: str, formula: bool, wanted: Wanted) -> Read:
    if not text:
        return Read(error=_("公式还没有算出值，请在Excel或WPS里打开、保存后再传")) if formula else BLANK
    if text.startswith("#") and text.rstrip("!?").isupper():
        return Read(error=_("公式出错（{word}），请改好公式或直接填数字", word=text[:12]))
    if set(text) <= DASHES:
        return Read(error=_("“{text}”不是数字，{name}没有就填0", text=text[:10], name=wanted.name))
    try:
        number = parse_number(text.lstrip("'‘’"), name=wanted.name, unit=wanted.unit)
    except Invalid as refusal:
        return Read(error=_("“{text}”：{why}", text=text[:20], why=refusal.message))
    return Read(plain(number * wanted.factor), as_text=True)


def _temporal(value: date | datetime | time | timedelta, wanted: Wanted) -> Read:
    """A number in a cell that is formatted as a date is read as a date by every sheet program."""
    if isinstance(value, time | timedelta):
        shown: Text | str = str(value)
    else:
        shown = _("{year}年{month}月{day}日", year=value.year, month=value.month, day=value.day)
    return Read(
        error=_(
            "是日期（{shown}），{name}要填数字，单位是{unit}。请把单元格格式改为“数值”再填",
            shown=shown,
            name=wanted.name,
            unit=wanted.unit,
        )
    )


def _number(wanted: Wanted) -> Text:
    return _("{name}要填数字，单位是{unit}", name=wanted.name, unit=wanted.unit)


def codes(columns: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(columns.items(), key=lambda item: item[1])
