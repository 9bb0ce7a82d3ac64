"""Heat table, composition, history, Excel and printed sheets of what was frozen."""

import re
import zipfile
from io import BytesIO

import pdfplumber
import pytest
from python_calamine import CalamineWorkbook

from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.rankings import queries, services
from coordination.rankings.history import standings
from coordination.rankings.models import Ranking
from tests.factories import rankings as factory
from tests.factories.rankings import BEFORE, MONTH


@pytest.fixture
def place(cast, clock):
    return factory.district(cast)


@pytest.fixture
def ranking(place, cast):
    for period in (BEFORE, MONTH):
        found = services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=period)
    return found


@pytest.fixture
def line(ranking):
    return next(line for line in queries.lines(ranking) if line.unit.name == "青溪镇")


def publish(ranking, cast):
    services.publish(session.get_one(Ranking, ranking.id), actor=cast.leader.actor, operation=fresh_key())


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.get_data(as_text=True)))


def test_the_heat_table_shades_by_share_and_writes_the_points(client_for, cast, ranking):
    page = client_for(cast.clerk).get(f"/rankings/{ranking.id}/heat")
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    best = text[text.index("青溪镇") : text.index("</tr>", text.index("青溪镇"))]
    assert re.findall(r"co-item co-heat co-heat-(\d)", best) == ["5"] * 5
    assert "1" in re.findall(r"co-item co-heat co-heat-(\d)", text)
    assert "失分最集中的是" in words(page) or "没有一项" in words(page)
    assert "未报" in words(page)


def test_the_composition_adds_up_to_the_shown_totals(client_for, cast, ranking):
    drawn = client_for(cast.clerk).get(f"/rankings/{ranking.id}/composition.svg?cohort=乡镇")
    assert drawn.mimetype == "image/svg+xml"
    shown = set(re.findall(r">(\d+\.\d\d)<", drawn.get_data(as_text=True)))
    assert shown == {f"{one.total:.2f}" for one in queries.lines(ranking, cohort="乡镇")}
    assert client_for(cast.clerk).get(f"/rankings/{ranking.id}/composition.svg?cohort=无").status_code == 404


def test_history_takes_the_last_ranking_of_each_period(cast, place, ranking, line):
    services.freeze(place.scheme, actor=cast.clerk.actor, operation=fresh_key(), period=BEFORE)
    found = standings(line, cast.clerk.actor)
    assert [one.period for one in found] == [BEFORE, MONTH]
    again = queries.frozen(place.scheme, BEFORE)[0]
    assert [one.ranking_id for one in found] == [again.id, ranking.id]
    for one in found:
        rows = queries.lines(session.get_one(Ranking, one.ranking_id), cohort=one.cohort)
        assert one.ranked == sum(row.rank is not None for row in rows)
        assert one.median is not None


def test_a_unit_sees_its_history_once_published_and_the_page_says_the_course(client_for, cast, ranking, line):
    assert client_for(cast.township_a).get(f"/score-lines/{line.id}/history").status_code == 404
    publish(ranking, cast)
    page = client_for(cast.township_a).get(f"/score-lines/{line.id}/history")
    assert f"只有2026年10月一期有名次，列第{line.rank}" in words(page)
    page = client_for(cast.clerk).get(f"/score-lines/{line.id}/history")
    assert "从2026年9月的第" in words(page)
    drawn = client_for(cast.clerk).get(f"/score-lines/{line.id}/history.svg?size=phone")
    assert 'width="340"' in drawn.get_data(as_text=True)


def test_the_workbook_holds_numbers_and_charts(client_for, cast, ranking):
    content = client_for(cast.clerk).get(f"/rankings/{ranking.id}/table.xlsx").data
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    assert book.sheet_names == ["得分", "数值"]
    rows = book.get_sheet_by_name("得分").to_python()
    head = next(row for row in rows if row[0] == "分组")
    lines = queries.lines(ranking)
    totals = [row[head.index("总分")] for row in rows[rows.index(head) + 1 :][: len(lines)]]
    assert totals == [float(line.total) for line in lines]
    assert content.count(b"xl/charts/chart") >= 2
    one = client_for(cast.clerk).get(f"/score-lines/{lines[0].id}/history.xlsx").data
    assert CalamineWorkbook.from_filelike(BytesIO(one)).sheet_names == ["各期名次"]


