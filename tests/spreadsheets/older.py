"""The older formats, record by record and part by part: .xls as of BIFF8, .ods."""

import struct
from collections.abc import Sequence

from tests.spreadsheets.building import zipped


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def bof(kind: int) -> bytes:
    return record(0x0809, struct.pack("<HHHHLL", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 6))


def name(text: str, size: str) -> bytes:
    return struct.pack(size, len(text)) + b"\x01" + text.encode("utf-16-le")


def cell(row: int, column: int, value: object) -> bytes:
    at = struct.pack("<HHH", row, column, 15)
    if isinstance(value, str):
        return record(0x0204, at + name(value, "<H"))
    if isinstance(value, tuple):
        kind, number = value
        if kind == "!":
            return record(0x0205, at + bytes([number, 1]))
        result = struct.pack("<d", number)
        return record(
            0x0006, at + result + struct.pack("<HL", 0, 0) + struct.pack("<HB", 3, 0x1E) + b"\x01\x00"
        )
    return record(0x0203, at + struct.pack("<d", float(value)))


def xls(rows: Sequence[Sequence[object]], *, hidden: Sequence[int] = (), far: int | None = None) -> bytes:
    """BIFF8 records in a compound file; a number as `("=", 3)` is a formula with its result, `("!", 7)`
    an error. `far` puts one more number in the first column of that row."""

    body = b"".join(record(0x0208, struct.pack("<HHHHHHL", row, 0, 4, 255, 0, 0, 0x20)) for row in hidden)
    body += b"".join(cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    if far is not None:
        body += cell(far, 0, 1)
    last = max(len(rows), (far or 0) + 1)
    size = record(0x0200, struct.pack("<LLHHH", 0, last, 0, 10, 0))
    sheet = bof(0x0010) + size + body + record(0x000A)
    start = len(bof(5) + record(0x0042, struct.pack("<H", 1200)))
    tab = name("表一", "<B")
    head = start + len(record(0x0085, b"\0" * 6 + tab)) + len(record(0x000A))
    globals_ = bof(5) + record(0x0042, struct.pack("<H", 1200))
    globals_ += record(0x0085, struct.pack("<LBB", head, 0, 0) + tab) + record(0x000A)
    return compound("Workbook", globals_ + sheet)


def compound(name: str, stream: bytes) -> bytes:
    """A compound file with one stream, padded to the size from which streams have sectors of their own."""
    stream = stream.ljust(4096, b"\0")
    stream = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    sectors = len(stream) // 512
    tables = -(-(sectors + 2) // 127)
    table = [*range(1, sectors), 0xFFFFFFFE, 0xFFFFFFFE, *([0xFFFFFFFD] * tables)]
    table += [0xFFFFFFFF] * (tables * 128 - len(table))

    def entry(called: str, kind: int, start: int, size: int, child: int) -> bytes:
        label = (called + "\0").encode("utf-16-le") if called else b""
        return (
            label.ljust(64, b"\0")
            + struct.pack("<HBBLLL", len(label), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
            + b"\0" * 36
            + struct.pack("<LQ", start, size)
        )

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1) + entry(name, 2, 0, len(stream), 0xFFFFFFFF)
    directory += entry("", 0, 0, 0, 0xFFFFFFFF) * 2
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<LLLLL", 0, tables, sectors, 0, 4096)
    header += struct.pack("<LLLL", 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    places = [sectors + 1 + number for number in range(tables)]
    header += struct.pack("<109L", *places, *([0xFFFFFFFF] * (109 - tables)))
    return header + stream + directory + struct.pack(f"<{len(table)}L", *table)


def ods(rows: Sequence[Sequence[object]], *, repeat: int = 1, hidden: Sequence[int] = ()) -> bytes:
    """An OpenDocument sheet; its last row stands for `repeat` rows, then come a million empty ones."""
    names = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    names += 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    names += 'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    lines = []
    for number, row in enumerate(rows):
        line = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            if isinstance(value, str)
            else f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
            for value in row
        )
        times = f' table:number-rows-repeated="{repeat}"' if repeat > 1 and number == len(rows) - 1 else ""
        look = ' table:visibility="collapse"' if number in hidden else ""
        lines.append(f"<table:table-row{times}{look}>{line}</table:table-row>")
    rest = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    rest += 'table:number-columns-repeated="16384"/></table:table-row>'
    content = (
        f'<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet>'
        f'<table:table table:name="表一">{"".join(lines)}{rest}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})
