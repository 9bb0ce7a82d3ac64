"""The pages of completion: what they show, to whom, and what travels in their addresses and files."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.completion.queries.matrix import PAGE
from coordination.completion.rules import Outcome
from tests.completion.conftest import DUE
from tests.factories import organizations as build
from tests.factories import responsibilities as duties
from tests.factories import tasks as make

NAME = re.compile(r"(?:<a[^>]*>)?([^<]+)<")
PAGES = ("", "/articles", "/trend", "/offices", "/assignments")
FILES = (".xlsx", "/articles.xlsx", "/trend.xlsx", "/offices.xlsx", "/assignments.xlsx")


def text(answer):
    return answer.get_data(as_text=True)


def sheet(answer, number=0):
    assert answer.status_code == 200, answer.status
    book = CalamineWorkbook.from_filelike(BytesIO(answer.get_data()))
    return book.get_sheet_by_name(book.sheet_names[number]).to_python(skip_empty_area=False)


@pytest.fixture
def october(cast, asked):
    """The bank did one of two, the carrier waits, the township is late, the rest was not asked."""
    asked(cast.units.bank, Outcome.ON_TIME, title="断卡排查")
    asked(cast.units.bank, Outcome.OVERDUE, title="涉诈账户核查")
    asked(cast.units.carrier, Outcome.WAITING)
    asked(cast.units.a, Outcome.OVERDUE, "territory", weight="3")


def test_the_matrix_tells_nothing_asked_from_not_due_and_from_not_done(cast, october, client_for):
    page = text(client_for(cast.clerk).get("/completion?period=2026-10"))
    assert "2026年10月四方责任完成情况" in page
    rows = {NAME.match(row)[1]: row for row in page.split('<th scope="row">')[1:]}
    assert "50.00%" in rows["工商银行山阳支行"]
    assert "1/2件" in rows["工商银行山阳支行"]
    assert "逾期1" in rows["工商银行山阳支行"]
    assert "未到期" in rows["中国移动山阳分公司"]
    assert "待核查1" in rows["中国移动山阳分公司"]
    assert "0.00%" in rows["青溪镇"]
    assert "未交办" in rows["区教育局"]
    assert "%" not in rows["区教育局"]
    assert "到期3件，按时完成1件，逾期2件" in page


def test_a_cell_leads_to_the_assignments_behind_it(cast, october, client_for):
    client = client_for(cast.leader)
    address = (
        f"/completion/assignments?period=2026-10&unit={cast.units.bank.id}&party={make.party('unit').id}"
    )
    assert address.replace("&", "&amp;") in text(client.get("/completion?period=2026-10"))
    page = text(client.get(address))
    assert "断卡排查" in page
    assert "涉诈账户核查" in page
    assert page.index("涉诈账户核查") < page.index("断卡排查")
    assert "超期" in page
    assert "/assignments/" in page
    narrowed = text(client.get(f"{address}&stands=overdue"))
    assert "涉诈账户核查" in narrowed
    assert "断卡排查" not in narrowed
    assert "没有交办" in text(
        client.get(f"/completion/assignments?period=2026-10&unit={cast.units.police.id}")
    )


def test_an_empty_period_says_what_to_do(cast, october, client_for, clock):
    page = text(client_for(cast.clerk).get("/completion?period=2027-03"))
    assert "2027年3月没有要完成的任务" in page
    assert "看2026年10月" in page
    assert 'href="/tasks"' in page
    assert "2026年11月没有要完成的任务" in text(client_for(cast.clerk).get("/completion"))


@pytest.mark.parametrize("page", PAGES)
def test_nonsense_in_the_address_does_no_harm(cast, october, client_for, page):
    client = client_for(cast.clerk)
    for query in (
        "period=abc",
        "period=2026-99",
        "period=0000-01",
        "period=1900",
        "period=2999-12",
        "period=2026-W41",
        f"party={2**70}&unit=-1&article={2**63}&kind=x&stands=x&page=-5&sort=x&q=%00%25&office=x",
        "period=2026-10&page=999999999999&unit=0x1",
        "view=months&period=2026-H1",
    ):
        assert client.get(f"/completion{page}?{query}").status_code == 200, query


def test_filters_stay_in_the_address_from_period_to_period(cast, october, client_for):
    party = make.party("unit").id
    page = text(client_for(cast.clerk).get(f"/completion?period=2026-10&kind=bank&party={party}"))
    assert f"/completion?period=2026-09&amp;kind=bank&amp;party={party}" in page
    assert f"/completion?period=2026-11&amp;kind=bank&amp;party={party}" in page
    assert f"/completion?period=2026-Q4&amp;kind=bank&amp;party={party}" in page
    assert f"/completion.xlsx?period=2026-10&amp;kind=bank&amp;party={party}" in page
    assert "中国移动山阳分公司" not in page
    quarter = text(client_for(cast.clerk).get("/completion?period=2026-Q4"))
    assert "2026年第四季度四方责任" in quarter
    assert "50.00%" in quarter


def test_articles_show_the_duties_nobody_was_asked_to_do(cast, asked, client_for, session):
    rest, idle = duties.article("15"), duties.article("18", summary="监测识别异常账户")
    own = duties.duty(cast.office, "客户尽职调查", "bank", article_id=rest.id)
    duties.duty(cast.office, "建立异常账户监测", "bank", article_id=idle.id)
    asked(cast.units.bank, Outcome.ON_TIME, articles=[rest], duty_id=own.id)
    session.commit()
    client = client_for(cast.clerk)
    page = text(client.get("/completion/articles?period=2026-10"))
    assert "建立异常账户监测" in page
    assert "客户尽职调查" not in page
    assert "不适用" in page
    assert "未交办" in page
    assert "监测识别异常账户" in page
    answer = client.get("/completion/articles.xlsx?period=2026-10")
    head = next(row for row in sheet(answer) if row[0] == "单位")
    bank = next(row for row in sheet(answer) if row[0] == cast.units.bank.name)
    police = next(row for row in sheet(answer) if row[0] == cast.units.police.name)
    assert [len(head), bank[1:], police[1:]] == [3, [1, "未交办"], ["不适用", "不适用"]]
    assert "建立异常账户监测" in [row[0] for row in sheet(answer, 1)]


def test_without_duties_the_articles_say_where_to_begin(cast, client_for):
    page = text(client_for(cast.clerk).get("/completion/articles?period=2026-10"))
    assert "还没有依据法律条款的责任事项" in page


def test_the_trend_says_its_finding_and_has_its_numbers(cast, asked, client_for):
    for days in (0, 1, 2, 3, 4):
        asked(cast.units.bank, Outcome.ON_TIME if days else Outcome.LATE, due_at=DUE - timedelta(days=days))
        asked(cast.units.bank, Outcome.ON_TIME, due_at=DUE - timedelta(days=30 + days))
    client = client_for(cast.clerk)
    page = text(client.get("/completion/trend?period=2026-10"))
    assert "单位责任2026年10月按时完成率80.00%，比上期下降20.00个百分点。" in page
    assert "属地责任" not in page  # this party is not in the dictionary of the test
    assert "图中数据" in page
    party = make.party("unit").id
    picture = client.get(f"/completion/trend.svg?period=2026-10&party={party}")
    assert picture.mimetype == "image/svg+xml"
    assert "比上期下降20.00个百分点" in text(picture)
    assert client.get("/completion/trend.svg?period=2026-10").status_code == 200
    assert client.get("/completion/trend.svg?period=2026-10&party=999999").status_code == 404
    rows = sheet(client.get("/completion/trend.xlsx?period=2026-10"))
    last = next(row for row in rows if row[0] == "2026年10月")
    assert last[1:5] == [0.8, 4, 5, 0]


def test_the_file_holds_what_the_page_shows(cast, october, client_for):
    answer = client_for(cast.clerk).get("/completion.xlsx?period=2026-10&kind=bank")
    assert "%E5%9B%9B%E6%96%B9%E8%B4%A3%E4%BB%BB" in answer.headers["Content-Disposition"]
    rows = sheet(answer)
    assert rows[0][0] == "四方责任完成情况"
    assert [row[0] for row in rows[1:5]] == [
        cast.office.name,
        "报告期：2026年10月",
        "筛选：银行",
        "导出时间：11月6日（周五）10:00",
    ]
    body = [row for row in rows[6:] if row[0]]
    assert [row[0] for row in body[:2]] == [cast.units.bank.name, "合计"]
    assert body[0][2:] == ["未交办", 0, 0, 0, 0.5, 1, 2, 0, 0.5, 1, 2, 0]


def test_the_file_of_a_list_has_every_row_and_no_formula(cast, asked, client_for):
    for number in range(60):
        asked(cast.units.bank, Outcome.ON_TIME, title=f"=1+{number}")
    rows = sheet(client_for(cast.clerk).get("/completion/assignments.xlsx?period=2026-10"))
    titles = {row[0] for row in rows}
    assert {f"=1+{number}" for number in range(60)} <= titles
    assert date(2026, 10, 20) in {getattr(row[4], "date", lambda: None)() for row in rows}


def test_a_unit_sees_its_own_line_and_no_other(cast, october, client_for):
    client = client_for(cast.bank)
    page = text(client.get("/my-completion?period=2026-10"))
    assert "50.00%" in page
    assert "涉诈账户核查" in page
    assert cast.units.carrier.name not in page
    own = f"/completion/units/{cast.units.bank.id}"
    assert client.get(f"{own}?period=2026-10").status_code == 200
    assert client.get(f"{own}/trend.svg?period=2026-10").mimetype == "image/svg+xml"
    titles = [row[0] for row in sheet(client.get(f"{own}.xlsx?period=2026-10"))]
    assert "涉诈账户核查" in titles
    other = f"/completion/units/{cast.units.carrier.id}"
    for address in (other, f"{other}/trend.svg", f"{other}.xlsx"):
        assert client.get(address).status_code == 404, address
    trick = text(client.get(f"/my-completion?period=2026-10&unit={cast.units.carrier.id}"))
    assert "涉诈账户核查" in trick


def test_one_bar_of_tabs_leads_through_all_pages_and_keeps_the_period(cast, october, client_for):
    pages = {
        "/completion?period=2026-10": "单位×责任方",
        "/completion/articles?period=2026-10": "条款×单位",
        "/completion/trend?period=2026-10": "趋势",
        "/duties": "责任事项",
        "/duties/parties": "各责任方",
        "/duties/articles": "法律条款",
        "/workload?month=2026-10": "减负",
    }
    for address, current in pages.items():
        page = text(client_for(cast.clerk).get(address))
        bar = re.search(r'<nav class="co-tabs.*?</nav>', page, re.S)[0]
        assert re.findall(r">([^<>]+)</a>", bar) == list(pages.values()), address
        assert re.findall(r'aria-current="page">([^<]+)<', bar) == [current]
        assert page.count('class="co-tabs') == 1
        if "2026-10" in address:
            assert 'href="/completion/trend?period=2026-10"' in bar
            assert 'href="/workload?month=2026-10"' in bar
    bar = re.search(r'<nav class="co-tabs.*?</nav>', text(client_for(cast.bank).get("/duties")), re.S)[0]
    assert re.findall(r">([^<>]+)</a>", bar) == ["完成情况", "责任事项", "各责任方", "法律条款"]


def test_each_page_is_for_its_own_people(cast, october, client_for):
    nobody = (cast.auditor, cast.administrator, cast.worker, cast.bank, cast.township_a)
    for person in nobody:
        client = client_for(person)
        for address in (*PAGES, *FILES, "/trend.svg"):
            assert client.get(f"/completion{address}").status_code == 404, (person.name, address)
    for person in (cast.auditor, cast.administrator, cast.worker, cast.clerk):
        assert client_for(person).get("/my-completion").status_code == 404, person.name
    assert client_for(cast.outsider).get(f"/completion/units/{cast.units.bank.id}").status_code == 404
    assert client_for(cast.bank_reviewer).get("/my-completion").status_code == 200


def test_the_neighbour_sees_none_of_it(cast, october, client_for):
    client = client_for(cast.outsider)
    page = text(client.get("/completion?period=2026-10"))
    assert "没有要完成的任务" in page
    listed = text(client.get(f"/completion/assignments?period=2026-10&unit={cast.units.bank.id}"))
    assert "断卡排查" not in listed
    assert cast.units.bank.short_name not in listed


def test_the_offices_below_are_shown_to_the_office_above_only(cast, asked, client_for, session):
    child = build.office("示例县", cast.office)
    stranger = build.office("旁县", cast.other)
    asked(build.unit(child, "示例县银行", "bank"), Outcome.ON_TIME, office=child)
    session.commit()
    client = client_for(cast.clerk)
    assert "下级联席办" in text(client.get("/completion?period=2026-10"))
    page = text(client.get("/completion/offices?period=2026-10"))
    assert "示例县联席办" in page
    assert "100.00%" in page
    assert "旁县" not in page
    assert "示例县银行" not in page
    assert "2025年11月" in text(client.get("/completion/offices?period=2026-10&view=months"))
    assert client.get(f"/completion/offices?office={stranger.id}").status_code == 404
    assert client.get(f"/completion/offices?office={child.id}&period=2026-10").status_code == 200
    for view, width in (("", 9), ("&view=months", 13)):
        rows = sheet(client.get(f"/completion/offices.xlsx?period=2026-10{view}"))
        assert len(next(row for row in rows if row[0] == "示例县联席办")) == width


def test_units_are_shown_by_the_hundred_and_totals_are_of_all(cast, asked, client_for):
    for number in range(PAGE + 5):
        asked(build.unit(cast.office, f"示例支行{number:03}", "bank"), Outcome.ON_TIME)
    client = client_for(cast.clerk)
    first = text(client.get("/completion?period=2026-10"))
    assert "第 1 页，共 2 页" in first
    assert f"{PAGE + 5}/{PAGE + 5}件" in first
    assert "示例支行104" not in first
    assert "示例支行104" in text(client.get("/completion?period=2026-10&page=2"))
    names = [row[0] for row in sheet(client.get("/completion.xlsx?period=2026-10"))]
    assert "示例支行000" in names
    assert "示例支行104" in names


@pytest.mark.parametrize("page", [*PAGES, "/units"])
def test_the_number_of_statements_does_not_grow_with_the_rows(cast, asked, client_for, counting, page):
    rest = duties.article("15")
    child = build.office("示例县", cast.office)
    address = f"/completion/units/{cast.units.bank.id}" if page == "/units" else f"/completion{page}"
    client, numbers = client_for(cast.clerk), []
    for size in (1, 30):
        for number in range(size):
            duties.duty(cast.office, f"责任{size}-{number}", article_id=rest.id)
            unit = (
                cast.units.bank
                if page == "/units"
                else build.unit(cast.office, f"支行{size}-{number}", "bank")
            )
            asked(unit, Outcome.ON_TIME, articles=[rest])
            asked(build.unit(child, f"县支行{size}-{number}", "bank"), Outcome.ON_TIME, office=child)
        with counting() as seen:
            assert client.get(f"{address}?period=2026-10").status_code == 200
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 14


def test_english_readers_read_english(cast, october, client_for, session):
    client = client_for(cast.clerk)
    client.post("/language/en")
    for page in PAGES:
        assert client.get(f"/completion{page}?period=2026-10").status_code == 200
    assert text(client.get("/completion?period=2026-10")).count("Territory") >= 1
