"""A file that somebody sent up, opened: what it is by its content, and its sheets within the limits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from coordination.kernel import containers
from coordination.kernel import refusals as known
from coordination.kernel.errors import Invalid
from coordination.kernel.filetypes import FileType
from coordination.spreadsheets import biff, delimited, limits, ooxml, opendocument, refusals
from coordination.spreadsheets.grid import Book, Format, Grid, Marks

#: The sheet in which a template says what it is, hidden so that no menu shows it.
IDENTITY = "_coordination"
#: So many sheets are read at most; a form stands on one of the first.
READ_AT_MOST = 8

MarksOf = Callable[[int, str], Marks]  # by the number and the name of a sheet

TYPES = {
    Format.XLSX: FileType(
        "sheet", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",)
    ),
    Format.XLS: FileType("sheet", "application/vnd.ms-excel", (".xls", ".et")),
    Format.ODS: FileType("ods", "application/vnd.oasis.opendocument.spreadsheet", (".ods",)),
    Format.CSV: FileType("csv", "text/csv", (".csv", ".txt")),
}


def recognised(path: Path, _name: str) -> FileType:
    """What the file at `path` is by its content; the name has no say. Invalid for what is no sheet."""
    with _readable():
        return TYPES[format_of(path)]


def format_of(path: Path) -> Format:
    with path.open("rb") as file:
        head = file.read(known.HEAD)
    try:
        if head.startswith(containers.ZIP):
            return _of_zip(path)
        if head.startswith(containers.OLE):
            return _of_ole(path)
    except Invalid as refusal:
        raise refusals.reworded(refusal) from None
    why = known.refused(head)
    if why is known.Refused.MARKUP:
        raise Invalid(refusals.MARKUP)
    if why is not known.Refused.PLAIN and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(refusals.NOT_A_SHEET)
    return Format.CSV


def _of_zip(path: Path) -> Format:
    part = containers.part_of_zip(path)
    if part == ooxml.WORKBOOK:
        return Format.XLSX
    with ooxml.archive_of(path) as archive:
        if part is None and opendocument.is_sheet(archive):
            return Format.ODS
        raise Invalid(refusals.BINARY if "xl/workbook.bin" in archive.namelist() else refusals.NOT_A_SHEET)


def _of_ole(path: Path) -> Format:
    if containers.stream_of_ole(path) not in ("Workbook", "Book"):
        raise Invalid(refusals.NOT_A_SHEET)
    return Format.XLS


def opened(path: Path, name: str = "") -> Book:
    """The sheets of the file at `path`. Raises Invalid with what to do; never builds beyond the limits."""
    with _readable():
        return _opened(path, name)


@contextmanager
def _readable() -> Iterator[None]:
    """A damaged file shows in many ways; all of them are one sentence."""
    try:
        yield
    except (ValueError, LookupError, ArithmeticError, EOFError, BadZipFile, ZlibError):
        raise Invalid(refusals.BROKEN) from None


def _opened(path: Path, name: str) -> Book:
    match format_of(path):
        case Format.CSV:
            return Book(Format.CSV, (delimited.grid(path.read_bytes(), name),))
        case Format.XLSX:
            with ooxml.archive_of(path) as archive:
                return _xlsx(path, archive)
        case Format.XLS:
            return _xls(path)
        case Format.ODS:
            with ooxml.archive_of(path) as archive:
                found = opendocument.marks(archive)
            return _read(path, Format.ODS, lambda number, name: found.get(name, Marks()))


def _xlsx(path: Path, archive: ZipFile) -> Book:
    package = ooxml.package(archive)
    limits.few_sheets(len(package.parts))
    book = _read(path, Format.XLSX, lambda _number, name: ooxml.marks(package, name))
    identity = book.identity or package.properties
    return Book(book.format, book.grids, identity, book.hidden, package.linked)


def _xls(path: Path) -> Book:
    found = biff.marks(path.read_bytes())
    return _read(path, Format.XLS, lambda number, _name: found[number] if number < len(found) else Marks())


def _read(path: Path, format_: Format, marks_of: MarksOf) -> Book:
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
