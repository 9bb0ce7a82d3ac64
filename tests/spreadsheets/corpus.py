"""Sheets as people send them, built by code: with XlsxWriter where it can, else as raw parts and records.

`CASES` are sheets that are read, each with the figures and the sentences expected of it; `HOSTILE`
are files that are refused, each with the sentence.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from python_calamine import CalamineWorkbook, SheetVisibleEnum
from xlsxwriter import Workbook

from coordination.reporting.rules import ValueType
from coordination.reporting.sheet import Column, Layout, Row
from coordination.spreadsheets.grid import spot
from coordination.spreadsheets.opening import IDENTITY
from coordination.spreadsheets.reading import Asked

COLUMNS = (
    Column(1, "case.filed", "立案数", "起"),
    Column(2, "case.solved", "破案数", "起"),
    Column(3, "case.loss", "损失金额", "元", type=ValueType.DECIMAL),
)
TOWNS = (Row(1, "青溪镇"), Row(2, "白塔街道"), Row(3, "城关镇"), Row(4, "城关乡"))
NAMES = {
    "1": ("青溪镇",),
    "2": ("白塔街道", "白塔街道办事处"),
    "3": ("城关镇",),
    "4": ("城关乡",),
}
TABLE = Asked(
    Layout((*TOWNS, Row(None, "合计")), COLUMNS, totals={"case.filed": Decimal(0)}), NAMES, "2026-10"
)
OWN = Asked(Layout((Row(7),), COLUMNS), {"7": ("工行山阳支行", "中国工商银行山阳支行")}, "2026-10")
HEAD = ["乡镇", "立案数", "破案数", "损失金额"]
PLAIN = [HEAD, ["青溪镇", 5, 4, 1000], ["白塔街道", 6, 3, 2000.5]]
PLAIN_READ = {
    "1-case.filed": "5",
    "1-case.solved": "4",
    "1-case.loss": "1000",
    "2-case.filed": "6",
    "2-case.solved": "3",
    "2-case.loss": "2000.5",
}


@dataclass(frozen=True)
class Case:
    """`says` are sentences as shown, with the address; `read` is what must be among the figures,
    with None for a place that must not be read."""

    name: str
    build: Callable[[], bytes]
    says: Sequence[str] = ()
    read: Mapping[str, str | None] = field(default_factory=dict)
    asked: Asked = TABLE
    file: str = "表.xlsx"


def written(fill: Callable[[Workbook, object], None], **options: object) -> bytes:
    """A workbook of one sheet, filled by `fill(book, page)`."""
    buffer = BytesIO()
    with Workbook(buffer, options) as made:
        fill(made, made.add_worksheet("表一"))
    return buffer.getvalue()


def put(page: object, rows: Sequence[Sequence[object]], top: int = 0, left: int = 0) -> None:
    for number, row in enumerate(rows, start=top):
        for place, value in enumerate(row, start=left):
            if isinstance(value, str):
                page.write_string(number, place, value)
            elif value is not None:
                page.write(number, place, value)


def book(rows: Sequence[Sequence[object]]) -> bytes:
    return written(lambda _book, page: put(page, rows))


def refilled(content: bytes, cells: Mapping[str, object], **identity: str) -> bytes:
    """A template as another program saves it once somebody has typed: values and merges, no locks."""
    buffer = BytesIO()
    with CalamineWorkbook.from_filelike(BytesIO(content)) as old, Workbook(buffer) as new:
        for sheet in old.sheets_metadata:
            page, found = new.add_worksheet(sheet.name), old.get_sheet_by_name(sheet.name)
            rows = [list(row) for row in found.to_python(skip_empty_area=False)]
            if sheet.name == IDENTITY:
                rows = [[name, identity.get(str(name), value)] for name, value in rows]
            for first, last in found.merged_cell_ranges or ():
                page.merge_range(*first, *last, "")
            put(page, [[None if value == "" else value for value in row] for row in rows])
            if sheet.visible is SheetVisibleEnum.VeryHidden:
                page.very_hidden()
            else:
                for reference, value in cells.items():
                    page.write(*spot(reference), value)
    return buffer.getvalue()


# --- read, with a sentence -------------------------------------------------------------------------


def merged_heads() -> bytes:
    def fill(made, page):
        page.merge_range("A1:D1", "山阳区2026年10月电信网络诈骗案件统计表", made.add_format({"bold": 1}))
        page.merge_range("A2:A3", "乡镇（街道）")
        page.merge_range("B2:C2", "案件情况")
        put(page, [["立案数", "破案数"]], top=2, left=1)
        page.merge_range("D2:D3", "损失金额（元）")
        put(page, PLAIN[1:], top=3)

    return written(fill)


def split_heads() -> bytes:
    """The name of an indicator broken over two rows."""
    return book([["乡镇", "立案", "破案", "损失"], ["", "数", "数", "金额"], *PLAIN[1:]])


def with_formats(rows: Sequence[Sequence[object]], formats: Mapping[str, str], **options: object) -> bytes:
    def fill(made, page):
        put(page, rows)
        for reference, look in formats.items():
            row, column = spot(reference)
            page.write(row, column, rows[row][column], made.add_format({"num_format": look}))

    return written(fill, **options)


def with_dates(*, since_1904: bool) -> bytes:
    def fill(made, page):
        put(page, PLAIN)
        page.write_datetime("C2", date(2026, 10, 5), made.add_format({"num_format": "yyyy-mm-dd"}))

    return written(fill, date_1904=since_1904)


def with_formulas(value: object) -> bytes:
    def fill(_made, page):
        put(page, PLAIN)
        page.write_formula("B2", "=SUM(2,3)", None, value)

    return written(fill)


def with_hidden_row() -> bytes:
    def fill(_made, page):
        put(page, PLAIN)
        page.set_row(2, None, None, {"hidden": True})

    return written(fill)


def two_sheets(*, hidden: bool = False) -> bytes:
    buffer = BytesIO()
    with Workbook(buffer) as made:
        notes, page = made.add_worksheet("填表说明"), made.add_worksheet("10月")
        put(notes, [["请各乡镇于5日前报送"], ["立案数按立案时间统计"]])
        put(page, PLAIN)
        if hidden:
            page.hide()
    return buffer.getvalue()


def only_hidden() -> bytes:
    """No program hides the only sheet, but a file may say so."""
    return with_part(
        book(PLAIN), "xl/workbook.xml", lambda xml: xml.replace(b'sheetId="1"', b'sheetId="1" state="hidden"')
    )


def with_months() -> bytes:
    """Last month's columns stand before this month's, under the same names."""
    names = ["立案数", "破案数", "损失金额"]

    def fill(_made, page):
        page.write("A1", "乡镇")
        page.merge_range("B1:D1", "上月")
        page.merge_range("E1:G1", "本月")
        put(
            page,
            [["", *names, *names], ["青溪镇", 1, 1, 1, 5, 4, 1000], ["白塔街道", 2, 2, 2, 6, 3, 2000.5]],
            1,
        )

    return written(fill)


def painted_to_the_end() -> bytes:
    """Borders down to the last row that a sheet has: paint, not content."""

    def fill(made, page):
        put(page, PLAIN)
        line = made.add_format({"border": 1})
        for row in (40_000, 900_000, 1_048_575):
            page.write_blank(row, 0, None, line)
        page.write_blank(5, 16_383, None, line)

    return written(fill)


SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{body}</worksheet>'
)


def raw(body: str, *, prefix: str = "", parts: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx put together from its parts, with the sheet's XML as given."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packages = "http://schemas.openxmlformats.org/package/2006"
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = SHEET.format(body=body)
    if prefix:
        sheet = sheet.replace("<worksheet xmlns=", f"<{prefix}:worksheet xmlns:{prefix}=")
        sheet = sheet.replace("</worksheet>", f"</{prefix}:worksheet>")
    made = {
        "[Content_Types].xml": (
            f'<?xml version="1.0"?><Types xmlns="{packages}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{types}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}.worksheet+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<?xml version="1.0"?><Relationships xmlns="{packages}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
            '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<?xml version="1.0"?><Relationships xmlns="{packages}/relationships">'
            f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/sheet1.xml": sheet,
        **(parts or {}),
    }
    return zipped(made)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one part changed, or added from nothing."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.namelist()}
    return zipped({**parts, name: change(parts.get(name, b""))})


def cells(rows: Sequence[Sequence[object]], *, prefix: str = "", named: bool = True) -> str:
    """Sheet data as XML, text inline; without addresses where a writer leaves them out."""
    tag = f"{prefix}:" if prefix else ""
    out = []
    for number, row in enumerate(rows, start=1):
        line = []
        for place, value in enumerate(row):
            at = f' r="{chr(65 + place)}{number}"' if named else ""
            if isinstance(value, str):
                line.append(f'<{tag}c{at} t="inlineStr"><{tag}is><{tag}t>{value}</{tag}t></{tag}is></{tag}c>')
            else:
                line.append(f"<{tag}c{at}><{tag}v>{value}</{tag}v></{tag}c>")
        at = f' r="{number}"' if named else ""
        out.append(f"<{tag}row{at}>{''.join(line)}</{tag}row>")
    return f"<{tag}sheetData>{''.join(out)}</{tag}sheetData>"


def from_wps() -> bytes:
    """As WPS saves: its own property, empty painted cells, spans, extensions of its own after the data."""
    body = cells(PLAIN).replace('<row r="1">', '<row r="1" spans="1:16384" customFormat="1" s="1">')
    body = body.replace("</sheetData>", '<row r="4"><c r="A4" s="1"/><c r="B4" s="1"/></row></sheetData>')
    wps = (
        '<?xml version="1.0"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer">'
        "<vt:lpwstr>2052-12.1.0.16929</vt:lpwstr></property></Properties>"
    )
    extra = '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    return raw(body + extra, parts={"docProps/custom.xml": wps})


# --- the older formats -----------------------------------------------------------------------------


def xls(rows: Sequence[Sequence[object]], *, hidden: Sequence[int] = (), far: int | None = None) -> bytes:
    """BIFF8 records in a compound file; a number as `("=", 3)` is a formula with its result, `("!", 7)`
    an error. `far` puts one more number in the first column of that row."""

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
            else f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p>'
            "</table:table-cell>"
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


def csv(encoding: str, mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(str(value) for value in row) for row in PLAIN).encode(encoding)


def changed(row: int, column: int, value: object) -> Callable[[], bytes]:
    """The plain sheet with one other value."""
    rows = [list(line) for line in PLAIN]
    rows[row][column] = value
    return lambda: book(rows)


FILED = {"1-case.filed": None}
CASES = (
    Case("plain", lambda: book(PLAIN), ["没有读到这些行：城关镇、城关乡。这些保持原样"], PLAIN_READ),
    Case("merged heads", merged_heads, (), PLAIN_READ),
    Case("heads broken over two rows", split_heads, (), PLAIN_READ),
    Case("text numbers", changed(1, 1, "5"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("full-width digits", changed(1, 3, "１，０００"), ["D2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("apostrophe before a number", changed(1, 1, "'5"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case("unit behind the number", changed(1, 1, "5起"), ["B2是文本格式的数字，已按数字读"], PLAIN_READ),
    Case(
        "ten thousands as people write them",
        changed(1, 3, "0.1万"),
        ["D2是文本格式的数字，已按数字读"],
        PLAIN_READ,
    ),
    Case(
        "dates since 1900",
        lambda: with_dates(since_1904=False),
        ["C2：是日期（2026年10月5日），破案数要填数字，单位是起。请把单元格格式改为“数值”再填"],
        {"1-case.solved": None, "1-case.filed": "5"},
    ),
    Case(
        "dates since 1904",
        lambda: with_dates(since_1904=True),
        ["C2：是日期（2026年10月5日），破案数要填数字，单位是起。请把单元格格式改为“数值”再填"],
        {"1-case.solved": None},
    ),
    Case("formulas", lambda: with_formulas(5), ["B2是公式，用的是文件里存的得数"], PLAIN_READ),
    Case(
        "formula never computed",
        lambda: with_formulas(""),
        ["B2：公式还没有算出值，请在Excel或WPS里打开、保存后再传"],
        FILED,
    ),
    Case(
        "formula in error",
        lambda: with_formulas("#DIV/0!"),
        ["B2：公式出错（#DIV/0!），请改好公式或直接填数字"],
        FILED,
    ),
    Case("error as text", changed(1, 1, "#REF!"), ["B2：公式出错（#REF!），请改好公式或直接填数字"], FILED),
    Case("hidden row", with_hidden_row, ["A3：第3行是隐藏的，也读了（共1行），请核对"], PLAIN_READ),
    Case("saved by WPS", from_wps, (), PLAIN_READ),
    Case("names with a prefix", lambda: raw(cells(PLAIN, prefix="x"), prefix="x"), (), PLAIN_READ),
    Case("cells without addresses", lambda: raw(cells(PLAIN, named=False)), (), PLAIN_READ),
    Case(
        "percent where a count is asked",
        lambda: with_formats([HEAD, ["青溪镇", 0.5, 4, 1000]], {"B2": "0.00%"}),
        ["B2：是百分比（50%），立案数要填数字，单位是起"],
        FILED,
    ),
    Case(
        "ten thousand yuan in the head",
        lambda: book(
            [
                ["乡镇", "立案数", "破案数", "损失金额（万元）"],
                ["青溪镇", 5, 4, 0.1],
                ["白塔街道", 6, 3, 0.20005],
            ]
        ),
        ["D1：“损失金额”按万元读，已换算成元（乘以10,000）"],
        PLAIN_READ,
    ),
    Case(
        "ten thousand yuan in a line above",
        lambda: book([["案件统计表"], ["", "", "", "单位：起、万元"], HEAD, ["青溪镇", 5, 4, 0.1]]),
        ["D3：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"1-case.loss": "1000", "1-case.filed": "5"},
    ),
    Case(
        "units in a row of their own",
        lambda: book([HEAD, ["", "起", "起", "万元"], ["青溪镇", 5, 4, 0.1]]),
        ["D1：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"1-case.loss": "1000"},
    ),
    Case(
        "another unit of measure",
        lambda: book([["乡镇", "立案数（人）", "破案数", "损失金额"], *PLAIN[1:]]),
        ["B1：“立案数”的单位写的是人，报表要的是起，没有换算，请核对"],
        PLAIN_READ,
    ),
    Case(
        "a subject twice",
        lambda: book([*PLAIN, ["青溪镇", 9, 9, 9]]),
        ["A2：“青溪镇”出现了2次（A2、A4），都没有读", "A4：“青溪镇”出现了2次（A2、A4），都没有读"],
        {"1-case.filed": None, "2-case.filed": "6"},
    ),
    Case("a subject nobody knows", changed(1, 0, "月亮镇"), ["A2：“月亮镇”不在名单"], FILED),
    Case("a slip of the pen", changed(1, 0, "青西镇"), ["A2：“青西镇”不在名单，是不是“青溪镇”"], FILED),
    Case("the suffix left out", changed(1, 0, "青溪"), ["A2：“青溪”按“青溪镇”读"], PLAIN_READ),
    Case(
        "another suffix",
        changed(2, 0, "白塔街道办"),
        ["A3：“白塔街道办”不在名单，是不是“白塔街道”"],
        {"2-case.filed": None},
    ),
    Case("the full name", changed(2, 0, "白塔街道办事处"), (), PLAIN_READ),
    Case("two it could be", changed(1, 0, "城关"), ["A2：“城关”可能是城关镇、城关乡，请写全名"], FILED),
    Case("blanks in names", changed(1, 0, " 青　溪 镇\u200b"), (), PLAIN_READ),
    Case("numbered names", changed(1, 0, "1、青溪镇"), (), PLAIN_READ),
    Case(
        "blanks and brackets in heads",
        lambda: book([["乡镇", "立 案 数【起】", "破案数（起）", "损失 金额"], *PLAIN[1:]]),
        (),
        PLAIN_READ,
    ),
    Case(
        "codes as heads",
        lambda: book([["乡镇", "case.filed", "case.solved", "case.loss"], *PLAIN[1:]]),
        (),
        PLAIN_READ,
    ),
    Case("a dash for nothing", changed(1, 1, "—"), ["B2：“—”不是数字，立案数没有就填0"], FILED),
    Case("a word", changed(1, 3, "很多"), ["D2：“很多”：损失金额要填数字，单位是元"], {"1-case.loss": None}),
    Case("an exponent", changed(1, 1, "5E+3"), ["B2：“5E+3”：立案数要填数字，单位是起"], FILED),
    Case("a truth value", changed(1, 1, True), ["B2：立案数要填数字，单位是起"], FILED),
    Case("a negative number", changed(1, 1, -5), (), {"1-case.filed": "-5"}),
    Case("what binary leaves of a sum", changed(1, 3, 0.1 + 0.2), (), {"1-case.loss": "0.3"}),
    Case(
        "the total by another name",
        lambda: book([*PLAIN, ["总　计", 11, 7, 3000.5]]),
        (),
        {**PLAIN_READ, "total-case.filed": "11"},
    ),
    Case(
        "notes below",
        lambda: book([*PLAIN, ["注：立案数按立案时间", 1], ["填报人：张三", "", "审核人：李四"]]),
        (),
        PLAIN_READ,
    ),
    Case("columns counted", lambda: book([HEAD, ["甲", 1, 2, 3], *PLAIN[1:]]), (), PLAIN_READ),
    Case("figures without a name", changed(1, 0, ""), ["A2：这一行有数据，没有写名称，没有读"], FILED),
    Case("the sheet is the second one", two_sheets, ["读的是工作表“10月”，其余1张没有读"], PLAIN_READ),
    Case(
        "last month in the title",
        lambda: book([["2026年9月案件统计表"], *PLAIN]),
        ["A1：写的是2026年9月，要报的是2026年10月，请核对是不是拿错了表"],
        PLAIN_READ,
    ),
    Case("this month in the title", lambda: book([["山阳区2026年10月案件统计表"], *PLAIN]), (), PLAIN_READ),
    Case("last month beside", with_months, (), PLAIN_READ),
    Case(
        "one figure twice",
        lambda: book([["乡镇", "立案数", "立案数", "损失金额"], ["青溪镇", 5, 4, 1000]]),
        ["C1：B、C列都是“立案数”，不知道用哪一列，没有读"],
        {"1-case.filed": None, "1-case.loss": "1000"},
    ),
    Case(
        "a figure is lacking",
        lambda: book([["乡镇", "立案数"], ["青溪镇", 5]]),
        ["表里没有：破案数、损失金额。这些保持原样"],
        {"1-case.filed": "5"},
    ),
    Case("painted to the last row", painted_to_the_end, (), PLAIN_READ),
    Case(
        "nothing of the form",
        lambda: book([["姓名", "电话"], ["张三", 1]]),
        ["表里找不到这张报表的指标（立案数、破案数、损失金额等）。请检查表头的名称，或下载本系统的表来填"],
        {},
    ),
    Case(
        "links to other files",
        lambda: with_part(book(PLAIN), "xl/externalLinks/externalLink1.xml", lambda _x: b"<externalLink/>"),
        ["公式引用了别的文件，没有去读，用的是文件里存的得数"],
        PLAIN_READ,
    ),
    Case("CSV in UTF-8 with a mark", lambda: csv("utf-8-sig"), (), PLAIN_READ, file="表.csv"),
    Case("CSV in GB18030", lambda: csv("gb18030"), (), PLAIN_READ, file="表.csv"),
    Case("text with tabs in UTF-16", lambda: csv("utf-16", "\t"), (), PLAIN_READ, file="表.txt"),
    Case("CSV with semicolons, named xls", lambda: csv("gb18030", ";"), (), PLAIN_READ, file="表.xls"),
    Case("xls", lambda: xls(PLAIN), (), PLAIN_READ, file="表.xls"),
    Case("et of WPS", lambda: xls(PLAIN), (), PLAIN_READ, file="表.et"),
    Case(
        "xls with a formula, an error and a hidden row",
        lambda: xls([HEAD, ["青溪镇", ("=", 5), ("!", 7), 1000], PLAIN[2]], hidden=[2]),
        [
            "B2是公式，用的是文件里存的得数",
            "C2：公式出错（#DIV/0!），请改好公式或直接填数字",
            "A3：第3行是隐藏的，也读了（共1行），请核对",
        ],
        {"1-case.filed": "5", "1-case.solved": None, "2-case.filed": "6"},
        file="表.xls",
    ),
    Case("ods", lambda: ods(PLAIN), (), PLAIN_READ, file="表.ods"),
    Case(
        "ods with a hidden row",
        lambda: ods(PLAIN, hidden=[2]),
        ["A3：第3行是隐藏的，也读了（共1行），请核对"],
        PLAIN_READ,
        file="表.ods",
    ),
    Case(
        "one below the other",
        lambda: book(
            [
                ["指标", "单位", "上月", "本月"],
                ["立案数", "起", 9, 5],
                ["破案数", "起", 9, 4],
                ["损失金额", "万元", 9, 0.1],
            ]
        ),
        ["A4：“损失金额”按万元读，已换算成元（乘以10,000）"],
        {"7-case.filed": "5", "7-case.solved": "4", "7-case.loss": "1000"},
        OWN,
    ),
    Case(
        "side by side, the own row among others",
        lambda: book(
            [
                ["单位", "立案数", "破案数", "损失金额"],
                ["农行山阳支行", 9, 9, 9],
                ["工行 山阳支行", 5, 4, 1000],
            ]
        ),
        (),
        {"7-case.filed": "5", "7-case.loss": "1000"},
        OWN,
    ),
    Case(
        "which row is one's own",
        lambda: book([["单位", "立案数"], ["甲", 9], ["乙", 5]]),
        ["A2：第2、3行都有数据，不知道哪一行是本单位"],
        {"7-case.filed": None},
        OWN,
    ),
    Case("a head and nothing below", lambda: book([HEAD]), ["A1：表头下面没有数据"], {}, OWN),
)


# --- refused ---------------------------------------------------------------------------------------


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
HOSTILE = (
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