def test_the_printed_sheet_says_rank_points_and_where_they_were_lost(client_for, cast, ranking):
    line = next(line for line in queries.lines(ranking) if line.unit.name == "南岭镇")
    paper = client_for(cast.clerk).get(f"/score-lines/{line.id}/sheet.pdf")
    assert paper.mimetype == "application/pdf"
    with pdfplumber.open(BytesIO(paper.data)) as found:
        text = "".join(page.extract_text() for page in found.pages)
        assert len(found.pages) == 1
    assert f"{line.unit.name}2026年10月考核得分单" in text
    assert f"{line.total:.2f}" in text
    assert "失分最多" in text
    for item in line.items:
        assert item.title in text.replace("\n", "")


def test_the_office_prints_the_sheets_of_a_cohort(client_for, cast, ranking):
    paper = client_for(cast.clerk).get(f"/rankings/{ranking.id}/sheets.pdf?cohort=乡镇")
    with pdfplumber.open(BytesIO(paper.data)) as found:
        assert len(found.pages) == len(queries.lines(ranking, cohort="乡镇"))
    assert client_for(cast.clerk).get(f"/rankings/{ranking.id}/sheets.pdf?cohort=无").status_code == 404
    publish(ranking, cast)
    of_a_unit = client_for(cast.township_a).get(f"/rankings/{ranking.id}/sheets.pdf?cohort=乡镇")
    assert of_a_unit.status_code == 403


def test_the_table_with_its_charts_is_printed_a_cohort_to_the_page(client_for, cast, ranking):
    paper = client_for(cast.clerk).get(f"/rankings/{ranking.id}/table.pdf")
    with pdfplumber.open(BytesIO(paper.data)) as found:
        texts = [page.extract_text() for page in found.pages]
        shades = {rect["non_stroking_color"] for rect in found.pages[0].rects}
    assert "2026年10月排名" in texts[0]
    for line in queries.lines(ranking):
        assert any(line.unit.short_name in text and f"{line.total:.2f}" in text for text in texts)
    assert len(shades) > 3
    assert b"conditionalFormatting" in sheet_of(
        client_for(cast.clerk).get(f"/rankings/{ranking.id}/table.xlsx").data
    )


def sheet_of(content):
    with zipfile.ZipFile(BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")


def test_small_numbers_stand_beside_the_official_rates(client_for, cast, ranking):
    page = words(client_for(cast.clerk).get(f"/rankings/{ranking.id}/small-numbers"))
    assert "万人发案数" in page
    assert "劝阻成功率" in page
    assert "不足5起" in page
    assert "青溪镇" in page


@pytest.mark.parametrize(
    "path",
    [
        "heat",
        "composition.svg?cohort=乡镇",
        "table.xlsx",
        "table.pdf",
        "small-numbers",
        "sheets.pdf?cohort=乡镇",
    ],
)
def test_the_neighbour_and_a_unit_before_publication_find_nothing(client_for, cast, ranking, path):
    for who in (cast.outsider, cast.outside_unit, cast.township_a):
        assert client_for(who).get(f"/rankings/{ranking.id}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["history", "history.svg", "history.xlsx", "sheet.pdf"])
def test_a_line_is_open_to_nobody_else(client_for, cast, ranking, line, path):
    for who in (cast.outsider, cast.outside_unit):
        assert client_for(who).get(f"/score-lines/{line.id}/{path}").status_code == 404


def test_pages_take_the_same_number_of_queries_whatever_the_lines(client_for, cast, ranking, line, counting):
    client = client_for(cast.clerk)
    client.get(f"/rankings/{ranking.id}/heat")
    with counting() as heat:
        client.get(f"/rankings/{ranking.id}/heat")
    with counting() as history:
        client.get(f"/score-lines/{line.id}/history")
    assert len(heat) < 12
    assert len(history) < 10
