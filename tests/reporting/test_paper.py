"""The report on paper: what stands on it, who may print which, and what cannot be printed."""

from decimal import Decimal
from io import BytesIO

import pdfplumber
import pytest

from coordination.kernel.errors import Invalid
from coordination.reporting import cells, queries
from coordination.reporting.paper import About, paper, printed
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import Bases, Column, Layout, Row
from tests.factories import reporting as make


def sheet(columns=3, rows=1, **stored):
    named = tuple(Column(n, f"c{n}", f"指标{n}", "起", note=f"口径{n}") for n in range(columns))
    towns = (*(Row(n, f"示例{n}镇") for n in range(1, rows)), Row(None, "合计"))
    shape = (Row(7),) if rows == 1 else towns
    bases = Bases(previous={"7-c0": Decimal(1234)})
    return Sheet(Layout(shape, named), {key.replace("_", "-"): one for key, one in stored.items()}, bases)


def text_of(content):
    with pdfplumber.open(BytesIO(content)) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages], pdf.pages[0].width


def test_a_filled_report_has_its_figures_reasons_calibers_and_a_place_for_the_seal():
    found = sheet(**{"7_c0": Stored(Decimal("56789.50"), reason="集中整治")})
    about = About(
        "银行月报", "2026年10月", "示例银行", reporter="王某", filed_on="2026年11月5日", foot="打印人"
    )
    pages, width = text_of(printed(paper(cells.page(found), about, month=True, empty=False)))
    assert len(pages) == 1
    assert width < 600
    for words in (
        "银行月报",
        "2026年10月",
        "示例银行",
        "56,789.5",
        "1,234",
        "指标0：集中整治",
        "口径2",
        "盖章处",
    ):
        assert words in pages[0], words
    for words in (
        "填报人：王某",
        "审核人：",
        "单位负责人：",
        "填报日期：2026年11月5日",
        "打印人",
        "第1页，共1页",
    ):
        assert words in pages[0], words


def test_an_empty_form_shows_what_to_compare_with_and_no_figure():
    found = sheet(**{"7_c0": Stored(Decimal(99887), reason="集中整治")})
    pages, _ = text_of(printed(paper(cells.page(found), About("月报"), month=False, empty=True)))
    assert "99,887" not in pages[0]
    assert "集中整治" not in pages[0]
    assert "1,234" in pages[0]
    assert "上期" in pages[0]


def test_a_wide_table_lies_on_its_side_and_goes_on_in_a_second_table():
    found = paper(cells.page(sheet(columns=12, rows=3)), About("分乡镇"), month=True, empty=True)
    assert found.landscape
    assert [len(grid.header) for grid in found.grids] == [11, 3]
    assert [row.kind for row in found.grids[1].rows] == ["row", "row", "total"]
    pages, width = text_of(printed(found))
    assert width > 800
    assert "指标11（起）" in "".join(pages)


def test_a_long_table_repeats_its_head_and_cuts_no_row():
    found = paper(cells.page(sheet(columns=4, rows=81)), About("分乡镇"), month=True, empty=True)
    pages, _ = text_of(printed(found))
    assert len(pages) > 2
    assert all("指标3（起）" in page for page in pages[:3])
    assert "".join(pages).count("示例37镇") == 1


def test_the_same_paper_gives_the_same_bytes():
    found = paper(cells.page(sheet()), About("月报"), month=True, empty=True)
    assert printed(found) == printed(found)


def test_what_no_face_has_is_refused_in_words():
    found = sheet(**{"7_c0": Stored(Decimal(5), reason="\U000e0041\U0010fffd")})
    with pytest.raises(Invalid, match="印不出来的字符"):
        printed(paper(cells.page(found), About("月报"), month=True, empty=False))


def test_a_unit_prints_its_draft_and_the_office_only_what_was_filed(cast, bank, client_for):
    version = bank.version
    typed = {f"v-{place.key}": "4321" for place in queries.sheet(bank).layout.places}
    client = client_for(cast.bank)
    client.post(f"/reports/{bank.id}/fill", data={"operation_key": "k" * 32, "version": str(version)} | typed)
    own = client.get(f"/reports/{bank.id}/print")
    assert own.mimetype == "application/pdf"
    assert "4,321" in text_of(own.data)[0][0]
    assert "未上报，不作为依据" in text_of(own.data)[0][0]
    assert "4,321" not in text_of(client.get(f"/reports/{bank.id}/print?empty=1").data)[0][0]
    assert "4,321" not in text_of(client_for(cast.clerk).get(f"/reports/{bank.id}/print").data)[0][0]


def test_a_filed_report_is_printed_with_who_filed_it(cast, bank, client_for):
    make.submitted(bank, cast.bank, "5", "12万", "30")
    page = text_of(client_for(cast.clerk).get(f"/reports/{bank.id}/print").data)[0][0]
    assert "120,000" in page
    assert f"填报人：{cast.bank.name}" in page
    assert "第1次上报" in page
    assert "不作为依据" not in page


def test_a_form_is_printed_before_there_is_a_report(cast, bank, police, client_for):
    clerk = client_for(cast.clerk)
    page = text_of(clerk.get(f"/forms/{bank.form_id}/print").data)[0][0]
    assert "网点劝阻数" in page
    assert "青溪镇" in text_of(clerk.get(f"/forms/{police.form_id}/print").data)[0][0]


@pytest.mark.parametrize("stranger", ["carrier", "outsider", "outside_unit", "auditor"])
def test_the_neighbour_prints_nothing(cast, bank, client_for, stranger):
    client = client_for(getattr(cast, stranger))
    assert client.get(f"/reports/{bank.id}/print").status_code == 404
    assert client.get(f"/forms/{bank.form_id}/print").status_code == 404


def test_a_unit_does_not_see_the_form_behind_its_report(cast, bank, client_for):
    assert client_for(cast.bank).get(f"/forms/{bank.form_id}/print").status_code == 404
