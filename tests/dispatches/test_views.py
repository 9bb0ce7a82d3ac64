"""Pages: recipients and receipts of the office, what came to a unit and signing for it."""

import re
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from coordination.circulars import leaving
from coordination.circulars.models import Circular
from coordination.circulars.states import CircularState, Kind
from coordination.dispatches.models import ChosenRecipient, Dispatch
from coordination.dispatches.services import remind_due
from coordination.kernel import db
from coordination.kernel.operations import fresh_key
from tests.circulars.pages import page
from tests.factories import dispatches as make
from tests.factories.organizations import unit

LONG = "关于" + "很长的标题" * 58 + "的通报"


@pytest.fixture(autouse=True)
def _standing(clock, app):
    """The clock stands, and the slices are installed."""


def key():
    return {"operation_key": fresh_key()}


def stored(dispatch):
    return db.session.get_one(Dispatch, dispatch.id, populate_existing=True)


def test_the_unit_sees_it_on_its_desk_signs_and_is_named(cast, client_for, session):
    circular = make.issued(cast)
    dispatch = make.to(circular, cast.units.bank)
    client = client_for(cast.bank)
    desk = page(client, "/desk")
    assert "签收《关于2026年10月" in desk
    assert f"/dispatches/{dispatch.id}" in desk
    assert "未签收" in page(client, "/dispatches/mine?show=open")
    shown = page(client, f"/dispatches/{dispatch.id}")
    assert "主送：工商银行山阳支行" in shown
    assert ">签收</button>" in shown
    answer = client.post(f"/dispatches/{dispatch.id}/receive", data=key())
    assert answer.status_code == 302
    again = page(client, answer.location)
    assert "已签收" in again
    assert "银行联络员" in again
    assert ">签收</button>" not in again
    assert "签收《" not in page(client, "/desk")
    assert "没有要签收的公文" in page(client, "/dispatches/mine?show=open")
    assert "银行联络员" in page(client, "/dispatches/mine?show=received")


def test_sent_twice_or_by_a_second_person_it_is_signed_once(cast, client_for):
    dispatch = make.to(make.issued(cast), cast.units.bank)
    address, sent = f"/dispatches/{dispatch.id}/receive", key()
    client = client_for(cast.bank)
    assert client.post(address, data=sent).status_code == client.post(address, data=sent).status_code == 302
    second = client_for(cast.bank_reviewer)
    page_after = second.post(address, data=key(), follow_redirects=True)
    assert "已由银行联络员在" in page_after.text
    assert stored(dispatch).received_by_id == cast.bank.id


def test_the_neighbour_gets_404(cast, client_for):
    letter = make.issued(cast, Kind.LETTER, addressees="工商银行山阳支行", title="关于报送材料的函")
    dispatch = make.to(letter, cast.units.bank)
    for who in (cast.police, cast.outside_unit, cast.worker, cast.auditor, cast.outsider):
        client = client_for(who)
        for address in (f"/dispatches/{dispatch.id}", f"/circulars/{letter.id}"):
            page(client, address, 404)
        for address in (f"/circulars/{letter.id}/receipts", f"/circulars/{letter.id}/recipients"):
            page(client, address, 404)
        assert client.post(f"/dispatches/{dispatch.id}/receive", data=key()).status_code == 404
        assert client.post(f"/circulars/{letter.id}/receipts/remind", data=key()).status_code == 404
    assert stored(dispatch).received_at is None
    assert "关于报送材料的函" in page(client_for(cast.bank), "/circulars")
    assert "关于报送材料的函" not in page(client_for(cast.police), "/circulars")
    assert "关于报送材料的函" not in page(client_for(cast.police), "/desk")
    page(client_for(cast.bank), f"/dispatches/{dispatch.id + 1000}", 404)
    page(client_for(cast.bank), f"/dispatches/{2**70}", 404)


def test_the_own_notice_is_for_the_unit_and_the_office_only(cast, client_for, session):
    words = "贵单位本期得分82.50分，在本组第9名。"
    before = list(leaving._notices)
    leaving.publish_notices(lambda _circular: {cast.units.bank.id: words})
    try:
        circular = make.issued(cast)
    finally:
        leaving._notices[:] = before
    bank, police = make.to(circular, cast.units.bank), make.to(circular, cast.units.police)
    assert words in page(client_for(cast.bank), f"/dispatches/{bank.id}")
    assert words in page(client_for(cast.bank), f"/circulars/{circular.id}")
    assert words in page(client_for(cast.clerk), f"/circulars/{circular.id}/receipts")
    for address in (f"/dispatches/{police.id}", f"/circulars/{circular.id}"):
        assert words not in page(client_for(cast.police), address)


