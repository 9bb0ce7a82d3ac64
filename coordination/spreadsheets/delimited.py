"""Comma-separated text as Excel and WPS write it, in UTF-8 or GB18030, with commas, semicolons or tabs."""

import csv
from io import StringIO

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import limits, refusals
from coordination.spreadsheets.grid import Grid

SIZE_AT_MOST = 8 * 1024 * 1024
CELL_AT_MOST = 2_000
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def grid(content: bytes, name: str) -> Grid:
    """The one sheet of such a file; Invalid for what is no plain table."""
    if len(content) > SIZE_AT_MOST:
        raise Invalid(refusals.TOO_LARGE)
    text = _decoded(content)
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise Invalid(refusals.MARKUP)
    if "\0" in text:
        raise Invalid(refusals.NOT_A_SHEET)
    rows, cells = [], 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))):
            filled = next((place for place in range(len(row), 0, -1) if row[place - 1].strip()), 0)
            if filled:
                limits.within(number, filled - 1)
            cells += filled
            limits.few_enough(cells)
            rows.append([cell[:CELL_AT_MOST] for cell in row[:filled]])
            if number > 4 * limits.ROWS_AT_MOST:
                limits.within(number, 0)
    except csv.Error:
        raise Invalid(refusals.BROKEN) from None
    return Grid(name, rows)


def _decoded(content: bytes) -> str:
    marked = next((name for mark, name in _ENCODINGS.items() if content.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(refusals.LETTERS)


def _delimiter(text: str) -> str:
    """The mark that parts most cells in the first lines."""
    head = text[:4000]
    return max((",", "\t", ";"), key=head.count)
