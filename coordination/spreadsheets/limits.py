"""How much of a sheet is read. Beyond it a file is refused before its cells are built.

A province has 2,400 townships and a form some 20 figures: 48,000 cells. Each limit is a multiple.
"""

from coordination.kernel.errors import Invalid
from coordination.kernel.text import _

ROWS_AT_MOST = 10_000
COLUMNS_AT_MOST = 256
CELLS_AT_MOST = 400_000
SHEETS_AT_MOST = 50
#: Bytes of one part of a container once unpacked.
PART_AT_MOST = 48 * 1024 * 1024


def within(row: int, column: int) -> None:
    """Refuse content at this place, counted from 0, when it lies beyond the limits."""
    if row >= ROWS_AT_MOST:
        raise Invalid(
            _(
                "表太长：第{row}行还有内容，最多读{limit}行。请删去多余的行后再传",
                row=row + 1,
                limit=ROWS_AT_MOST,
            )
        )
    if column >= COLUMNS_AT_MOST:
        raise Invalid(
            _(
                "表太宽：第{column}列还有内容，最多读{limit}列。请删去多余的列后再传",
                column=column + 1,
                limit=COLUMNS_AT_MOST,
            )
        )


def few_enough(cells: int) -> None:
    if cells > CELLS_AT_MOST:
        raise Invalid(
            _("表太大：有{count}个格子，最多读{limit}个。请拆成几份再传", count=cells, limit=CELLS_AT_MOST)
        )


def few_sheets(count: int) -> None:
    if count > SHEETS_AT_MOST:
        raise Invalid(
            _("工作表太多：有{count}张，最多{limit}张。请只留要报的那张", count=count, limit=SHEETS_AT_MOST)
        )
