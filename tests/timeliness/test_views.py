"""Pages of the rates: for the office all units, for a unit its own line; files, charts, filters."""

import re
from html import unescape
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.reporting.states import ReportState
from tests.factories import reporting as make
from tests.factories.organizations import unit

OFFICE_PAGES = (
    "/timeliness",
    "/timeliness.xlsx",
    "/timeliness/forms",
    "/timeliness/forms.xlsx",
    "/timeliness/trend",
    "/timeliness/trend.svg",
)


def text(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text)))


def rows(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()


def test_the_table_shows_every_unit_with_its_numbers(cast, filings, client_for):
    page = text(client_for(cast.clerk).get("/timeliness"))
    assert "报送及时率" in page
    assert "2026年10月2份里按时1份。共3家单位。" in page
    assert "工商银行山阳支行 0% 0/1 100% 1/1" in page
    assert "农行 100% 1/1 0% 0/1" in page
    assert "山阳公安分局 未到期 1 100% 1/1" in page
    assert "合计 50% 1/2 66.67% 2/3" in page


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        ("filed", "合计 33.33% 1/3 100% 3/3"),
        ("complete", "合计 0% 0/2 100% 3/3"),
        ("redone", "合计 100% 1/1 33.33% 1/3"),
    ],
)
def test_each_rate_has_its_page(cast, filings, client_for, rate, words):
    assert words in text(client_for(cast.clerk).get(f"/timeliness?rate={rate}"))


@pytest.mark.parametrize("page", ["/timeliness", "/timeliness/forms", "/timeliness/trend"])
def test_every_view_of_the_rates_stands_under_their_tab(cast, filings, client_for, page):
    shown = client_for(cast.clerk).get(page).text
    assert re.search(r'<a[^>]*aria-current="page"[^>]*>\s*及时率', shown)


def test_filters_stand_in_the_address_and_in_the_links(cast, filings, client_for):
    client = client_for(cast.clerk)
    page = client.get("/timeliness?form=bank&kind=bank&q=nyyh&sort=rate")
    assert "农行" in text(page)
    assert "工商银行山阳支行" not in text(page)
    address = "/timeliness.xlsx?period=2026-10&amp;form=bank&amp;kind=bank&amp;q=nyyh&amp;sort=rate"
    assert address in page.text
    assert f"/timeliness/units/{filings.other.id}?period=2026-10" in page.text
    assert "没有符合条件的单位" in text(client.get("/timeliness?q=没有这家"))
    forms = text(client.get("/timeliness/forms?kind=police"))
    assert "分乡镇案件月报 未到期" in forms
    assert "银行月报 0%" not in forms


def test_the_file_has_every_unit_with_its_counts(cast, filings, client_for):
    sheet = rows(client_for(cast.clerk).get("/timeliness.xlsx?q=行"))
    bank = next(row for row in sheet if row[0] == "工商银行山阳支行")
    assert bank[11:14] == [1, 0, 0.5]
    assert bank[14:] == [1, 2, 1, 0, 1, 0]
    assert {row[0] for row in sheet} >= {"农业银行山阳支行", "合计"}
    forms = rows(client_for(cast.clerk).get("/timeliness/forms.xlsx"))
    assert {row[0] for row in forms} >= {"银行月报", "分乡镇案件月报", "合计"}


def test_a_unit_sees_its_own_line_with_the_reports_behind(cast, filings, client_for):
    page = client_for(cast.bank).get("/my-timeliness")
    assert "工商银行山阳支行" in text(page)
    assert "农行" not in text(page)
    assert "2026年10月 银行月报 逾期未报" in text(page)
    assert f"/reports/{filings.missing.id}" in page.text
    only = text(client_for(cast.bank).get("/my-timeliness?only=2026-09"))
    assert "填报清单：2026年9月 看全部" in only
    assert "2026年10月 银行月报 逾期未报" not in only
    police = text(client_for(cast.police).get("/my-timeliness"))
    assert "宽限到" in police
    assert "2026年10月 分乡镇案件月报 未到期" in police
    sheet = rows(client_for(cast.bank).get(f"/timeliness/units/{cast.units.bank.id}.xlsx"))
    assert ["2026年10月", "银行月报", "逾期未报"] in [[row[0], row[1], row[5]] for row in sheet]


def test_each_page_is_for_its_own_people(cast, filings, client_for):
    own = f"/timeliness/units/{cast.units.bank.id}"
    for name in ("auditor", "administrator", "outsider", "outside_unit", "carrier", "police"):
        client = client_for(getattr(cast, name))
        for page in (own, f"{own}/trend.svg", f"{own}.xlsx"):
            assert client.get(page).status_code == 404, (name, page)
    for name in ("bank", "township_a", "auditor", "administrator"):
        client = client_for(getattr(cast, name))
        assert {client.get(page).status_code for page in OFFICE_PAGES} == {404}, name
    for name in ("clerk", "leader"):
        client = client_for(getattr(cast, name))
        assert {client.get(page).status_code for page in (*OFFICE_PAGES, own, f"{own}.xlsx")} == {200}, name
        assert client.get("/my-timeliness").status_code == 404
    assert "山阳" not in text(client_for(cast.outsider).get("/timeliness?q=nyyh"))


def test_a_chart_is_a_picture_for_page_and_phone(cast, filings, client_for):
    client = client_for(cast.clerk)
    wide, narrow = (client.get(f"/timeliness/trend.svg?size={size}") for size in ("", "phone"))
    assert wide.mimetype == narrow.mimetype == "image/svg+xml"
    assert 'width="620"' in wide.text
    assert 'width="340"' in narrow.text
    page = text(client.get("/timeliness/trend"))
    assert "2026年9月 66.67 2/3" in page
    assert page.count("图中数据") == 4


@pytest.mark.parametrize(
    "period", ["2026-W40", "2026-Q3", "2026-H1", "2025", "1901", "2999-12", "falsch", ""]
)
def test_every_length_of_period_has_a_page_and_a_wrong_one_is_the_last_month(
    cast, filings, client_for, period
):
    client = client_for(cast.clerk)
    for page in (
        "/timeliness",
        "/timeliness/forms",
        "/timeliness/trend",
        f"/timeliness/units/{filings.other.id}",
    ):
        assert client.get(f"{page}?period={period}").status_code == 200, page


def test_without_any_report_the_page_says_what_to_do(cast, clock, client_for):
    page = text(client_for(cast.clerk).get("/timeliness"))
    assert "这12期没有应报的填报。" in page
    assert "这12期没有要本单位报的。" in text(client_for(cast.bank).get("/my-timeliness"))


def test_the_latest_period_with_reports_is_offered_instead(cast, filings, client_for):
    page = client_for(cast.clerk).get("/timeliness?period=2020-01")
    assert "看2026年10月" in text(page)


def test_many_units_with_long_names_come_in_pages(cast, filings, client_for, counting, session):
    client = client_for(cast.clerk)
    with counting() as few:
        client.get("/timeliness")
    for number in range(60):
        bank = unit(cast.office, f"第{number}银行" + "长" * 280, "bank", 100 + number)
        make.add(
            make.Report(
                office_id=cast.office.id,
                form_id=filings.bank.id,
                unit_id=bank.id,
                period="2026-10",
                due_at=make.DUE,
                state=ReportState.MISSING,
            )
        )
    session.commit()
    with counting() as many:
        page = client.get("/timeliness")
    assert len(few) == len(many)
    assert "第 1 页，共 2 页" in text(page)
    assert "第59银行" in text(client.get("/timeliness?page=2"))
