"""Builds sheets as people send them: with XlsxWriter where it can, else as raw parts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from python_calamine import CalamineWorkbook, SheetVisibleEnum
from xlsxwriter import Workbook

from coordination.spreadsheets.grid import spot
from coordination.spreadsheets.workbooks import IDENTITY

HEAD = ["乡镇", "立案数", "破案数", "损失金额"]
PLAIN = [HEAD, ["青溪镇", 5, 4, 1000], ["白塔街道", 6, 3, 2000.5]]


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


def csv(encoding: str, mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(str(value) for value in row) for row in PLAIN).encode(encoding)


def changed(row: int, column: int, value: object) -> Callable[[], bytes]:
    """The plain sheet with one other value."""
    rows = [list(line) for line in PLAIN]
    rows[row][column] = value
    return lambda: book(rows)
