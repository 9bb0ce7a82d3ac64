"""The pages of units, places and the office, as a browser sees them."""

import re

import pytest

from coordination.kernel.operations import fresh_key
from coordination.organizations.rules import Level
from tests.factories.organizations import division, unit

pytestmark = pytest.mark.usefixtures("clock")


def sent(**fields):
    return {"operation_key": fresh_key(), **fields}


def version_on(page):
    """The version that the first form of a page carries."""
    return re.search(r'name="version"[^>]*value="(\d+)"', page)[1]


def test_the_list_shows_units_in_order_with_masked_phones(client_for, cast):
    cast.units.bank.contact_phone = "13812345678"
    page = client_for(cast.clerk).get("/units").text
    names = [page.index(one.name) for one in (cast.units.police, cast.units.bank, cast.units.b)]
    assert names == sorted(names)
    assert "138****5678" in page
    assert "13812345678" not in page
    assert cast.units.foreign.name not in page


def test_the_list_is_searched_and_says_when_nothing_fits(client_for, cast):
    cast.units.bank.initials = "gsyhsyzh"
    clerk = client_for(cast.clerk)
    found = clerk.get("/units?q=gsyh").text
    assert cast.units.bank.name in found
    assert cast.units.police.name not in found
    assert "没有符合条件的单位" in clerk.get("/units?q=nowhere").text
    assert cast.units.bank.name not in clerk.get("/units?kind=township").text
    assert "没有停用的单位" in clerk.get("/units?closed=1").text


def test_the_list_asks_the_database_as_often_for_forty_units_as_for_six(client_for, cast, counting):
    clerk = client_for(cast.clerk)
    clerk.get("/units")
    with counting() as few:
        clerk.get("/units")
    for number in range(40):
        unit(cast.office, f"单位{number}", "bank")
    with counting() as many:
        clerk.get("/units")
    assert len(many) == len(few)


def test_places_ask_as_often_for_many_as_for_few(client_for, cast, counting):
    township, clerk = cast.units.a.division, client_for(cast.clerk)
    clerk.get("/places")
    with counting() as few:
        clerk.get("/places")
        clerk.get("/places?q=村")
    for number in range(40):
        division(f"村{number}", Level.COMMUNITY, township)
    with counting() as many:
        clerk.get("/places")
        clerk.get("/places?q=村")
    assert len(many) == len(few)


def test_a_unit_is_added_changed_and_kept_as_typed_when_refused(client_for, cast):
    clerk = client_for(cast.clerk)
    typed = {"name": "区民政局", "short_name": "民政局", "kind_code": "education", "contact_phone": "电话"}
    refused = clerk.post("/units/new", data=sent(**typed))
    assert refused.status_code == 422
    assert "电话要填数字" in refused.text
    assert 'value="区民政局"' in refused.text
    added = clerk.post("/units/new", data=sent(**{**typed, "contact_phone": ""}))
    assert added.status_code == 302
    assert "区民政局" in clerk.get(added.location).text
    address = f"{added.location}/edit"
    assert 'value="民政局"' in clerk.get(address).text
    saved = clerk.post(address, data=sent(**{**typed, "short_name": "局", "contact_phone": ""}, version="1"))
    assert saved.location == added.location
    assert "已保存区民政局" in clerk.get(added.location).text


def test_a_page_older_than_what_is_stored_shows_both(client_for, cast):
    cast.units.bank.short_name = "工行支行"
    clerk = client_for(cast.clerk)
    typed = {"name": "工行", "short_name": "工行", "kind_code": "bank"}
    answer = clerk.post(f"/units/{cast.units.bank.id}/edit", data=sent(**typed, version="77"))
    assert answer.status_code == 409
    assert "现在存的是：工行支行" in answer.text
    assert 'value="工行"' in answer.text


def test_moving_up_needs_no_script(client_for, cast):
    clerk = client_for(cast.clerk)
    page = clerk.get("/units/order").text
    row = page.split(f'id="unit-{cast.units.bank.id}"')[1].split("</tr>")[0]
    up = re.search(r'action="([^"]+)".*?name="after_id" value="(\d*)"', row, re.DOTALL)
    assert up is not None
    answer = clerk.post(up[1], data=sent(after_id=up[2]))
    assert answer.status_code == 302
    page = clerk.get(answer.location).text
    assert page.index(cast.units.bank.name) < page.index(cast.units.police.name)


def test_a_unit_is_placed_after_another(client_for, cast):
    clerk = client_for(cast.clerk)
    address = f"/units/{cast.units.police.id}/order"
    assert "排在最前" in clerk.get(address).text
    clerk.post(address, data=sent(after_id=cast.units.b.id))
    page = clerk.get("/units/order").text
    assert page.index(f"unit-{cast.units.b.id}") < page.index(f"unit-{cast.units.police.id}")
    refused = clerk.post(address, data=sent(after_id=cast.units.foreign.id))
    assert refused.status_code == 422


