"""The pages: what they offer to whom, refusals at their field, the neighbour's 404, Excel as shown."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.kernel import files
from coordination.kernel.operations import fresh_key
from coordination.transmissions.queries import packages
from coordination.transmissions.services.sending import send
from coordination.transmissions.states import Direction
from tests.factories import transmissions as make

MONTH = make.MONTH


def text(answer):
    return answer.get_data(as_text=True)


def post(client, address, **values):
    return client.post(address, data={"operation_key": fresh_key()} | values)


@pytest.fixture
def county(cast, clock):
    cast.city = make.city(cast)
    cast.report = make.frozen(cast)
    make.key(cast.office, cast.leader)
    return cast


def test_the_clerk_sends_and_the_city_finds_it(county, client_for):
    clerk, city = client_for(county.clerk), client_for(county.city.clerk)
    page = text(clerk.get("/transmissions"))
    assert "上级：兰阳市联席办" in page
    assert "未上报" in page
    assert "还没有收到下级的数据" in page
    sent = post(clerk, f"/transmissions/send?form=bank&period={MONTH}")
    assert sent.status_code == 302
    shown = text(clerk.get(sent.location))
    assert "120,000" in shown
    assert "下载签名文件" in shown
    assert "✓ 已上报" in text(clerk.get("/transmissions"))
    assert "1 个下级" in text(city.get("/transmissions"))
    table = text(city.get(f"/transmissions/table?form=bank&period={MONTH}"))
    assert "山阳区打击治理电信网络新型违法犯罪工作联席会议办公室" in table
    assert "1/1 个下级已报" in table
    assert "第1次" in text(city.get("/transmissions/received"))
    assert "第1次" in text(clerk.get("/transmissions/sent"))


def test_the_file_is_the_one_that_was_signed(county, client_for):
    row = send(county.office, actor=county.clerk.actor, operation=fresh_key(), form_code="bank", period=MONTH)
    kept = files.content(row.file)
    answer = client_for(county.clerk).get(f"/transmissions/{row.id}/file")
    assert answer.data == kept
    assert "attachment" in answer.headers["Content-Disposition"]


def test_excel_has_what_the_page_shows(county, client_for):
    send(county.office, actor=county.clerk.actor, operation=fresh_key(), form_code="bank", period=MONTH)
    city = client_for(county.city.clerk)
    answer = city.get(f"/transmissions/table.xlsx?form=bank&period={MONTH}")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row]
    assert 120_000.0 in cells
    assert "合计" in cells


def test_what_cannot_be_sent_says_why(cast, client_for, clock):
    make.city(cast)
    clerk = client_for(cast.clerk)
    post(clerk, f"/transmissions/send?form=bank&period={MONTH}")
    page = text(clerk.get("/transmissions"))
    assert "冻结后才能上报" in page
    assert "先在“冻结”页面冻结一个报告期" in page


def test_a_wrong_file_is_refused_at_its_field(county, client_for):
    city = client_for(county.city.clerk)
    for content in (b"", b"<html></html>"):
        answer = post(city, "/transmissions/receive", file=(BytesIO(content), "上报.json"))
        assert answer.status_code == 422
        assert 'href="#file"' in text(answer)
    assert "请选取下级带来的上报文件" in text(post(city, "/transmissions/receive"))
    assert "重新下载" in text(post(city, "/transmissions/receive", file=(BytesIO(b"{}"), "上报.json")))


def test_the_leader_registers_a_key_and_what_was_typed_is_kept(county, client_for):
    leader, clerk = client_for(county.city.leader), client_for(county.city.clerk)
    refused = post(leader, "/transmissions/keys/trust", place="999", public="不是公钥")
    assert refused.status_code == 422
    assert "不是公钥" in text(refused)
    assert "没有这个代码的区划" in text(refused)
    assert clerk.get("/transmissions/keys").status_code == 200
    assert clerk.get("/transmissions/keys/trust").status_code == 403
    made = post(leader, "/transmissions/keys/make")
    assert made.status_code == 302
    assert "在用" in text(leader.get("/transmissions/keys"))


def test_neighbours_and_units_find_nothing(county, client_for):
    row = send(county.office, actor=county.clerk.actor, operation=fresh_key(), form_code="bank", period=MONTH)
    for stranger in (county.outsider, county.bank, county.township_a, county.auditor, county.city.clerk):
        client = client_for(stranger)
        for address in (f"/transmissions/{row.id}", f"/transmissions/{row.id}/file"):
            assert client.get(address).status_code == 404, (stranger.name, address)
    for stranger in (county.bank, county.auditor):
        for address in (
            "/transmissions",
            "/transmissions/keys",
            "/transmissions/table?form=bank&period=2026-10",
        ):
            assert client_for(stranger).get(address).status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_figures(county, client_for, counting):
    send(county.office, actor=county.clerk.actor, operation=fresh_key(), form_code="bank", period=MONTH)
    city = client_for(county.city.clerk)
    address = f"/transmissions/table?form=bank&period={MONTH}"
    city.get(address)
    with counting() as seen:
        city.get(address)
    (arrived,) = packages.packages(county.city.clerk.actor, Direction.IN)[0]
    assert len(seen) <= 8
    with counting() as seen:
        city.get(f"/transmissions/{arrived.id}")
    assert len(seen) <= 8


def test_a_package_is_read_as_a_table(county, client_for):
    """A row for each place and a column for each indicator, not a line for each figure."""
    row = send(county.office, actor=county.clerk.actor, operation=fresh_key(), form_code="bank", period=MONTH)
    shown = text(client_for(county.clerk).get(f"/transmissions/{row.id}"))
    table = shown.partition('class="co-stack co-package"')[2].partition("</table>")[0]
    assert table.count("<tr>") == 1 + 1  # the head and the one bank
    assert "120,000" in table
    assert "填报单位" not in table  # the bank reported about itself
