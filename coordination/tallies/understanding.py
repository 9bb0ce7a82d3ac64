"""What somebody's sheet of a month says, by the words of its head and the names in its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from coordination.kernel.period import Kind, Period
from coordination.kernel.personal import personal
from coordination.kernel.text import Text, _
from coordination.spreadsheets import cells
from coordination.spreadsheets.cells import Wanted
from coordination.spreadsheets.findings import Finding, Level
from coordination.spreadsheets.grid import Book, Grid, Spot, Value, letters
from coordination.spreadsheets.names import MONEY, parted, plain
from coordination.subjects.models import Subject
from coordination.tallies.entering import LAST_CASE, Column, read
from coordination.tallies.naming import Names
from coordination.tallies.rules.rows import wrong
from coordination.tallies.sheets import COLUMN_OF, Reading

HEAD_WITHIN = 40
FINDINGS_AT_MOST = 500
TOWNSHIP = re.compile("^(?:所在)?(?:乡镇街道|乡镇(?:街道)?|街道|镇街)(?:名称)?$")
NAME = re.compile("^(?:村\\(社区\\)|村社区|村居|社区|村|单位|名称|校园|企业|对象)(?:名称)?$")
SUMS = re.compile("^(?:合计|总计|小计|共计)$")
MONTH = re.compile("([0-9]{4})年([0-9]{1,2})月")
KNOWN: Mapping[str, tuple[str, ...]] = {
    "cases": ("发案", "发案数", "立案数", "案件数", "起数", "电诈发案数"),
    "loss": ("损失金额", "损失", "涉案金额", "损失合计"),
    "largest_loss": ("单笔最大损失", "最大损失", "单笔最大", "单起最大损失"),
    "suspects": ("涉诈人员", "嫌疑人", "涉诈人员数", "抓获嫌疑人"),
    "dens": ("涉诈窝点", "窝点", "窝点数", "涉诈窝点数"),
    "last_case_on": ("最后一起在几日", "最后一起", "最后发案日期", "最后一起日期"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """Where the names and figures stand; `factors` turn the unit of a column into 元."""

    row: int
    name: int
    township: int | None
    places: Mapping[str, int]
    factors: Mapping[str, Decimal]


def understand(book: Book, month: Period, subjects: Sequence[Subject]) -> Reading:
    """The rows of a sheet for these subjects; STOP for another month, no head, or personal data."""
    for grid in book.grids:
        if (personal_data := list(_personal(grid))) != []:
            return Reading(grid.name, findings=personal_data)
    for grid in book.grids:
        head = _head(grid)
        if head is not None:
            other = _other_month(grid, head.row, month)
            return Reading(grid.name, findings=[other]) if other else _rows(grid, head, month, subjects)
    words = _("没有找到表头。表头要有“村（社区）”和“发案”，可以先下载模板填好再传。")
    return Reading(findings=[Finding(Level.STOP, words)])


def _personal(grid: Grid) -> Iterator[Finding]:
    for row, line in enumerate(grid.rows):
        for column, value in enumerate(line):
            for found in personal(_text(value)):
                words = _(
                    "“{words}”像是{kind}，发案统计不收个人信息；这张表没有存，请删去后再传",
                    words=found.masked,
                    kind=found.kind,
                )
                yield Finding(Level.STOP, words, (row, column))


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**19:
        return str(int(value))
    return "" if isinstance(value, date | datetime) else str(value)


def _head(grid: Grid) -> Head | None:
    names = {plain(name): key for key, known in KNOWN.items() for name in known}
    for row, line in enumerate(grid.rows[:HEAD_WITHIN]):
        texts = [plain(value) if isinstance(value, str) else "" for value in line]
        meant = [(column, *parted(text)) for column, text in enumerate(texts)]
        places, factors = dict[str, int](), dict[str, Decimal]()
        for column, name, unit in meant:
            key = names.get(texts[column]) or names.get(name)
            if key is not None and key not in places:
                places[key] = column
                factors[key] = MONEY.get(unit, Decimal(1)) if COLUMN_OF[key].unit == "元" else Decimal(1)
        name_column = next((column for column, text in enumerate(texts) if NAME.match(text)), None)
        township = next((column for column, text in enumerate(texts) if TOWNSHIP.match(text)), None)
        if name_column is None and township is not None:
            name_column, township = township, None
        if "cases" in places and name_column is not None:
            return Head(row, name_column, township, places, factors)
    return None


def _other_month(grid: Grid, head: int, month: Period) -> Finding | None:
    """A title that names another month: the wrong file was chosen."""
    for row, line in enumerate(grid.rows[:head]):
        for column, value in enumerate(line):
            match = MONTH.search(value) if isinstance(value, str) else None
            if match is not None and 1 <= int(match.group(2)) <= 12:
                named = Period(Kind.MONTH, int(match.group(1)), int(match.group(2)))
                if named != month:
                    words = _("表里写的是{named}，要报的是{month}", named=named.label(), month=month.label())
                    return Finding(Level.STOP, words, (row, column))
    return None


def _rows(grid: Grid, head: Head, month: Period, subjects: Sequence[Subject]) -> Reading:
    reading, names, township = Reading(grid.name), Names(subjects), ""
    for row in range(head.row + 1, len(grid.rows)):
        if head.township is not None:
            township = str(grid.at(row, head.township)).strip() or township
        name = str(grid.at(row, head.name)).strip()
        if not name or SUMS.match(plain(name)) or _is_remark(grid, head, row):
            continue
        subject = names.meant(name, township)
        if subject is None:
            reading.findings.append(Finding(Level.ERROR, _unknown(names, name), (row, head.name)))
        elif subject.id in reading.places or subject.id in reading.broken:
            words = _("“{name}”前面已有一行，这一行没有读", name=name[:30])
            reading.findings.append(Finding(Level.ERROR, words, (row, head.name)))
        else:
            _take(reading, grid, head, row, month, subject)
    if not reading.counts and not reading.findings:
        reading.findings.append(Finding(Level.STOP, _("表里没有可以报的行：发案一列都是空的。")))
    reading.findings[:] = [*_converted(head), *reading.findings][:FINDINGS_AT_MOST]
    return reading


def _is_remark(grid: Grid, head: Head, row: int) -> bool:
    """A line below the table: words, and nothing in the columns of figures."""
    name = str(grid.at(row, head.name))
    blank = all(str(grid.at(row, place)).strip() == "" for place in head.places.values())
    return blank and len(name) > 30


def _unknown(names: Names, name: str) -> Text:
    if names.is_ambiguous(name):
        return _("有几个“{name}”，请在前面加一列“乡镇街道”", name=name[:30])
    return _("“{name}”不在名单里，这一行没有读", name=name[:30])


def _converted(head: Head) -> list[Finding]:
    return [
        Finding(
            Level.NOTE,
            _(
                "{column}列按万元等单位读，已换算成元（乘以{factor}）",
                column=letters(place),
                factor=f"{head.factors[name]:,f}",
            ),
            (head.row, place),
        )
        for name, place in head.places.items()
        if head.factors[name] != 1
    ]


def _take(reading: Reading, grid: Grid, head: Head, row: int, month: Period, subject: Subject) -> None:
    """One row: taken as a whole, or not at all with what is wrong at its cells."""
    typed, errors = _typed(grid, head, row)
    if not errors:
        told = read(subject.id, typed, month.start)
        errors = dict(told.errors)
        if told.count is not None and not errors:
            errors = wrong(told.count, month.start, month.last_day)
        if told.count is not None and not errors:
            reading.counts.append(told.count)
            reading.places[subject.id] = row
    if errors:
        reading.broken.append(subject.id)
    for name, why in errors.items():
        at = (row, head.places.get(name, head.places["cases"]))
        reading.findings.append(Finding(Level.ERROR, why, at))


def _typed(grid: Grid, head: Head, row: int) -> tuple[dict[str, str], dict[str, Text]]:
    """The cells of a row as one would type them, and why others cannot be read."""
    typed: dict[str, str] = {}
    errors: dict[str, Text] = {}
    for name, place in head.places.items():
        found = _cell(grid, (row, place), COLUMN_OF[name], head.factors[name])
        if isinstance(found, Text):
            errors[name] = found
        elif found:
            typed[name] = found
    return typed, errors


def _cell(grid: Grid, at: Spot, column: Column, factor: Decimal) -> str | Text:
    """What stands in a cell, as one would type it; a Text says why it cannot be read."""
    value = grid.at(*at)
    if column is LAST_CASE:
        if isinstance(value, date | datetime):
            return f"{value:%Y-%m-%d}"
        return _text(value).strip()
    found = cells.read(value, at, grid.marks, Wanted(str(column.label), column.unit, factor))
    return found.error if found.error is not None else (found.typed or "")
