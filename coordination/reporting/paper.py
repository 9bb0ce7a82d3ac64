"""A report on paper: empty to be carried round, filled in to be signed and sealed. Always in Chinese."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from coordination.kernel import pdf
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import grouped
from coordination.kernel.text import _
from coordination.reporting.cells import Cell, Line, Page
from coordination.reporting.layout import Column

PORTRAIT_COLUMNS = 5  # figures of a table beside the name that stand on an upright page
LANDSCAPE_COLUMNS = 10  # more are continued in a further table
OWN_WIDTHS = (54.0, 14.0, 30.0, 24.0, 24.0, 24.0)  # mm
PORTRAIT, LANDSCAPE, NAME = 170.0, 257.0, 36.0  # mm


@dataclass(frozen=True)
class Printed:
    """A row: `kind` is section, row or total; a section has one cell."""

    kind: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table with the widths of its columns in mm; the first `words` columns are words."""

    header: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Printed, ...]
    words: int


@dataclass(frozen=True)
class About:
    """What stands above and below the figures; empty strings leave room to write."""

    form: str
    period: str = ""
    unit: str = ""
    due: str = ""
    standing: str = ""
    guidance: str = ""
    reporter: str = ""
    filed_on: str = ""
    foot: str = ""
    is_draft: bool = False


@dataclass(frozen=True)
class Paper:
    """The document as frozen primitives, as the template reads it."""

    about: About
    landscape: bool
    grids: tuple[Grid, ...]
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = field(default=())


def paper(page: Page, about: About, *, month: bool, empty: bool) -> Paper:
    """The page as a document; `empty` leaves the places of the figures blank, `month` says 上月 for 上期."""
    layout = page.sheet.layout
    grids = _table(page, empty=empty) if layout.is_table else [_own(page, month=month, empty=empty)]
    return Paper(
        about,
        landscape=layout.is_table and len(layout.columns) > PORTRAIT_COLUMNS,
        grids=tuple(grids),
        notes=tuple(f"{one.name}（{one.unit}）：{one.note}" for one in layout.columns if one.note),
        reasons=() if empty else tuple(_reasons(page.cells)),
    )


def printed(paper: Paper) -> bytes:
    """Print it; equal papers give equal bytes. Raises `Invalid` for characters that no face has."""
    try:
        return pdf.render("report.html", paper)
    except pdf.DocumentError as error:
        raise Invalid(_("这份表里有印不出来的字符（如表情符号），请改掉后再打印。")) from error


def _own(page: Page, *, month: bool, empty: bool) -> Grid:
    words = ("本月", "上月", "上年同月") if month else ("本期", "上期", "上年同期")
    return Grid(("指标", "单位", *words, "今年累计"), OWN_WIDTHS, tuple(_own_rows(page, empty)), words=2)


def _own_rows(page: Page, empty: bool) -> Iterator[Printed]:
    for name, cells in page.sections:
        if name:
            yield Printed("section", (name,))
        for cell in cells:
            to_date = cell.to_date if empty else cell.with_this
            beside = (_shown(cell.previous), _shown(cell.last_year), _shown(to_date))
            yield Printed(
                "row", (cell.column.name, cell.column.unit, "" if empty else _figure(cell), *beside)
            )


def _table(page: Page, *, empty: bool) -> Iterator[Grid]:
    columns = page.sheet.layout.columns
    width = LANDSCAPE if len(columns) > PORTRAIT_COLUMNS else PORTRAIT
    for start in range(0, len(columns), LANDSCAPE_COLUMNS):
        end = min(start + LANDSCAPE_COLUMNS, len(columns))
        share = (width - NAME) / (end - start)
        rows = tuple(_subject(line, line.cells[start:end], empty) for line in page.lines)
        header = ("对象", *(_heading(column) for column in columns[start:end]))
        yield Grid(header, (NAME, *[share] * (end - start)), rows, words=1)


def _subject(line: Line, cells: Sequence[Cell], empty: bool) -> Printed:
    figures = ("" if empty else _figure(cell) for cell in cells)
    return Printed("row" if line.row.subject_id is not None else "total", (line.row.label, *figures))


def _heading(column: Column) -> str:
    return f"{column.name}（{column.unit}）"


def _figure(cell: Cell) -> str:
    """The figure, or what was typed where it is none yet."""
    return cell.typed if cell.value is None else _shown(cell.value)


def _shown(value: Decimal | None) -> str:
    """Whole figures without decimals, others with two, so that 元 and 分 stand below each other."""
    if value is None:
        return ""
    return grouped(value, 0 if value == value.to_integral_value() else 2)


def _reasons(cells: Iterable[Cell]) -> Iterator[str]:
    """What was written about large changes."""
    return (f"{cell.place.name}：{cell.reason}" for cell in cells if cell.reason)
