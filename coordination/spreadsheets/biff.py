"""What an .xls, or an .et of WPS, says besides its values; walked before the reader builds its cells.

Sources: [MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import limits, refusals
from coordination.spreadsheets.grid import Marks, Spot

BOF, EOF, SHEET, PASSWORD = 0x0809, 0x000A, 0x0085, 0x002F
ROW, FORMULA, ERROR_OR_TRUTH, SEVERAL, SIZE = 0x0208, 0x0006, 0x0205, 0x00BD, 0x0200
VALUES = {0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, FORMULA, ERROR_OR_TRUTH, SEVERAL}
WORDS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_FREE, _LAST = 0xFFFFFFFF, 0xFFFFFFFE
_HEADER, _SMALL = 512, 4096


@dataclass(slots=True)
class _Found:
    hidden: set[int] = field(default_factory=set)
    formulas: set[Spot] = field(default_factory=set)
    errors: dict[Spot, str] = field(default_factory=dict)
    cells: int = 0


def marks(content: bytes) -> list[Marks]:
    """For each sheet in the order of the file; Invalid when broken, locked or larger than we read."""
    try:
        stream = _stream(content)
        sheets = list(_sheets(stream))
        limits.few_sheets(len(sheets))
        return [_sheet(stream, offset) for offset in sheets]
    except (struct.error, IndexError):
        raise Invalid(refusals.BROKEN) from None


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[int]:
    """Where each sheet begins, from the workbook's globals."""
    for kind, body in _records(stream, 0):
        if kind == PASSWORD:
            raise Invalid(refusals.LOCKED)
        if kind == SHEET:
            yield struct.unpack_from("<L", body)[0]
        if kind == EOF:
            return


def _sheet(stream: bytes, offset: int) -> Marks:
    found, depth = _Found(), 0
    for kind, body in _records(stream, offset):
        depth += (kind == BOF) - (kind == EOF)
        if depth == 0:
            break
        if depth > 1:
            continue  # a chart inside the sheet
        if kind == ROW and len(body) >= 16 and struct.unpack_from("<H", body, 12)[0] & 0x20:
            found.hidden.add(struct.unpack_from("<H", body)[0])
        elif kind == SIZE:
            _size(body)
        elif kind in VALUES:
            _value(kind, body, found)
    limits.few_enough(found.cells)
    return Marks(found.hidden, found.formulas, found.errors)


def _size(body: bytes) -> None:
    """The reader makes room for what the sheet says of its size, so that must be possible."""
    first, last, left, right = struct.unpack_from("<LLHH" if len(body) >= 12 else "<HHHH", body)
    if not (first <= last <= 0x10000 and left <= right <= 0x100):
        raise Invalid(refusals.BROKEN)


def _value(kind: int, body: bytes, found: _Found) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == SEVERAL else column
    limits.within(row, last)
    found.cells += last - column + 1
    if kind == FORMULA:
        found.formulas.add((row, column))
        if body[12:14] == b"\xff\xff" and body[6] == 2:
            found.errors[row, column] = WORDS.get(body[8], "#N/A")
    elif kind == ERROR_OR_TRUTH and body[7]:
        found.errors[row, column] = WORDS.get(body[6], "#N/A")


def _stream(content: bytes) -> bytes:
    """The workbook inside the container, put together from its sectors."""
    shift, small_shift = struct.unpack_from("<HH", content, 30)
    if shift not in (9, 12) or small_shift != 6:
        raise Invalid(refusals.BROKEN)
    size = 1 << shift
    table = _table(content, size)
    first_directory, _, cutoff, first_small = struct.unpack_from("<LLLL", content, 48)
    directory = _chain(content, first_directory, table, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    book = next((entry for name in ("Workbook", "Book") for entry in entries if _named(entry, name)), None)
    if book is None:
        raise Invalid(refusals.NOT_A_SHEET)
    start, length = struct.unpack_from("<LL", book, 116)
    if length >= (cutoff or _SMALL):
        return _chain(content, start, table, size)[:length]
    root = _chain(content, struct.unpack_from("<L", entries[0], 116)[0], table, size)
    small = _numbers(_chain(content, first_small, table, size))
    return _small(root, start, small)[:length]


def _table(content: bytes, size: int) -> list[int]:
    """The allocation table: for each sector the next one."""
    (count,) = struct.unpack_from("<L", content, 44)
    more, more_count = struct.unpack_from("<LL", content, 68)
    sectors = list(struct.unpack_from("<109L", content, 76))
    for _ in range(min(more_count, len(content) // size)):
        if more >= _LAST:
            break
        *rest, more = _numbers(_sector(content, more, size))
        sectors += rest
    used = [number for number in sectors[:count] if number < _LAST]
    return _numbers(b"".join(_sector(content, number, size) for number in used[: len(content) // size + 1]))


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _numbers(content: bytes) -> list[int]:
    return [number for (number,) in struct.iter_unpack("<L", content[: len(content) // 4 * 4])]


def _chain(content: bytes, start: int, table: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    number = start
    while number < _LAST - 2 and len(parts) <= len(table):
        parts.append(_sector(content, number, size))
        number = table[number]
    return b"".join(parts)


def _small(root: bytes, start: int, table: list[int]) -> bytes:
    parts: list[bytes] = []
    number = start
    while number < _LAST - 2 and len(parts) <= len(table):
        parts.append(root[number * 64 : number * 64 + 64])
        number = table[number]
    return b"".join(parts)


def _named(entry: bytes, name: str) -> bool:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(0, length - 2)] == name.encode("utf-16-le")
