"""Coverage as a sheet: exactly what the page shows."""

from collections.abc import Callable

from coordination.kernel.clock import clock
from coordination.kernel.sheets import Column, Sheet
from coordination.kernel.text import Text, _
from coordination.tallies.queries.coverage import Cell, Coverage


def told(cell: Cell) -> Text:
    """A cell in words: missing, some days only, or its cases."""
    if cell.is_missing:
        return _("未报")
    if not cell.is_full:
        return _("{days}/{whole}天，{cases}起", days=cell.days, whole=cell.whole, cases=cell.cases)
    words = _("{cases}起", cases=cell.cases)
    if cell.corrected:
        return _("{told}（更正）", told=words)
    return _("{told}（迟报）", told=words) if cell.late else words


def coverage_sheet(office: str, found: Coverage, say: Callable[[Text], str]) -> Sheet:
    columns = [
        Column(say(_("所在乡镇街道")), width=18),
        Column(say(_("名称")), width=26),
        *(Column(say(month.label()), width=14) for month in found.months),
    ]
    rows = [
        (
            row.subject.located_in.name if row.subject.located_in else "",
            row.subject.name,
            *(say(told(cell)) for cell in row.cells),
        )
        for row in found.rows
    ]
    title = say(_("发案统计报送情况"))
    return Sheet(title, columns, rows, f"{office}{title}", clock.now(), lines=[office], frozen_columns=2)
