"""The table of a unit as a sheet: exactly what the page shows."""

from collections.abc import Callable

from coordination.communities.queries import Board, Cell, Row
from coordination.communities.rules import MARK_LABELS, PLACE_LABELS
from coordination.communities.sentences import by_when, by_whom, heading, short, standing_words
from coordination.communities.titles import title_words
from coordination.kernel.clock import clock
from coordination.kernel.sheets import Cell as Value
from coordination.kernel.sheets import Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _
from coordination.standards.sentences import on

Say = Callable[[Text | str], str]


def board_sheet(board: Board, say: Say) -> Sheet:
    """The rows that were asked for, with what each still lacks in words."""
    version = board.view.version
    criteria = version.criteria if version else ()
    columns = [
        Column(say(_("名称")), width=24),
        Column(say(_("零发案天数")), ColumnKind.INTEGER, width=10),
        *(Column(heading(one.code, one.text), width=16) for one in criteria),
        *([Column(say(_("情况")), width=12)] if version else []),
        Column(say(_("申报和称号")), width=22),
        *([Column(say(_("还差什么、谁来办、什么时候")), width=60)] if version else []),
    ]
    rows = [_row(row, board, say) for row in board.rows]
    title = say(_("无诈社区创建情况"))
    lines = [board.unit.name, say(_("数据截至{day}", day=on(board.view.as_of)))]
    if version:
        name = version.standard.name
        lines.append(say(_("标准：{name}（第{number}版）", name=name, number=version.number)))
    return Sheet(title, columns, rows, f"{board.unit.short_name}{title}", clock.now(), lines=lines)


def _row(row: Row, board: Board, say: Say) -> list[Value]:
    days = row.clock.days if row.clock.covered_until else None
    cells: list[Value] = [row.subject.name, days, *(_cell(cell, say) for cell in row.cells)]
    if board.view.version is None:
        return [*cells, say(title_words(row))]
    lacks = [_lack(cell, row, say) for cell in row.lacks]
    return [*cells, say(PLACE_LABELS[row.place]), say(title_words(row)), "\n".join(lacks)]


def _cell(cell: Cell, say: Say) -> str:
    more = short(cell)
    return say(MARK_LABELS[cell.mark]) + (f" {say(more)}" if more else "")


def _lack(cell: Cell, row: Row, say: Say) -> str:
    parts = (standing_words(cell), by_whom(cell, row), by_when(cell, row))
    told = say(_("；")).join(say(part) for part in parts if part)
    return f"{heading(cell.criterion.code, cell.criterion.text)}{say(_('：'))}{told}"
