"""The file of divisions: `code,name,level,parent_code`, CSV in UTF-8, plain or compressed by xz.

Checked line by line while it streams, in about a microsecond a line: the quick test accepts what
is plainly right, and only a line that fails it is looked at again to say what is wrong.
"""

import csv
import lzma
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn, TextIO

from coordination.kernel.errors import Invalid
from coordination.kernel.text import Text, _
from coordination.organizations.rules import NAME_AT_MOST, Level, clean_name
from coordination.organizations.spelling import initials, quick_initials

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


def batches(text: TextIO) -> Iterator[str]:
    """The lines for COPY (line, code, name, level, parent_code, initials), some thousand at a time.

    Raises Invalid, naming the line, for a missing column, an unknown level, a code that is not
    digits or comes twice, an unacceptable name, a missing parent, bytes that are not UTF-8.
    """
    reader = csv.reader(text)
    order = _columns(next(reader, []))
    seen: set[str] = set()
    batch: list[str] = []
    for row in reader:
        line = reader.line_num
        if not row:
            continue
        code, name, level, parent = _cells(row, order, line)
        if not _plainly_right(code, name, level, parent):
            name = _explained(line, code, name, level, parent)
        if code in seen:
            raise wrong(line, _("代码{code}出现了两次。", code=code))
        seen.add(code)
        letters = initials(name) if level in _WELL_SPELLED else quick_initials(name)
        name = name.replace("\\", "\\\\")
        batch.append(f"{line}\t{code}\t{name}\t{level}\t{parent or NULL}\t{letters}\n")
        if len(batch) == BATCH:
            yield "".join(batch)
            batch.clear()
    if not seen:
        raise wrong(1, _("文件里没有行政区划。"))
    yield "".join(batch)


def _columns(header: list[str]) -> tuple[int, ...]:
    names = [name.strip().lower() for name in header]
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise wrong(
            1, _("缺少列{columns}；表头应为 code,name,level,parent_code。", columns="、".join(missing))
        )
    return tuple(names.index(column) for column in COLUMNS)


def _cells(row: list[str], order: tuple[int, ...], line: int) -> tuple[str, str, str, str]:
    try:
        code, name, level, parent = (row[i] for i in order)
    except IndexError:
        raise wrong(
            line, _("只有{count}列，应有{wanted}列。", count=len(row), wanted=max(order) + 1)
        ) from None
    return code, name, level, parent


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
        return clean_name(name, field="file")
    except Invalid as error:
        raise wrong(line, error.message) from None


def _not_digits(line: int, number: str) -> NoReturn:
    raise wrong(line, _("代码“{code}”应为不超过{limit}位的数字。", code=number, limit=CODE_AT_MOST))
