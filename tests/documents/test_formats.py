"""One document as PDF, DOCX and XLSX: the same figures; each opens as it should."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from pdfplumber.page import Page
from python_calamine import load_workbook

from coordination.documents.document import (
    Annex,
    Attendance,
    Heading,
    Kind,
    OfficialDocument,
    Paragraph,
    Span,
    Table,
)
from coordination.documents.docx import document_docx
from coordination.documents.numbers import cell_of
from coordination.documents.rendering import document_pdf
from coordination.documents.xlsx import document_xlsx
from tests.documents import measure
from tests.documents.samples import SENTENCES, circular, ranking

ROWS = (
    ("西园街道", "20", "1,862.30", "+3.41%", "64.52%"),
    ("秀川街道", "11", "0.00", "−28.19%", "35.48%"),
    ("阿干镇", "0", "未报", "—", "0.00%"),
)
HEAD = ("乡镇（街道）", "发案数（起）", "损失金额（万元）", "环比", "占比")


def document(**changes: object) -> OfficialDocument:
    rows = tuple(tuple(map(cell_of, row)) for row in ROWS)
    table = Table(HEAD, rows, note="“未报”不等于零。")
    annexes = (
        Annex("各乡镇（街道）情况表", (table,), landscape=True),
        Annex("得分", (Paragraph(("得分如下。",)), ranking(5))),
    )
    return circular(blocks=(Paragraph((SENTENCES[0],)), table), annexes=annexes, **changes)


def parts(content: bytes) -> dict[str, str]:
    """The XML parts of a file by name."""
    with ZipFile(BytesIO(content)) as file:
        return {name: file.read(name).decode() for name in file.namelist() if name.endswith(".xml")}


def of_pdf(found: OfficialDocument) -> list[str]:
    """Every figure of the tables in the printed file, upright and turned, in the order of reading."""
    with measure.opened(document_pdf(found)) as file:
        words = [word for page in file.pages for word in words_of(page)]
    return sorted(word for word in words if cell_of(word) != word)


def words_of(page: Page) -> list[str]:
    """Words of 4号 and less, upright and turned: those of tables, where a figure has a cell of its own."""
    small = page.filter(lambda one: one["object_type"] == "char" and one["bottom"] * measure.MM < 262)
    upright = small.filter(lambda one: one["upright"] and one["size"] < 15)
    return [word["text"] for word in upright.extract_words(x_tolerance=1)] + turned_words(small.chars)


def turned_words(chars: list[dict]) -> list[str]:
    """Characters that stand one above the other, read upwards."""
    columns: dict[int, list[dict]] = {}
    for char in chars:
        if not char["upright"]:
            columns.setdefault(round(char["matrix"][4]), []).append(char)
    found = []
    for column in columns.values():
        end = None
        for char in sorted(column, key=lambda one: -one["bottom"]):
            if end is None or end - char["bottom"] > 1:
                found.append("")
            found[-1] += char["text"]
            end = char["top"]
    return found


def of_docx(found: OfficialDocument) -> list[str]:
    file = Document(BytesIO(document_docx(found)))
    return sorted(
        cell.text
        for table in file.tables
        for row in table.rows
        for cell in row.cells
        if cell_of(cell.text) != cell.text
    )


def of_xlsx(found: OfficialDocument) -> list[Decimal]:
    book = load_workbook(BytesIO(document_xlsx(found)))
    return sorted(
        Decimal(str(value)).quantize(Decimal("0.0001"))
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for value in row
        if isinstance(value, int | float)
    )


def test_the_three_files_say_the_same_figures():
    found = document()
    written = of_docx(found)
    assert of_pdf(found) == written
    assert len(written) == 2 * 10 + 5 * 4
    assert of_xlsx(found) == sorted(cell_of(text).stored.quantize(Decimal("0.0001")) for text in written)


def test_sheets_carry_numbers_and_text_as_what_they_are():
    book = load_workbook(BytesIO(document_xlsx(document())))
    assert book.sheet_names == ["正文1", "附件1", "附件2"]
    rows = book.get_sheet_by_name("附件1").to_python()
    assert rows[0][0] == "附件1　各乡镇（街道）情况表"
    assert rows[1][0].startswith("七反诈联办〔2026〕12号")
    assert rows[2] == list(HEAD)
    assert rows[3] == ["西园街道", 20, 1862.3, 0.0341, 0.6452]
    assert rows[4] == ["秀川街道", 11, 0, -0.2819, 0.3548]
    assert rows[5] == ["阿干镇", 0, "未报", "—", 0]
    assert rows[6][0] == "注：“未报”不等于零。"


def test_sheets_of_one_annex_say_which_table_they_are():
    blocks = (Heading(1, "街道组"), ranking(3), Heading(1, "乡镇组"), ranking(2))
    text = (Paragraph((SENTENCES[0],)), ranking(2), Paragraph((Span("街道组前3名", "hei"),)), ranking(2))
    found = circular(blocks=text, annexes=(Annex("排名表", blocks),))
    book = load_workbook(BytesIO(document_xlsx(found)))
    first = {name: book.get_sheet_by_name(name).to_python()[0][0] for name in book.sheet_names}
    assert first == {
        "正文1": found.title,
        "正文2": "街道组前3名",
        "附件-1": "附件　排名表　街道组",
        "附件-2": "附件　排名表　乡镇组",
    }


def test_sheets_print_as_they_are():
    book = parts(document_xlsx(document()))
    turned = book["xl/worksheets/sheet2.xml"]
    assert 'paperSize="9" ' in turned
    assert 'orientation="landscape"' in turned
    assert 'fitToHeight="0"' in turned
    assert 'orientation="landscape"' not in book["xl/worksheets/sheet3.xml"]
    assert "$3:$3" in book["xl/workbook.xml"]  # the head of the table on every page
    assert "<f>" not in turned


def test_a_document_without_tables_has_a_workbook_that_says_so():
    found = replace(document(), blocks=(Paragraph(("一",)),), annexes=())
    book = load_workbook(BytesIO(document_xlsx(found)))
    assert book.get_sheet_by_name("正文").to_python()[1] == ["本文没有表格。"]


@pytest.mark.parametrize("make", [document_docx, document_xlsx])
def test_equal_documents_give_equal_files(make):
    assert make(document()) == make(document())


def test_the_word_processor_finds_the_page_the_grid_and_the_faces():
    file = Document(BytesIO(document_docx(document())))
    text, turned, last, *_ = file.sections
    assert (text.page_width, text.page_height) == pytest.approx((Mm(210), Mm(297)), abs=Mm(0.1))
    margins = (text.top_margin, text.bottom_margin, text.left_margin, text.right_margin)
    assert margins == pytest.approx((Mm(37), Mm(35), Mm(28), Mm(26)), abs=Mm(0.1))
    grid = text._sectPr.find(qn("w:docGrid"))
    pitch, spacing = (int(grid.get(qn(f"w:{name}"))) for name in ("linePitch", "charSpace"))
    assert (297 - 37 - 35) / 25.4 * 1440 // pitch == 22
    assert (210 - 28 - 26) / 25.4 * 72 // (16 + spacing / 4096) == 28
    assert turned.page_width > turned.page_height
    assert turned.left_margin == pytest.approx(Mm(35), abs=Mm(0.1))
    assert last.page_width < last.page_height
    assert file.settings.odd_and_even_pages_header_footer
    words = file.element.xml
    for face in ("仿宋_GB2312", "黑体", "方正小标宋简体"):
        assert f'w:eastAsia="{face}"' in words
    body = [one for one in file.paragraphs if one.text.startswith("10月份")]
    assert body[0].paragraph_format.line_spacing.pt * 20 == pytest.approx(pitch, abs=0.5)


def test_mark_title_and_page_number_of_the_word_processor():
    found = document()
    file = Document(BytesIO(document_docx(found)))
    mark = next(one for one in file.paragraphs if one.text == found.mark)
    assert mark.runs[0].font.color.rgb == (255, 0, 0)
    title = next(one for one in file.paragraphs if one.text.replace("\n", "") == found.title)
    assert title.runs[0].font.size.pt == 22
    number = next(one for one in file.paragraphs if one.text == found.number)
    assert 'w:color="FF0000"' in number._p.xml
    odd, even = file.sections[0].footer, file.sections[0].even_page_footer
    assert [one.paragraphs[0].alignment for one in (odd, even)] == [2, 0]
    assert all("PAGE" in one.paragraphs[0]._p.xml for one in (odd, even))


def test_each_kind_opens_and_says_what_the_paper_says():
    attendance = Attendance("张三", "李四", "")
    for kind in Kind:
        found = document(kind=kind, attendance=attendance, notice="已撤回")
        file = Document(BytesIO(document_docx(found)))
        text = "\n".join(one.text for one in file.paragraphs)
        assert found.title in text.replace("\n", "")
        assert ("出席：张三" in text) is True
        assert file.sections[0].header.paragraphs[0].text == "已撤回"
        first = file.sections[0].first_page_header.paragraphs
        assert (found.mark in [one.text for one in first]) is kind.is_letter
        assert ("印发" in file.element.xml) is not kind.is_letter


def test_charts_are_pictures_that_say_their_sentence():
    content = document_docx(circular(annexes=()))
    file = Document(BytesIO(content))
    [picture] = file.inline_shapes
    assert picture.width == pytest.approx(Mm(560 * 25.4 / 96), abs=Mm(0.2))
    assert 'descr="得分最高的是西园街道。"' in file.element.xml
    with ZipFile(BytesIO(content)) as parcel:
        assert parcel.read("word/media/image1.png").startswith(b"\x89PNG")


def test_the_word_processor_keeps_a_turned_table_on_the_page_that_it_has_in_print():
    """Heights as Word counts them: exact lines, and no row lower than in print."""
    for count in range(8, 18):
        found = circular(annexes=(Annex("各乡镇（街道）情况表", (ranking(count),), landscape=True),))
        with measure.opened(document_pdf(found)) as file:
            printed = sum(bool(turned_words(page.chars)) for page in file.pages)
        turned = Document(BytesIO(document_docx(found)))
        [table] = turned.tables
        rows = sum(row.height.mm for row in table.rows)
        above = 3 * 10.21 + 4.0
        note = 2.0 + 6.6
        assert (above + rows + note <= 156.0) is (printed == 1), count


def test_the_last_rows_of_a_table_stay_together():
    [*_, table] = Document(BytesIO(document_docx(document()))).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [None, None, None, True, True, True]


def test_an_upright_table_shrinks_a_little_where_that_saves_a_page():
    for count, pages in ((19, 1), (23, 1), (35, 2)):
        found = circular(annexes=(Annex("情况明细表", (ranking(count),)),))
        with measure.opened(document_pdf(found)) as file:
            words = [page.extract_text() or "" for page in file.pages]
        first = next(place for place, text in enumerate(words) if text.startswith("附件"))
        assert sum("综合得分" in text for text in words[first:]) == pages
