"""The sheets of a workbook as the reader builds them, once their size is known."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile
from zlib import error as ZlibError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from coordination.kernel.errors import Invalid
from coordination.spreadsheets import biff, limits, ooxml, opendocument, refusals
from coordination.spreadsheets.grid import Book, Format, Grid, Marks

#: The sheet in which a template says what it is, hidden so that no menu shows it.
IDENTITY = "_coordination"
#: So many sheets are read at most; a form stands on one of the first.
READ_AT_MOST = 8

MarksOf = Callable[[int, str], Marks]  # by the number and the name of a sheet


@contextmanager
def readable() -> Iterator[None]:
    """A damaged file shows in many ways; all of them are one sentence."""
    try:
        yield
    except (ValueError, LookupError, ArithmeticError, EOFError, BadZipFile, ZlibError):
        raise Invalid(refusals.BROKEN) from None


def xls(path: Path) -> Book:
    """An .xls or an .et; walked first. Raises Invalid, and ValueError or LookupError for a damaged file."""
    found = biff.marks(path.read_bytes())
    return read(path, Format.XLS, lambda number, _name: found[number] if number < len(found) else Marks())


def ods(path: Path) -> Book:
    """As `xls`."""
    with ooxml.archive_of(path) as archive:
        found = opendocument.marks(archive)
    return read(path, Format.ODS, lambda _number, name: found.get(name, Marks()))


def read(path: Path, format_: Format, marks_of: MarksOf) -> Book:
    """Every sheet that one can see, with the marks that were found for it."""
    grids: list[Grid] = []
    identity: dict[str, str] = {}
    hidden = 0
    with _workbook(path) as book:
        limits.few_sheets(len(book.sheets_metadata))
        for number, sheet in enumerate(book.sheets_metadata):
            if sheet.typ is not SheetTypeEnum.WorkSheet:
                continue
            if sheet.name == IDENTITY:
                identity = _identity(_grid(book, sheet.name, marks_of(number, sheet.name)))
            elif sheet.visible is not SheetVisibleEnum.Visible or len(grids) >= READ_AT_MOST:
                hidden += 1
            else:
                grids.append(_grid(book, sheet.name, marks_of(number, sheet.name)))
    if not grids:
        raise Invalid(refusals.NO_SHEET)
    return Book(format_, grids, identity, hidden)


@contextmanager
def _workbook(path: Path) -> Iterator[CalamineWorkbook]:
    try:
        with path.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
            yield book
    except PasswordError:
        raise Invalid(refusals.LOCKED) from None
    except CalamineError:
        raise Invalid(refusals.BROKEN) from None
    except BaseException as panic:  # the reader's own assertions are no `Exception`
        if type(panic).__name__ != "PanicException":
            raise
        raise Invalid(refusals.BROKEN) from None


def _grid(book: CalamineWorkbook, name: str, marks: Marks) -> Grid:
    """The cells of one sheet, built only now that its size is known."""
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    merged = marks.merged if marks.walked else tuple(sheet.merged_cell_ranges or ())
    return Grid(name, rows, replace(marks, merged=merged))


def _identity(grid: Grid) -> dict[str, str]:
    return {str(row[0]): str(row[1]) for row in grid.rows[:20] if len(row) >= 2}