def test_the_whole_phone_is_shown_by_an_act_that_the_audit_keeps(client_for, cast):
    cast.units.bank.contact_phone = "13812345678"
    clerk, address = client_for(cast.clerk), f"/units/{cast.units.bank.id}"
    assert "13812345678" not in clerk.get(address).text
    assert "13812345678" in clerk.post(f"{address}/phone", data=sent()).text
    after = clerk.get(address).text
    assert "13812345678" not in after
    assert "查看了" in after
    assert client_for(cast.administrator).post(f"{address}/phone", data=sent()).status_code == 403


def test_a_unit_is_closed_with_its_open_accounts_in_sight(client_for, cast):
    clerk, address = client_for(cast.clerk), f"/units/{cast.units.bank.id}"
    page = clerk.get(f"{address}/close").text
    assert cast.bank.name in page
    assert cast.bank_reviewer.name in page
    version = str(cast.units.bank.version)
    late = clerk.post(f"{address}/close", data=sent(closed_on="2027-01-01", version=version))
    assert late.status_code == 422
    closed = clerk.post(f"{address}/close", data=sent(closed_on="2026-11-06", version=version))
    assert closed.location == address
    page = clerk.get(address).text
    assert "重新启用" in page
    clerk.post(f"{address}/reopen", data=sent(version=version_on(page)))
    assert cast.units.bank.name in clerk.get("/units").text


def test_townships_show_their_numbers_and_their_communities(client_for, cast):
    township = cast.units.a.division
    division("柳林村", Level.COMMUNITY, township, population=1234)
    clerk = client_for(cast.clerk)
    page = clerk.get("/places").text
    assert "20,000" in page
    assert "1,234" in page
    assert "柳林村" in clerk.get(f"/places/{township.id}").text
    assert "柳林村" in clerk.get("/places?q=柳林").text


def test_a_population_is_typed_as_people_do(client_for, cast):
    clerk, number = client_for(cast.clerk), cast.units.a.division_id
    address = f"/places/{number}/population"
    typed = {"population": "2.1万", "households": "６,100", "population_basis": "常住"}
    origin = {"population_source": "统计年鉴", "population_year": "2025"}
    version = version_on(clerk.get(address).text)
    refused = clerk.post(address, data=sent(**typed, version=version))
    assert refused.status_code == 422
    assert "请填写来源" in refused.text
    assert 'value="2.1万"' in refused.text
    assert clerk.post(address, data=sent(**typed, **origin, version=version)).status_code == 302
    assert "21,000" in clerk.get(f"/places/{number}").text
    odd = clerk.post(address, data=sent(population="1.5", version=version, **origin))
    assert "整数" in odd.text


def test_the_office_shows_its_names_and_its_leader_changes_them(client_for, cast):
    page = client_for(cast.clerk).get("/office").text
    assert "山反诈联办〔2026〕1号" in page
    assert "/office/edit" not in page
    assert client_for(cast.clerk).get("/office/edit").status_code == 403
    leader = client_for(cast.leader)
    names = {
        "name": "甲办",
        "short_name": "甲",
        "mark": "甲文件",
        "document_code": "甲反",
        "area_name": "全区",
    }
    assert leader.post("/office/edit", data=sent(**names, version="1")).status_code == 302
    assert "甲反〔2026〕1号" in leader.get("/office").text


PAGES = (
    "/units/{unit}",
    "/units/{unit}/edit",
    "/units/{unit}/order",
    "/units/{unit}/close",
    "/places/{place}",
)
MORE = ("/places/{place}/population", "/places/{place}/close")
ACTS = ("/units/{unit}/phone", "/units/{unit}/reopen", "/places/{place}/reopen")


@pytest.mark.parametrize("page", [*PAGES, *MORE, *ACTS])
def test_the_neighbour_finds_nothing(client_for, cast, page):
    address = page.format(unit=cast.units.a.id, place=cast.units.a.division_id)
    for person in (cast.outsider, cast.outside_unit, cast.bank, cast.auditor):
        client = client_for(person)
        answer = client.post(address, data=sent()) if page in ACTS else client.get(address)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    "page", ["/units", "/units/new", "/units/order", "/places", "/office", "/office/edit"]
)
def test_units_and_auditors_have_no_lists(client_for, cast, page):
    for person in (cast.bank, cast.township_a, cast.worker, cast.auditor):
        assert client_for(person).get(page).status_code == 404


def test_a_liaison_sees_the_own_unit(client_for, cast):
    page = client_for(cast.bank).get(f"/units/{cast.units.bank.id}")
    assert page.status_code == 200
    assert '/edit"' not in page.text
