"""What is said about a sheet as a whole: hidden rows, links, other sheets, another month, what is lacking."""

import re
from collections.abc import Iterator, Mapping, Sequence

from coordination.kernel.text import Text, _
from coordination.spreadsheets.findings import Finding, Level
from coordination.spreadsheets.grid import Book, Grid
from coordination.spreadsheets.heads import Head
from coordination.spreadsheets.names import plain
from coordination.spreadsheets.reading import Asked
from coordination.spreadsheets.subjects import TOTAL

MONTH = re.compile(r"(20[0-9]{2})年(1[0-2]|0?[1-9])月")
NAMED_AT_MOST = 5


def remarks(book: Book, grid: Grid, head: Head, asked: Asked, used: Mapping[str, int]) -> Iterator[Finding]:
    """`used` are the rows that were read, by the key of the subject or, downwards, of the figure."""
    yield from _hidden(grid, used)
    if book.linked:
        yield Finding(Level.NOTE, _("公式引用了别的文件，没有去读，用的是文件里存的得数"))
    others = len(book.grids) - 1
    if others:
        yield Finding(
            Level.NOTE, _("读的是工作表“{name}”，其余{count}张没有读", name=grid.name, count=others)
        )
    yield from _another_month(grid, head, asked)
    yield from _lacking(head, asked, used)


def _hidden(grid: Grid, used: Mapping[str, int]) -> Iterator[Finding]:
    hidden = sorted(row for row in used.values() if row in grid.marks.hidden_rows)
    if hidden:
        rows = "、".join(str(row + 1) for row in hidden[:NAMED_AT_MOST])
        text = _("第{rows}行是隐藏的，也读了（共{count}行），请核对", rows=rows, count=len(hidden))
        yield Finding(Level.NOTE, text, (hidden[0], 0))


def _another_month(grid: Grid, head: Head, asked: Asked) -> Iterator[Finding]:
    """Another month in the title: somebody may have sent last month's sheet."""
    for row, line in enumerate(grid.rows[: head.row + 1]):
        for place, value in enumerate(line):
            match = MONTH.search(plain(value)) if isinstance(value, str) else None
            if match is None:
                continue
            written = f"{match.group(1)}-{int(match.group(2)):02d}"
            if len(asked.period) == len(written) and written != asked.period:
                text = _(
                    "写的是{written}，要报的是{period}，请核对是不是拿错了表",
                    written=match.group(0),
                    period=_month(asked.period),
                )
                yield Finding(Level.ASK, text, (row, place))
            return


def _lacking(head: Head, asked: Asked, used: Mapping[str, int]) -> Iterator[Finding]:
    """Figures and subjects that the sheet does not have: they stay as they are."""
    names = [column.name for column in asked.layout.columns if column.code not in head.places]
    if names:
        yield Finding(Level.NOTE, _("表里没有：{names}。这些保持原样", names=_some(names)))
    if head.down or not asked.layout.is_table or asked.collects:
        return
    absent = [all_[0] for key, all_ in asked.names.items() if key != TOTAL and all_ and key not in used]
    if absent:
        yield Finding(Level.NOTE, _("没有读到这些行：{names}。这些保持原样", names=_some(absent)))


def _some(names: Sequence[str]) -> Text | str:
    shown = "、".join(names[:NAMED_AT_MOST])
    return _("{shown}等{count}个", shown=shown, count=len(names)) if len(names) > NAMED_AT_MOST else shown


def _month(period: str) -> str:
    year, _dash, month = period.partition("-")
    return f"{year}年{int(month)}月"
