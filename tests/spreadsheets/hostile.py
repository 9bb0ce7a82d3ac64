"""Files that are refused, each with the sentence that says why and what to do."""

import struct
from collections.abc import Callable
from dataclasses import dataclass

from tests.spreadsheets.building import PLAIN, book, cells, only_hidden, raw, with_part, zipped
from tests.spreadsheets.older import compound, ods, xls


@dataclass(frozen=True)
class Refused:
    name: str
    build: Callable[[], bytes]
    why: str
    file: str = "表.xlsx"


def bomb() -> bytes:
    """A megabyte that would unpack to a hundred and more."""
    return with_part(book(PLAIN), "xl/media/image1.xml", lambda _old: b"\0" * (120 * 1024 * 1024))


def far_cell(reference: str) -> bytes:
    row = "".join(sign for sign in reference if sign.isdigit())
    far = f'<row r="{row}"><c r="{reference}"><v>1</v></c></row></sheetData>'
    return raw(cells(PLAIN).replace("</sheetData>", far))


def hidden_far_cell() -> bytes:
    """A cell that says it stands in the first row's place, and is a million rows away."""
    return raw(
        cells(PLAIN).replace("</sheetData>", '<row r="9"><c r="A1048576"><v>1</v></c></row></sheetData>')
    )


def many_rows() -> bytes:
    body = "".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 60_001))
    return raw(f"<sheetData>{body}</sheetData>")


def entity(part: str, root: str) -> bytes:
    """An entity that would read a file of the server, in one part."""
    attack = f'<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return with_part(raw(cells(PLAIN)), part, lambda xml: attack.encode() + xml.partition(b"?>")[2])


def with_macros() -> bytes:
    return with_part(book(PLAIN), "xl/vbaProject.bin", lambda _old: b"\xd0\xcf\x11\xe0")


TOO_LONG = "表太长：第{row}行还有内容，最多读10000行。请删去多余的行后再传"


def impossible_size() -> bytes:
    """An .xls that begins after it ends: a reader that makes room for it would fall over."""
    size = struct.pack("<LL", 0, len(PLAIN))
    return xls(PLAIN).replace(size, struct.pack("<LL", 0x620000, len(PLAIN)), 1)


HOSTILE = (
    Refused(
        "an impossible size",
        impossible_size,
        "文件打不开，可能没有保存完整。请用Excel或WPS打开检查，另存为.xlsx后再传",
        "表.xls",
    ),
    Refused("a bomb", bomb, "文件解开后太大，没有读取。请删去多余的行、列和图片后再传"),
    Refused("one cell a million rows down", lambda: far_cell("A1048576"), TOO_LONG.format(row=1048576)),
    Refused("the same behind a row that lies", hidden_far_cell, TOO_LONG.format(row=1048576)),
    Refused(
        "one cell in the last column",
        lambda: far_cell("XFD9"),
        "表太宽：第16384列还有内容，最多读256列。请删去多余的列后再传",
    ),
    Refused("too many rows", many_rows, TOO_LONG.format(row=10001)),
    Refused("too far down in an xls", lambda: xls(PLAIN, far=65_535), TOO_LONG.format(row=65536), "表.xls"),
    Refused(
        "a row that stands for a million",
        lambda: ods(PLAIN, repeat=1_000_000),
        TOO_LONG.format(row=1_000_002),
        "表.ods",
    ),
    Refused(
        "an entity in the sheet",
        lambda: entity("xl/worksheets/sheet1.xml", "worksheet"),
        "文件里有不该出现的定义（DTD），没有读取。请用Excel或WPS打开，另存为.xlsx后再传",
    ),
    Refused(
        "an entity in the workbook",
        lambda: entity("xl/workbook.xml", "workbook"),
        "文件里有不该出现的定义（DTD），没有读取。请用Excel或WPS打开，另存为.xlsx后再传",
    ),
    Refused("macros", with_macros, "表格带有宏，不能上传。请另存为不带宏的.xlsx后再传", "表.xlsm"),
    Refused(
        "a password",
        lambda: compound("EncryptedPackage", b"\1" * 5000),
        "文件加了密码，打不开。请去掉密码后再传",
    ),
    Refused("nothing", lambda: b"", "文件是空的（0字节）。请打开检查后重新选取"),
    Refused(
        "a page named xls",
        lambda: b"<html><body><table><tr><td>1</td></tr></table></body></html>",
        "文件的内容是网页或XML，只是名字像表格。请用Excel或WPS打开，另存为.xlsx后再传",
        "表.xls",
    ),
    Refused(
        "a page behind a mark",
        lambda: "\ufeff<?xml version='1.0'?><Workbook/>".encode(),
        "文件的内容是网页或XML，只是名字像表格。请用Excel或WPS打开，另存为.xlsx后再传",
        "表.xls",
    ),
    Refused(
        "cut in half",
        lambda: book(PLAIN)[:-200],
        "文件打不开，可能没有保存完整。请用Excel或WPS打开检查，另存为.xlsx后再传",
    ),
    Refused(
        "an archive of other things",
        lambda: zipped({"a.txt": "1"}),
        "这不是表格文件。请上传Excel或WPS表格（.xlsx、.xls、.et、.ods）或.csv",
    ),
    Refused(
        "a letter",
        lambda: zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}),
        "这不是表格文件。请上传Excel或WPS表格（.xlsx、.xls、.et、.ods）或.csv",
    ),
    Refused(
        "xlsb",
        lambda: zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": "1"}),
        "不收.xlsb格式。请另存为.xlsx后再传",
        "表.xlsb",
    ),
    Refused(
        "a program",
        lambda: b"MZ" + b"\0" * 300,
        "这不是表格文件。请上传Excel或WPS表格（.xlsx、.xls、.et、.ods）或.csv",
    ),
    Refused(
        "a text in no known letters",
        lambda: b"\xff\x80\x81 abc\xff\xff" * 50,
        "这不是表格文件。请上传Excel或WPS表格（.xlsx、.xls、.et、.ods）或.csv",
        "表.csv",
    ),
    Refused("only hidden sheets", only_hidden, "文件里没有看得见的工作表。请取消隐藏后再传"),
    Refused(
        "half a container",
        lambda: xls(PLAIN)[:-512],
        "文件打不开，可能没有保存完整。请用Excel或WPS打开检查，另存为.xlsx后再传",
        "表.xls",
    ),
)