def test_the_office_sees_who_has_signed_and_reminds_the_rest(cast, client_for):
    circular = make.issued(cast)
    client_for(cast.bank).post(f"/dispatches/{make.to(circular, cast.units.bank).id}/receive", data=key())
    client = client_for(cast.clerk)
    assert "已签收 1 / 6 家" in page(client, f"/circulars/{circular.id}")
    address = f"/circulars/{circular.id}/receipts"
    assert "催签未签收的 5 家" in page(client, address)
    only = page(client, f"{address}?show=received")
    assert "银行联络员" in only
    assert "青溪镇" not in only
    assert "工商银行山阳支行" not in page(client, f"{address}?show=open")
    done = client.post(f"{address}/remind", data=key(), follow_redirects=True)
    assert "已催签" in done.text
    assert done.text.count("共1次") == 5
    assert "5家24小时内催过，先不重复催" in done.text
    assert "催签未签收" not in done.text
    again = client.post(f"{address}/remind", data=key(), follow_redirects=True)
    assert "24小时内都催过，不再重复发消息" in again.text
    assert "催签过1次" in page(
        client_for(cast.police), f"/dispatches/{make.to(circular, cast.units.police).id}"
    )


def test_the_leader_reads_and_does_not_remind(cast, client_for):
    circular = make.issued(cast)
    client = client_for(cast.leader)
    assert "催签未签收" not in page(client, f"/circulars/{circular.id}/receipts")
    assert client.post(f"/circulars/{circular.id}/receipts/remind", data=key()).status_code == 403


def test_after_a_day_it_stands_on_the_list_of_the_late(cast, client_for, clock):
    client = client_for(cast.clerk)
    assert "没有超过24小时未签收的公文" in page(client, "/dispatches")
    make.issued(cast)
    assert "看全部未签收的" in page(client, "/dispatches")
    assert page(client, "/dispatches?show=all").count("还没有催过") == 6
    clock.move(hours=25)
    remind_due()
    client, bank = client_for(cast.clerk), client_for(cast.bank)
    late = page(client, "/dispatches")
    assert late.count("共1次") == 6
    assert "先不重复催" in late
    assert "催签超过24小时的" not in late
    assert "24小时未签收" in page(bank, "/desk")
    clock.move(hours=24)
    assert "催签超过24小时的 6 项" in page(client_for(cast.clerk), "/dispatches")
    client = client_for(cast.clerk)
    assert "共2次" in client.post("/dispatches/remind", data=key(), follow_redirects=True).text


def test_the_drafter_chooses_and_the_signer_sees_it(cast, client_for, session):
    draft = make.draft(cast)
    address = f"/circulars/{draft.id}/recipients"
    client = client_for(cast.clerk)
    assert "主送6家，抄送0家" in page(client, address)
    roles = {f"unit-{cast.units.bank.id}": "main", f"unit-{cast.units.b.id}": "copy"}
    sent = key() | {"version": str(draft.version)} | roles | {"rewrite": "y", "do": "choose"}
    nobody = client.post(address, data=sent | {f"unit-{cast.units.bank.id}": "copy"})
    assert nobody.status_code == 422
    assert "至少选一家主送单位" in nobody.text
    assert nobody.text.count('value="copy" aria-label="工商银行山阳支行：抄送" checked') == 1
    assert client.post(address, data=sent).status_code == 302
    stale = client.post(address, data=sent | key())
    assert stale.status_code == 409
    shown = page(client_for(cast.leader), address)
    assert "主送1家，抄送1家" in shown
    assert "<li>工商银行山阳支行</li>" in shown
    assert 'type="radio"' not in shown
    assert client_for(cast.second_clerk).post(address, data=sent | key()).status_code == 403
    draft = db.session.get_one(Circular, draft.id, populate_existing=True)
    assert draft.addressees == "工商银行山阳支行"
    back = {"version": str(draft.version), "do": "default"}
    assert client.post(address, data=key() | back).status_code == 302
    assert db.session.query(ChosenRecipient).count() == 0


