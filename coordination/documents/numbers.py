"""Figures in the cells of a table: as they are printed, and as numbers that a sheet can compute with."""

import re
from dataclasses import dataclass
from decimal import Decimal

SIGNS = {"": 1, "+": 1, "-": -1, "−": -1}
MOST_DIGITS = 15  # of which a sheet keeps every one
UNITS = "%|起|件|人|人次|名|户|个|家|次|条|张|分|位|天|元|万元|亿元|万人|万条"
_FIGURE = re.compile(rf"([+\-−]?)(0|[1-9]\d*|[1-9]\d{{0,2}}(?:,\d{{3}})+)(\.\d+)?({UNITS})?")


@dataclass(frozen=True)
class Number:
    """A printed figure. `value` is what is printed, 28.19 for 28.19%; `pattern` prints it the same again."""

    text: str
    value: Decimal
    pattern: str

    @property
    def percent(self) -> bool:
        return self.text.endswith("%")

    @property
    def stored(self) -> Decimal:
        """As a sheet keeps it: percent as a fraction."""
        return self.value / 100 if self.percent else self.value


Cell = str | Number


def text_of(cell: Cell) -> str:
    """A cell as it shall be read."""
    return cell if isinstance(cell, str) else cell.text


def cell_of(text: str) -> Cell:
    """A number where the whole text is a figure: 1,862.30, +3.4%, 20起, 128.97万元; else the text itself.

    A unit becomes part of the format, the value is what stands before it. Codes with leading zeros,
    dates and ranges stay text; so does a figure of
    more digits than a sheet keeps.
    """
    match = _FIGURE.fullmatch(text)
    if match is None:
        return text
    sign, whole, fraction, unit = match[1], match[2], match[3] or "", match[4] or ""
    digits = whole.replace(",", "")
    if len(digits) + len(fraction) > MOST_DIGITS:
        return text
    value = SIGNS[sign] * Decimal(digits + fraction)
    return Number(text, value, _pattern(sign, "," in whole, max(len(fraction) - 1, 0), unit))


def _pattern(sign: str, grouped: bool, decimals: int, unit: str) -> str:
    """The number format of a sheet; a sign that is printed for growth is part of it."""
    shown = unit if unit in ("", "%") else f'"{unit}"'
    plain = ("#,##0" if grouped else "0") + ("." + "0" * decimals if decimals else "") + shown
    if sign == "+":
        return f'"+"{plain};"−"{plain};{plain}'
    return f'{plain};"−"{plain}' if sign == "−" else plain
