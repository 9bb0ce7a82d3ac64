"""The file of divisions: `code,name,level,parent_code`, CSV in UTF-8, plain or compressed by xz.

Checked line by line while it streams, in about a microsecond a line: the quick test accepts what
is plainly right, and only a line that fails it is looked at again to say what is wrong.
"""

import csv
import lzma
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import NoReturn, TextIO

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _
from coordination.organizations.rules import NAME_AT_MOST, Level, clean_name
from coordination.organizations.spelling import initials, quick_initials

Cells = Callable[[list[str]], tuple[str, str, str, str]]
COLUMNS = ("code", "name", "level", "parent_code")
CODE_AT_MOST = 20
NULL = "\\N"
BATCH = 4000
#: Levels that may stand without a parent.
ROOTS = frozenset({Level.COUNTRY, Level.PROVINCE})
#: Few enough to be spelled by their words: 重庆 is cq, not zq.
_WELL_SPELLED = frozenset({"country", "province", "city", "county"})
_LEVELS = frozenset(level.value for level in Level)
_ROOT_NAMES = frozenset(level.value for level in ROOTS)


def wrong(line: int, reason: Text) -> Invalid:
    return Invalid(_("第{line}行：{reason}", line=line, reason=reason), field="file")


@contextmanager
def opened(file: Path) -> Iterator[TextIO]:
    """The file as text; bytes that are no UTF-8 come through as surrogates and are refused by line."""
    reader = lzma.open if file.suffix == ".xz" else open
    try:
        with reader(file, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield text
    except (lzma.LZMAError, EOFError, csv.Error) as error:
        raise Invalid(_("文件读不出来：{reason}。", reason=str(error)), field="file") from error


@dataclass
class Contents:
    """What has been read so far: how many rows of each level, and the code of each level's first row."""

    many: Counter[str] = field(default_factory=Counter)
    first: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return self.many.total()


def batches(text: TextIO, contents: Contents) -> Iterator[str]:
    """The lines for COPY (line, code, name, level, parent_code, initials), some thousand at a time.

    Counts them in `contents`. Raises Invalid, naming the line, for a missing column, an unknown
    level, a code that is not digits or comes twice, an unacceptable name, a missing parent, bytes
    that are not UTF-8.
    """
    reader = csv.reader(text)
    cells = _columns(next(reader, []))
    rows = filter(None, reader)
    seen: set[str] = set()
    while batch := [_line(reader.line_num, row, cells, seen, contents) for row in islice(rows, BATCH)]:
        yield "".join(batch)
    if not seen:
        raise wrong(1, _("文件里没有行政区划。"))


def _line(line: int, row: list[str], cells: Cells, seen: set[str], contents: Contents) -> str:
    try:
        code, name, level, parent = cells(row)
    except IndexError:
        raise wrong(line, _("只有{count}列，少于表头的列数。", count=len(row))) from None
    if not _plainly_right(code, name, level, parent):
        name = _explained(line, code, name, level, parent)
    if code in seen:
        raise wrong(line, _("代码{code}出现了两次。", code=code))
    seen.add(code)
    if level not in contents.first:
        contents.first[level] = code
    contents.many[level] += 1
    letters = initials(name) if level in _WELL_SPELLED else quick_initials(name)
    if "\\" in name:
        name = name.replace("\\", "\\\\")
    return f"{line}\t{code}\t{name}\t{level}\t{parent or NULL}\t{letters}\n"


def _columns(header: list[str]) -> Cells:
    names = [name.strip().lower() for name in header]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        reason = _("缺少列{columns}；表头应为 code,name,level,parent_code。", columns="、".join(missing))
        raise wrong(1, reason)
    return itemgetter(*(names.index(column) for column in COLUMNS))


def _plainly_right(code: str, name: str, level: str, parent: str) -> bool:
    return (
        level in _LEVELS
        and code.isdigit()
        and code.isascii()
        and len(code) <= CODE_AT_MOST
        and (parent != "" or level in _ROOT_NAMES)
        and name.isprintable()
        and 0 < len(name) <= NAME_AT_MOST
        and name == name.strip()
        and unicodedata.is_normalized("NFC", name)
        and (parent == "" or (parent.isascii() and parent.isdigit()))
    )


def _explained(line: int, code: str, name: str, level: str, parent: str) -> str:
    """The name, cleaned, when that was all; otherwise raises Invalid with the reason."""
    if any("\udc80" <= character <= "\udcff" for character in code + name + level + parent):
        raise wrong(line, _("不是UTF-8编码，请把文件另存为UTF-8后再导入。"))
    if level not in _LEVELS:
        raise wrong(line, _("不认识的级别“{level}”；可用：{levels}。", level=level, levels="、".join(Level)))
    for number in (code, parent):
        if number and not (number.isascii() and number.isdigit() and len(number) <= CODE_AT_MOST):
            _not_digits(line, number)
    if not code:
        _not_digits(line, code)
    if not parent and level not in _ROOT_NAMES:
        raise wrong(line, _("{code}没有上级代码。", code=code))
    try:
        return clean_name(name, field="file", private_use=True)
    except Invalid as error:
        raise wrong(line, error.message) from None


def _not_digits(line: int, number: str) -> NoReturn:
    raise wrong(line, _("代码“{code}”应为不超过{limit}位的数字。", code=number, limit=CODE_AT_MOST))
