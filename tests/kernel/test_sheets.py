"""Workbooks are read back by another library: what was text is text, what was a number is that number."""

import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal as D
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from coordination.kernel.sheets import CONTENT_TYPE, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import attachment

AT = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)
COLUMNS = [
    Column("单位", ColumnKind.TEXT, 30),
    Column("件数", ColumnKind.INTEGER),
    Column("金额", ColumnKind.DECIMAL),
    Column("完成率", ColumnKind.PERCENT),
    Column("期限", ColumnKind.DATE),
]


def sheet(*rows, columns=COLUMNS, **values):
    given = {"title": "四方责任", "filename": "四方责任", "at": AT}
    return Sheet(columns=columns, rows=rows, **(given | values))


def read(content, name=None):
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return book.get_sheet_by_name(name or book.sheet_names[0]).to_python(skip_empty_area=False)


def part(content, path):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(path).decode()


def test_every_kind_of_cell_comes_back_as_what_it_was():
    row = ("工商银行", -12, D("-1234567.89"), D("83.33"), date(2026, 11, 30))
    found = read(workbook(sheet(row)))
    assert found[0][0] == "四方责任"
    assert found[1] == ["单位", "件数", "金额", "完成率", "期限"]
    assert found[2] == ["工商银行", -12, -1234567.89, 0.8333, date(2026, 11, 30)]


def test_text_that_looks_like_a_formula_stays_text():
    words = ["=1+1", "+86 138", "-5", "@SUM(A1)", "\t=cmd|' /C calc'!A0", "{=1}", "http://example.com", "007"]
    content = workbook(sheet(*([word] for word in words), columns=[Column("名称")]))
    assert [row[0] for row in read(content)[2:]] == words
    page = part(content, "xl/worksheets/sheet1.xml")
    assert "<f>" not in page
    assert "hyperlink" not in page


def test_markup_of_the_format_itself_stays_text():
    word = "<r><t>伪造</t></r>"
    content = workbook(sheet([word], columns=[Column("名称")]))
    assert read(content)[2][0].strip() == word
    assert "<r><t>" not in part(content, "xl/worksheets/sheet1.xml")


def test_words_in_a_column_of_numbers_are_words_and_nothing_is_an_empty_cell():
    found = read(workbook(sheet(["甲", "—", None, "未交办", None])))
    assert found[2] == ["甲", "—", "", "未交办", ""]


def test_an_instant_is_shown_on_a_clock_in_china():
    found = read(workbook(sheet([AT], columns=[Column("时间", ColumnKind.DATE)])))
    assert found[2] == [datetime(2026, 11, 6, 10, 0)]  # noqa: DTZ001  sheets know no zones


def test_a_number_too_long_for_a_sheet_stays_exact_as_text():
    long = D("12345678901234567.89")
    found = read(workbook(sheet(["甲", 999_999_999_999_999, long, None, None])))
    assert found[2][1:3] == [999_999_999_999_999, "12345678901234567.89"]


@pytest.mark.parametrize("value", [1.5, True, D("NaN"), D("Infinity"), object()])
def test_what_no_cell_can_hold_is_refused(value):
    with pytest.raises(TypeError):
        workbook(sheet(["甲", value, None, None, None]))


def test_a_number_where_text_is_meant_is_refused():
    with pytest.raises(TypeError, match="number in a column of text"):
        workbook(sheet([5, None, None, None, None]))


def test_a_row_out_of_step_with_the_columns_is_refused():
    with pytest.raises(ValueError, match="zip"):
        workbook(sheet(["甲"]))
    with pytest.raises(ValueError, match="needs a sheet"):
        workbook()


def test_lines_stand_above_and_notes_below():
    made = sheet(["甲", 1, None, None, None], lines=["山阳区联席办", "导出时间"], notes=["— 未交办"])
    found = [row[0] for row in read(workbook(made))]
    assert found == ["四方责任", "山阳区联席办", "导出时间", "单位", "甲", "", "— 未交办"]


def test_it_prints_on_a4_across_with_the_head_on_every_page():
    content = workbook(sheet(["甲", 1, None, None, None], lines=["山阳区联席办"]))
    page, book = part(content, "xl/worksheets/sheet1.xml"), part(content, "xl/workbook.xml")
    assert 'paperSize="9"' in page
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert "$3:$3" in book
    assert 'topLeftCell="B4"' in page


def test_names_of_sheets_are_made_fit_and_different():
    titles = ["责任/部门:[一]", "责任/部门:[一]", "长" * 60, "长" * 60, "''", "History"]
    content = workbook(*(sheet(title=title) for title in titles))
    names = CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names
    assert len({name.lower() for name in names}) == len(titles)
    assert all(0 < len(name) <= 31 for name in names)


def test_text_longer_than_a_cell_is_cut_and_says_so():
    found = read(workbook(sheet(["𠮷" * 20_000, None, None, None, None])))[2][0]
    assert found.endswith("…")
    assert len(found) == 16_001


def test_no_rows_make_a_sheet_with_its_head():
    assert read(workbook(sheet()))[1][0] == "单位"


def test_ten_thousand_rows_are_all_there():
    rows = ([f"单位{n}", n, None, None, None] for n in range(10_000))
    found = read(workbook(Sheet("大表", COLUMNS, rows, "大表", AT)))
    assert found[-1][:2] == ["单位9999", 9999]


def test_the_same_table_gives_the_same_content_and_the_time_is_that_of_the_clock():
    content = workbook(sheet(["甲", 1, None, None, None]))
    assert "2026-11-06T02:00:00Z" in part(content, "docProps/core.xml")


@given(st.text(max_size=40))
def test_any_text_makes_a_file_that_can_be_read(word):
    found = read(workbook(sheet([word, None, None, None, None], title=word, filename="x")))
    shown = "".join(
        c
        for c in word
        if c in "\t\n\r" or "\u0020" <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )
    assert (
        found[2][0].replace("\r\n", "\n").replace("\r", "\n").strip()
        == shown.replace("\r\n", "\n").replace("\r", "\n").strip()
    )


def test_a_chinese_file_name_travels_in_the_head_of_the_answer():
    made = sheet(title="四方责任")
    with Flask("probe").test_request_context():
        answer = attachment(workbook(made), made.file, CONTENT_TYPE)
        answer.direct_passthrough = False
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename=download.xlsx; filename*=UTF-8''%E5%9B%9B%E6%96%B9%E8%B4%A3%E4%BB%BB.xlsx"
        )
        assert answer.mimetype == CONTENT_TYPE
        assert read(answer.get_data())[0][0] == "四方责任"