def test_of_an_issued_document_there_are_receipts_and_no_choice(cast, client_for):
    circular = make.issued(cast)
    client = client_for(cast.clerk)
    assert client.get(f"/circulars/{circular.id}/recipients").status_code == 302
    page(client, f"/circulars/{make.draft(cast).id}/receipts", 404)


def test_a_unit_that_was_forgotten_gets_it(cast, client_for):
    letter = make.issued(cast, Kind.LETTER, addressees="邻区联席办")
    client = client_for(cast.clerk)
    address = f"/circulars/{letter.id}/receipts"
    assert "没有在平台上送给成员单位" in page(client, address)
    refused = client.post(f"{address}/send", data=key() | {"role": "main"})
    assert refused.status_code == 422
    assert "请选要补送的单位" in refused.text
    done = client.post(
        f"{address}/send",
        data=key() | {"role": "copy", "unit": str(cast.units.bank.id)},
        follow_redirects=True,
    )
    assert "已补送 1 家单位" in done.text
    assert "关于2026年10月" in page(client_for(cast.bank), "/dispatches/mine")


def test_the_workbook_has_what_the_page_has(cast, client_for):
    circular = make.issued(cast)
    client_for(cast.bank).post(f"/dispatches/{make.to(circular, cast.units.bank).id}/receive", data=key())
    answer = client_for(cast.clerk).get(f"/circulars/{circular.id}/receipts.xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    at = "2026-11-06 10:00"
    assert ["工商银行山阳支行", "主送", at, "已签收", "银行联络员", at, 0.0] in rows
    assert sum(row[3] == "未签收" for row in rows) == 5


def test_long_names_and_five_hundred_units_ask_a_constant_number_of_questions(
    cast, client_for, counting, session
):
    few = make.issued(cast, title=LONG)
    for number in range(494):
        unit(cast.office, f"第{number}号成员单位" + "名" * (280 if number < 3 else 2), "bank", 100 + number)
    many = make.issued(cast)
    client = client_for(cast.clerk)

    def asked(address):
        page(client, address)
        with counting() as seen:
            text = page(client, address)
        return len(seen), text

    one, _text = asked(f"/circulars/{few.id}/receipts?show=open")
    other, text = asked(f"/circulars/{many.id}/receipts?show=open")
    assert text.count("co-tag co-change") >= 500
    assert one == other
    first, text = asked("/dispatches?show=all")
    assert len(re.findall(r'<th scope="row">', text)) == 50
    last, text = asked("/dispatches?show=all&page=11")
    assert len(re.findall(r'<th scope="row">', text)) == 6
    assert first == last
    assert LONG in page(client_for(cast.bank), "/dispatches/mine")


def test_the_list_of_a_unit_asks_a_constant_number_of_questions(cast, client_for, counting):
    client = client_for(cast.bank)

    def asked(count):
        page(client, "/dispatches/mine")
        with counting() as seen:
            text = page(client, "/dispatches/mine")
        assert len(re.findall(r'<th scope="row">', text)) == count
        return len(seen)

    make.issued(cast)
    one = asked(1)
    assert re.findall(r"<strong[^>]*>(\d+)</strong>", page(client, "/dispatches/mine"))[:3] == ["1", "1", "0"]
    for _each in range(59):
        make.issued(cast, Kind.LETTER, addressees="工商银行山阳支行")
    assert asked(50) == one


def test_withdrawn_says_so_and_asks_nothing(cast, client_for, session):
    circular = make.issued(cast)
    circular.state, circular.withdraw_reason = CircularState.WITHDRAWN, "数据有误"
    session.commit()
    dispatch = make.to(circular, cast.units.bank)
    client = client_for(cast.bank)
    shown = page(client, f"/dispatches/{dispatch.id}")
    assert "这份公文已撤销" in shown
    assert "数据有误" in shown
    assert ">签收</button>" not in shown
    answer = client.post(f"/dispatches/{dispatch.id}/receive", data=key(), follow_redirects=True)
    assert "不用签收" in answer.text
    assert stored(dispatch).received_at is None


def test_an_empty_house(cast, client_for):
    assert "还没有收到公文" in page(client_for(cast.bank), "/dispatches/mine")
    assert "都已签收" in page(client_for(cast.clerk), "/dispatches?show=all")
    for who in (cast.worker, cast.auditor, cast.administrator):
        page(client_for(who), "/dispatches/mine", 404)
        page(client_for(who), "/dispatches", 404)
