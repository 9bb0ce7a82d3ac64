"""A file that somebody sent up, opened: what it is by its content, and its sheets within the limits."""

from pathlib import Path
from zipfile import ZipFile

from coordination.kernel import containers
from coordination.kernel import refusals as known
from coordination.kernel.errors import Invalid
from coordination.kernel.filetypes import FileType
from coordination.spreadsheets import confined, delimited, limits, ooxml, opendocument, refusals, workbooks
from coordination.spreadsheets.grid import Book, Format

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
    with workbooks.readable():
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
    with workbooks.readable():
        return _opened(path, name)


def _opened(path: Path, name: str) -> Book:
    match format_ := format_of(path):
        case Format.CSV:
            return Book(Format.CSV, (delimited.grid(path.read_bytes(), name),))
        case Format.XLSX:
            with ooxml.archive_of(path) as archive:
                return _xlsx(path, archive)
        case Format.XLS | Format.ODS:
            return confined.read(path, format_)


def _xlsx(path: Path, archive: ZipFile) -> Book:
    package = ooxml.package(archive)
    limits.few_sheets(len(package.parts))
    book = workbooks.read(path, Format.XLSX, lambda _number, name: ooxml.marks(package, name))
    identity = book.identity or package.properties
    return Book(book.format, book.grids, identity, book.hidden, package.linked)
